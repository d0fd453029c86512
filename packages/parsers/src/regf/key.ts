/** Keys and values of a registry, wherever they come from: a hive, or an export as text. */

export interface RegistryPlace {
  /** Of the key's or value's cell in the hive file. */
  readonly offset?: number;
  /** In an export as text. */
  readonly line?: number;
}

export interface RegistryKey {
  readonly name: string;
  /** Names from the hive's root (which is not named) down, joined by backslashes; empty for the root. */
  readonly path: string;
  /** Milliseconds since 1970 UTC; undefined where there is none. */
  readonly lastWritten: number | undefined;
  readonly className: string | undefined;
  /** Found in free space, or in use but reached from nowhere: deleted, and as far as it is still there. */
  readonly recovered: boolean;
  readonly place: RegistryPlace;
  subkeys(): Iterable<RegistryKey>;
  /** By name without regard to case; keys in use before recovered ones. */
  subkey(name: string): RegistryKey | undefined;
  values(): readonly RegistryValue[];
  /** By name without regard to case; '' is the default value. Values in use before recovered ones. */
  value(name: string): RegistryValue | undefined;
}

export interface RegistryValue {
  /** Empty for the default value. */
  readonly name: string;
  readonly type: number;
  /** Bytes, as declared. */
  readonly size: number;
  readonly recovered: boolean;
  readonly place: RegistryPlace;
  /** At most MAX_VALUE_BYTES; shorter than `size` where the hive is damaged. */
  data(): Uint8Array;
}

/** Sources: https://learn.microsoft.com/windows/win32/sysinfo/registry-value-types and winnt.h. */
const TYPES = [
  'REG_NONE',
  'REG_SZ',
  'REG_EXPAND_SZ',
  'REG_BINARY',
  'REG_DWORD',
  'REG_DWORD_BIG_ENDIAN',
  'REG_LINK',
  'REG_MULTI_SZ',
  'REG_RESOURCE_LIST',
  'REG_FULL_RESOURCE_DESCRIPTOR',
  'REG_RESOURCE_REQUIREMENTS_LIST',
  'REG_QWORD',
] as const;
export const REG_SZ = 1;
export const REG_EXPAND_SZ = 2;
export const REG_BINARY = 3;
export const REG_DWORD = 4;
export const REG_DWORD_BIG_ENDIAN = 5;
export const REG_LINK = 6;
export const REG_MULTI_SZ = 7;
export const REG_QWORD = 11;

/** `REG_SZ` …; a type that Windows does not name as `0x00000010`. */
export function typeName(type: number): string {
  return TYPES[type] ?? `0x${type.toString(16).padStart(8, '0')}`;
}

const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

/** UTF-16LE without the zeros at its end; an odd last byte is left out. */
export function utf16Text(bytes: Uint8Array): string {
  let end = bytes.length & ~1;
  while (end >= 2 && bytes[end - 2] === 0 && bytes[end - 1] === 0) end -= 2;
  return decoder.decode(bytes.subarray(0, end));
}

/** Of REG_SZ, REG_EXPAND_SZ and REG_LINK; of REG_MULTI_SZ joined by `;`; of numbers in decimal; undefined for the rest. */
export function valueText(value: RegistryValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  switch (value.type) {
    case REG_SZ:
    case REG_EXPAND_SZ:
    case REG_LINK:
      return utf16Text(value.data());
    case REG_MULTI_SZ:
      return valueStrings(value).join(';');
    default:
      return valueNumber(value)?.toString();
  }
}

/** Items of REG_MULTI_SZ (empty ones left out); a single string as a list of one. */
export function valueStrings(value: RegistryValue | undefined): string[] {
  if (value === undefined) return [];
  if (value.type !== REG_MULTI_SZ) {
    const text = value.type === REG_SZ || value.type === REG_EXPAND_SZ ? utf16Text(value.data()) : '';
    return text === '' ? [] : [text];
  }
  return utf16Text(value.data())
    .split('\0')
    .filter((item) => item !== '');
}

/** Of REG_DWORD, its big-endian kind and REG_QWORD, unsigned; exact below 2^53. */
export function valueNumber(value: RegistryValue | undefined): bigint | number | undefined {
  if (value === undefined) return undefined;
  const { type } = value;
  if (type !== REG_DWORD && type !== REG_DWORD_BIG_ENDIAN && type !== REG_QWORD) return undefined;
  const bytes = value.data();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === REG_QWORD) return bytes.length < 8 ? undefined : view.getBigUint64(0, true);
  return bytes.length < 4 ? undefined : view.getUint32(0, type === REG_DWORD);
}

/** The key at a path below `key`, without regard to case. */
export function keyAt(key: RegistryKey | undefined, path: string): RegistryKey | undefined {
  let found = key;
  for (const name of path.split('\\')) found = found?.subkey(name);
  return found;
}
