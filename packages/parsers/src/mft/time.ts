/** FILETIME as NTFS stores it: ticks of 100 ns since 1601 UTC. */

const EPOCH_TICKS = 116_444_736_000_000_000n;
const TICKS_A_MS = 10_000n;
const TICKS_A_SECOND = 10_000_000n;
/** What a calendar holds: the years 1601 to 9999. */
const LAST = 2_650_467_743_999_999_999n;

/** Milliseconds since 1970 UTC, rounded down; undefined for zero and for what no calendar holds. */
export function ticksToMs(ticks: bigint): number | undefined {
  if (ticks <= 0n || ticks > LAST) return undefined;
  const since = ticks - EPOCH_TICKS;
  const ms = since / TICKS_A_MS;
  return Number(since < 0n && ms * TICKS_A_MS !== since ? ms - 1n : ms);
}

/** `2021-03-03T06:59:18.1234567Z`: all seven digits that the file system keeps. */
export function ticksToIso(ticks: bigint): string | undefined {
  const ms = ticksToMs(ticks);
  if (ms === undefined) return undefined;
  const fraction = String(ticks % TICKS_A_SECOND).padStart(7, '0');
  return `${new Date(ms).toISOString().slice(0, 19)}.${fraction}Z`;
}

/** True for a time without fractions of a second: written by a program that knows none, not by the file system. */
export const isWholeSecond = (ticks: bigint): boolean => ticks > 0n && ticks % TICKS_A_SECOND === 0n;
