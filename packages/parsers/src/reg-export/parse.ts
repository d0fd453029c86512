/**
 * Exports of the registry as text (`Windows Registry Editor Version 5.00`, `REGEDIT4`).
 * Source: https://learn.microsoft.com/troubleshoot/windows-server/performance/add-modify-delete-registry-subkeys-values
 */
import type { Problem } from '@allclear/model';
import { ProblemTally } from '../log/tally.js';
import { REG_BINARY, REG_DWORD, REG_SZ, type RegistryKey, type RegistryValue } from '../regf/index.js';
import { decodeText } from '../web-file/index.js';

export const MAX_REG_BYTES = 64 << 20;
const MAX_KEYS = 500_000;
const MAX_DEPTH = 512;
/** Lines that one text may go on for. */
const MAX_TEXT_LINES = 200;
const HEADER = /^\ufeff?(?:Windows Registry Editor Version|REGEDIT4)/i;

/** One hive in the export: its prefix as hives have it, e.g. `HKLM\SYSTEM`. */
export interface TextMount {
  readonly prefix: string;
  readonly root: RegistryKey;
}

/** True where the first bytes are the first line of an export, in UTF-16 or ANSI. */
export function isRegExport(head: Uint8Array): boolean {
  return HEADER.test(decodeText(head.subarray(0, 512)).text);
}

/** A quoted text that does not end on its line. */
const OPEN_TEXT = /^(?:@|"(?:[^"\\]|\\.)*")="(?:[^"\\]|\\.)*$/;
const empty = new Uint8Array(0);

class TextKey implements RegistryKey {
  readonly lastWritten = undefined;
  readonly className = undefined;
  readonly recovered = false;
  readonly #keys = new Map<string, TextKey>();
  readonly #values: TextValue[] = [];

  constructor(
    readonly name: string,
    readonly path: string,
    readonly place: { readonly line: number },
  ) {}
  subkeys(): Iterable<TextKey> {
    return this.#keys.values();
  }
  subkey(name: string): TextKey | undefined {
    return this.#keys.get(name.toLowerCase());
  }
  values(): readonly RegistryValue[] {
    return this.#values;
  }
  value(name: string): RegistryValue | undefined {
    const lower = name.toLowerCase();
    return this.#values.find((value) => value.name.toLowerCase() === lower);
  }
  child(name: string, line: number): TextKey {
    const known = this.subkey(name);
    if (known) return known;
    const key = new TextKey(name, this.path === '' ? name : `${this.path}\\${name}`, { line });
    this.#keys.set(name.toLowerCase(), key);
    return key;
  }
  add(value: TextValue): void {
    this.#values.push(value);
  }
}

class TextValue implements RegistryValue {
  readonly recovered = false;
  constructor(
    readonly name: string,
    readonly type: number,
    private readonly bytes: Uint8Array,
    readonly place: { readonly line: number },
  ) {}
  get size(): number {
    return this.bytes.length;
  }
  data(): Uint8Array {
    return this.bytes;
  }
}

const HIVES: readonly (readonly [RegExp, string])[] = [
  [/^HKEY_LOCAL_MACHINE\\([^\\]+)/i, 'HKLM\\$1'],
  [/^HKEY_USERS\\([^\\]+)/i, 'HKU\\$1'],
  [/^HKEY_CURRENT_USER(?=\\|$)/i, 'HKCU'],
  [/^HKEY_CLASSES_ROOT(?=\\|$)/i, 'HKLM\\SOFTWARE\\Classes'],
  [/^HKEY_CURRENT_CONFIG(?=\\|$)/i, 'HKCC'],
];

/** Total; reads at most MAX_REG_BYTES. Keys and values that a file would delete (`[-…]`, `=-`) are left out. */
export function parseRegExport(bytes: Uint8Array): {
  readonly mounts: readonly TextMount[];
  readonly problems: readonly Problem[];
} {
  const tally = new ProblemTally();
  if (bytes.length > MAX_REG_BYTES) tally.add('ALC-P008', `read the first ${MAX_REG_BYTES} bytes`);
  const text = decodeText(bytes.subarray(0, MAX_REG_BYTES)).text;
  if (!HEADER.test(text))
    return {
      mounts: [],
      problems: [{ code: 'ALC-P003', detail: 'not an export of the registry: its first line is missing' }],
    };
  const mounts = new Map<string, TextMount & { readonly root: TextKey }>();
  let current: TextKey | undefined;
  let keys = 0;
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    let line = lines[i] ?? '';
    const number = i + 1;
    if (line.startsWith('[')) {
      current = undefined;
      const path = /^\[(?!-)(.*)\]\s*$/.exec(line)?.[1];
      if (path === undefined) continue;
      if (++keys > MAX_KEYS) {
        tally.add('ALC-P008', 'keys beyond the limit', { line: number });
        break;
      }
      current = locate(path, number, mounts);
      if (current === undefined) tally.add('ALC-P001', 'a key of no hive that is known', { line: number });
      continue;
    }
    if (line === '' || line.startsWith(';') || current === undefined) continue;
    // Long binary values go on behind a backslash.
    if (/=hex/i.test(line)) {
      const parts = [line];
      while (/\\\s*$/.test(parts.at(-1) ?? '') && i + 1 < lines.length) parts.push(lines[++i] ?? '');
      line = parts.map((part) => part.replace(/\\\s*$/, '').trim()).join('');
    } else {
      // A text may hold line ends.
      for (let more = 0; more < MAX_TEXT_LINES && OPEN_TEXT.test(line) && i + 1 < lines.length; more++)
        line += `\n${lines[++i] ?? ''}`;
    }
    const value = readValue(line, number);
    if (value) current.add(value);
    else if (value === undefined) tally.add('ALC-P001', 'a value that could not be read', { line: number });
  }
  return { mounts: [...mounts.values()], problems: tally.list() };
}

function locate(
  path: string,
  line: number,
  mounts: Map<string, TextMount & { readonly root: TextKey }>,
): TextKey | undefined {
  for (const [pattern, prefix] of HIVES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const full = prefix.replace('$1', match[1] ?? '') + path.slice(match[0].length);
    const isUser = full.startsWith('HKCU');
    const names = full.split('\\');
    const own = isUser ? 1 : 2;
    const mount = names.slice(0, own).join('\\');
    const canonical = /^HKLM/i.test(mount) ? mount.toUpperCase() : mount;
    let known = mounts.get(canonical.toLowerCase());
    if (!known) {
      known = { prefix: canonical, root: new TextKey('', '', { line }) };
      mounts.set(canonical.toLowerCase(), known);
    }
    let key = known.root;
    for (const name of names.slice(own, own + MAX_DEPTH)) key = key.child(name, line);
    return key;
  }
  return undefined;
}

/** Undefined for damage, null for a value that the file deletes. */
function readValue(line: string, number: number): TextValue | null | undefined {
  const match = /^(?:@|"((?:[^"\\]|\\.)*)")\s*=\s*([\s\S]*)$/.exec(line);
  if (match === null) return undefined;
  const name = withoutEscapes(match[1] ?? '');
  const data = (match[2] ?? '').trim();
  const place = { line: number };
  if (data === '-') return null;
  if (data.startsWith('"')) {
    const text = /^"((?:[^"\\]|\\.)*)"/.exec(data)?.[1];
    return text === undefined ? undefined : new TextValue(name, REG_SZ, utf16(`${withoutEscapes(text)}\0`), place);
  }
  const dword = /^dword:([0-9a-f]{1,8})$/i.exec(data)?.[1];
  if (dword !== undefined) {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, Number.parseInt(dword, 16), true);
    return new TextValue(name, REG_DWORD, bytes, place);
  }
  const hex = /^hex(?:\(([0-9a-f]{1,8})\))?:([0-9a-f,\s]*)$/i.exec(data);
  if (hex === null) return undefined;
  const bytes = (hex[2] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => Number.parseInt(part, 16));
  return new TextValue(
    name,
    hex[1] === undefined ? REG_BINARY : Number.parseInt(hex[1], 16),
    bytes.length === 0 ? empty : Uint8Array.from(bytes),
    place,
  );
}

const withoutEscapes = (text: string): string => text.replace(/\\(["\\])/g, '$1');

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i) & 0xff;
    bytes[2 * i + 1] = text.charCodeAt(i) >> 8;
  }
  return bytes;
}
