/** Prefetch files as we read them against `sccainfo` (Debian: libscca-utils), value by value. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parsePrefetch, ticksToIso } from '@allclear/parsers';

export const hasSccainfo = (): boolean => spawnSync('sccainfo', ['-V'], { stdio: 'ignore' }).error === undefined;

export interface PrefetchComparison {
  readonly values: number;
  readonly differences: readonly { readonly field: string; readonly ours: string; readonly theirs: string }[];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Undefined where the tool refuses the file. */
export function comparePrefetch(path: string): PrefetchComparison | undefined {
  const run = spawnSync('sccainfo', [path], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0 || !/Format version/.test(run.stdout)) return undefined;
  const { prefetch } = parsePrefetch(readFileSync(path));
  const differences: PrefetchComparison['differences'][number][] = [];
  let values = 0;
  const at = (field: string, ours: unknown, theirs: unknown): void => {
    values++;
    if (String(ours) !== String(theirs)) differences.push({ field, ours: String(ours), theirs: String(theirs) });
  };
  const text = run.stdout;
  const one = (label: string): string => new RegExp(`^\\s*${label}\\s*: ?(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  at('version', prefetch?.version, one('Format version'));
  at('hash', `0x${(prefetch?.hash ?? 0).toString(16).padStart(8, '0')}`, one('Prefetch hash'));
  at('executable', prefetch?.executable, one('Executable filename'));
  at('runs', prefetch?.runs, one('Run count'));
  const ran = [...text.matchAll(/^\s*Last run time:(?: \d+)?\s*: (.*)$/gm)]
    .map(([, time = '']) => isoOf(time))
    .filter((t) => t !== '');
  at('run times', prefetch?.ran.map((t) => ticksToIso(t)?.slice(0, -1)).join(), ran.join());
  const files = [...text.matchAll(/^\s*Filename: \d+\s*: (.*)$/gm)].map(([, name = '']) => name);
  at('number of files', prefetch?.files.length, files.length);
  for (const [i, file] of files.entries()) at('file', prefetch?.files[i], file);
  const volumes = [...text.matchAll(/^\s*Device path\s*: (.*)$/gm)].map(([, name = '']) => name);
  const serials = [...text.matchAll(/^\s*Serial number\s*: (.*)$/gm)].map(([, serial = '']) => serial);
  at('volumes', prefetch?.volumes.map((v) => v.path).join(), volumes.join());
  at(
    'serial numbers',
    prefetch?.volumes.map((v) => `0x${v.serial.toString(16).padStart(8, '0')}`).join(),
    serials.join(),
  );
  return { values, differences };
}

/** `Jan 12, 2016 20:07:03.981069400 UTC` to seven digits; empty for "not set". */
function isoOf(time: string): string {
  const found = /^(\w{3}) (\d\d), (\d{4}) (\d\d:\d\d:\d\d\.\d{7})/.exec(time);
  if (!found) return '';
  const [, month = '', day = '', year = '', clock = ''] = found;
  return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${clock}`;
}
