/** A hive as Allclear reads it against what another program says, value by value. */
import { type Hive, type HiveKey, typeName, utf16Text, valueNumber } from '@allclear/parsers';
import type { ExportedHive } from './regfexport.js';

export interface RegistryDifference {
  readonly key: string;
  readonly field: string;
  /** Of the value, where the difference is one. */
  readonly type?: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface RegistryComparison {
  readonly keys: number;
  readonly values: number;
  readonly times: number;
  readonly differences: readonly RegistryDifference[];
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  REG_DWORD_LITTLE_ENDIAN: 'REG_DWORD',
  REG_QWORD_LITTLE_ENDIAN: 'REG_QWORD',
};
/** What the other tool tells as text. */
const TEXT = new Set(['REG_SZ', 'REG_EXPAND_SZ', 'REG_LINK']);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const untilZero = (text: string): string => text.split('\0')[0] ?? '';

export function compareHive(
  hive: Hive,
  exported: ExportedHive,
  times: readonly string[] | undefined,
): RegistryComparison {
  const differences: RegistryDifference[] = [];
  const keys = [...hive.keys()];
  const root = hive.root?.name ?? '';
  let values = 0;
  const differ = (
    key: string,
    field: string,
    ours: string | undefined,
    theirs: string | undefined,
    type?: string,
  ): void => {
    if (ours === theirs) return;
    const told = { key, field, ours: ours ?? '(absent)', theirs: theirs ?? '(absent)' };
    differences.push(type === undefined ? told : { ...told, type });
  };
  differ('', 'number of keys', String(keys.length), String(exported.keys.length));
  for (const [i, key] of keys.entries()) {
    const theirs = exported.keys[i];
    if (theirs === undefined) break;
    const path = key.path === '' ? root : `${root}\\${key.path}`;
    differ(path, 'path', path, theirs.path);
    differ(path, 'class', key.className, theirs.className);
    const own = key.values();
    differ(path, 'number of values', String(own.length), String(theirs.values.length));
    for (const [j, value] of own.entries()) {
      const other = theirs.values[j];
      if (other === undefined) break;
      values++;
      const at = `${path} [${value.name}]`;
      differ(at, 'name', value.name === '' ? '(default)' : value.name, other.name);
      const type = typeName(value.type);
      differ(at, 'type', type, TYPE_NAMES[other.type] ?? other.type);
      differ(at, 'size', String(value.size), String(other.size), type);
      const data = value.data();
      const plain = TEXT.has(type) ? untilZero(utf16Text(data)) : (valueNumber(value)?.toString() ?? hex(data));
      differ(at, 'data', plain.replace(/\n+$/, ''), (other.data ?? '').replace(/\n+$/, ''), type);
    }
  }
  if (times) compareTimes(keys, times, differ);
  return { keys: keys.length, values, times: times?.length ?? 0, differences };
}

function compareTimes(
  keys: readonly HiveKey[],
  times: readonly string[],
  differ: (key: string, field: string, ours: string | undefined, theirs: string | undefined) => void,
): void {
  differ('', 'number of times', String(keys.length), String(times.length));
  for (const [i, key] of keys.entries()) {
    if (times[i] === undefined) break;
    const ours = key.lastWritten === undefined ? undefined : `${new Date(key.lastWritten).toISOString().slice(0, 19)}Z`;
    differ(key.path, 'last written', ours, times[i]);
  }
}
