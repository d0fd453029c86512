/** Times and mode of a file, and putting them back to the nanosecond where the system can. */
import { spawnSync } from 'node:child_process';
import { type BigIntStats, lstatSync, utimesSync } from 'node:fs';
import type { FileTimes } from './records.js';

export function timesOf(stats: BigIntStats): FileTimes {
  return {
    modified: String(stats.mtimeNs),
    accessed: String(stats.atimeNs),
    changed: String(stats.ctimeNs),
    created: String(stats.birthtimeNs),
  };
}

/**
 * Sets access and modification time; on Windows the time of creation, too. Node's own call loses what a double cannot
 * hold (a quarter of a microsecond), so the system's own tool has the last word where there is one.
 * @returns what could not be put back, in plain words.
 */
export function setTimes(path: string, times: FileTimes): string[] {
  utimesSync(path, Number(times.accessed) / 1e9, Number(times.modified) / 1e9);
  if (process.platform === 'win32') return setWindowsTimes(path, times);
  if (String(lstatSync(path, { bigint: true }).mtimeNs) !== times.modified) {
    spawnSync('touch', ['-c', '-a', '-d', stamp(times.accessed), '--', path]);
    spawnSync('touch', ['-c', '-m', '-d', stamp(times.modified), '--', path]);
  }
  return String(lstatSync(path, { bigint: true }).mtimeNs) === times.modified
    ? []
    : ['the modification time is right to the microsecond only'];
}

/** `@seconds.nanoseconds`, as touch takes it. */
function stamp(nanoseconds: string): string {
  const value = BigInt(nanoseconds);
  const seconds = value / 1_000_000_000n;
  const rest = value % 1_000_000_000n;
  return rest < 0n
    ? `@${seconds - 1n}.${String(rest + 1_000_000_000n).padStart(9, '0')}`
    : `@${seconds}.${String(rest).padStart(9, '0')}`;
}

/** Values go by environment: nothing of a path becomes part of a command. */
function setWindowsTimes(path: string, times: FileTimes): string[] {
  const script =
    '$f = [IO.FileInfo]::new($env:ALLCLEAR_PATH); $e = [DateTime]::new(1970,1,1,0,0,0,[DateTimeKind]::Utc); ' +
    '$f.CreationTimeUtc = $e.AddTicks([long]$env:ALLCLEAR_CREATED); $f.LastWriteTimeUtc = $e.AddTicks([long]$env:ALLCLEAR_MODIFIED); ' +
    '$f.LastAccessTimeUtc = $e.AddTicks([long]$env:ALLCLEAR_ACCESSED)';
  const ticks = (nanoseconds: string): string => String(BigInt(nanoseconds) / 100n);
  const result = spawnSync('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    env: {
      ...process.env,
      ALLCLEAR_PATH: path,
      ALLCLEAR_CREATED: ticks(times.created),
      ALLCLEAR_MODIFIED: ticks(times.modified),
      ALLCLEAR_ACCESSED: ticks(times.accessed),
    },
    timeout: 30_000,
  });
  return result.status === 0 ? [] : ['the time of creation could not be put back (powershell.exe failed)'];
}

/** Whether a name is there, be it a link to nowhere. */
export function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
