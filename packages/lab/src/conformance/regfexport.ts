/** What Debian's `regfexport` (libregf-utils) and `hivexml` (libhivex-bin) say about a hive, as data. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface ExportedValue {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Text or number as told, or bytes in hexadecimal; undefined where nothing is told. */
  readonly data: string | undefined;
}

export interface ExportedKey {
  readonly path: string;
  readonly className: string | undefined;
  readonly values: readonly ExportedValue[];
}

export interface ExportedHive {
  readonly keys: readonly ExportedKey[];
  readonly aborted: string | undefined;
}

const there = (tool: string, option: string): boolean =>
  spawnSync(tool, [option], { stdio: 'ignore' }).error === undefined;
export const hasRegfExport = (): boolean => there('regfexport', '-V');
export const hasHiveXml = (): boolean => there('hivexml', '-h');

interface Draft {
  name: string;
  type: string;
  size: number;
  data: string | undefined;
}

export function regfExport(path: string): ExportedHive {
  const run = spawnSync('regfexport', [path], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const keys = run.stdout
    .split(/^Key path: /m)
    .slice(1)
    .map(parseKey);
  return { keys, aborted: run.status === 0 ? undefined : (run.stderr.split('\n')[1] ?? `exit code ${run.status}`) };
}

function parseKey(text: string): ExportedKey {
  const lines = text.split('\n');
  const values: Draft[] = [];
  let className: string | undefined;
  let hex = '';
  let inText = false;
  for (const line of lines.slice(1)) {
    const value = values.at(-1);
    const named = /^Value: \d+ (.*)$/.exec(line);
    if (named) {
      if (value && hex !== '') value.data = hex;
      hex = '';
      inText = false;
      values.push({ name: named[1] ?? '', type: '', size: 0, data: undefined });
      continue;
    }
    if (value === undefined) {
      className ??= /^Class name: (.*)$/.exec(line)?.[1];
      continue;
    }
    const bytes = /^[0-9a-f]{8}: ((?:[0-9a-f]{2} {1,2}){1,16})/.exec(line);
    if (bytes && !inText) hex += (bytes[1] ?? '').replaceAll(' ', '');
    else if (line.startsWith('Type: ') && value.type === '')
      value.type = /\(([A-Z_]+)\)/.exec(line)?.[1] ?? line.slice(6);
    else if (line.startsWith('Data size: ') && !inText) value.size = Number(line.slice(11));
    else if (line.startsWith('Data: ') && !inText) {
      value.data = line.slice(6);
      inText = true;
    } else if (inText) value.data += `\n${line}`;
  }
  const last = values.at(-1);
  if (last && hex !== '') last.data = hex;
  return { path: lines[0] ?? '', className, values };
}

/**
 * Last written times of all keys, seconds, in the order of the tool; undefined where it refuses the hive. `output`: a
 * file for what it writes, because it opens its output by name and cannot do so with a pipe.
 */
export function hiveTimes(path: string, output: string): string[] | undefined {
  const file = openSync(output, 'w');
  const run = spawnSync('hivexml', [path], { stdio: ['ignore', file, 'ignore'] });
  closeSync(file);
  if (run.status !== 0) return undefined;
  return [...readFileSync(output, 'utf8').matchAll(/<node [^>]*><mtime>([^<]*)<\/mtime>/g)].map((m) => m[1] ?? '');
}
