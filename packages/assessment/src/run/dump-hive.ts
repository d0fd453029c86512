/** Every key and value of a registry hive, deleted ones too, as records. */
import {
  openRegistry,
  REG_EXPAND_SZ,
  REG_LINK,
  REG_MULTI_SZ,
  REG_SZ,
  type RegistryKey,
  type RegistryValue,
  typeName,
  utf16Text,
  valueNumber,
  valueStrings,
} from '@allclear/parsers';

type HiveRecord = Readonly<Record<string, string | number>>;

/** `@kind` is `registry-key` or `registry-value`; numbers are decimal, other binary data hexadecimal. */
export function dumpHive(
  bytes: Uint8Array,
  logs: readonly Uint8Array[],
  path: string,
  emit: (record: HiveRecord) => void,
): void {
  const opened = openRegistry(bytes, { logs, file: path });
  if (opened === undefined) return;
  const { hive, mount } = opened;
  const pathOf = (key: RegistryKey): string => (key.path === '' ? mount.prefix : `${mount.prefix}\\${key.path}`);
  for (const key of hive.keys()) {
    emit(keyRecord(key, pathOf(key)));
    for (const value of [...key.values(), ...key.deletedValues()]) emit(valueRecord(value, key, pathOf(key)));
  }
  for (const key of hive.recovered.keys) {
    emit(keyRecord(key, pathOf(key)));
    for (const value of key.values()) emit(valueRecord(value, key, pathOf(key)));
  }
  for (const value of hive.recovered.values) emit(valueRecord(value, undefined, '?'));
}

function keyRecord(key: RegistryKey, path: string): HiveRecord {
  return {
    '@kind': 'registry-key',
    '@offset': key.place.offset ?? 0,
    key: path,
    ...lastWritten(key),
    ...(key.className === undefined ? {} : { class: key.className }),
    ...(key.recovered ? { deleted: 'true' } : {}),
  };
}

function valueRecord(value: RegistryValue, key: RegistryKey | undefined, path: string): HiveRecord {
  return {
    '@kind': 'registry-value',
    '@offset': value.place.offset ?? 0,
    key: path,
    ...(key === undefined ? {} : lastWritten(key)),
    name: value.name,
    type: typeName(value.type),
    size: value.size,
    data: dataText(value),
    ...(value.recovered ? { deleted: 'true' } : {}),
  };
}

function lastWritten(key: RegistryKey): HiveRecord {
  return key.lastWritten === undefined ? {} : { lastWritten: new Date(key.lastWritten).toISOString() };
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

function dataText(value: RegistryValue): string {
  switch (value.type) {
    case REG_SZ:
    case REG_EXPAND_SZ:
    case REG_LINK:
      return utf16Text(value.data());
    case REG_MULTI_SZ:
      return JSON.stringify(valueStrings(value));
    default: {
      const number = valueNumber(value);
      if (number !== undefined) return number.toString();
      let text = '';
      for (const byte of value.data()) text += HEX[byte] ?? '';
      return text;
    }
  }
}
