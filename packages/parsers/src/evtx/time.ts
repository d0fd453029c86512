/** FILETIME: 100 ns since 1601-01-01 UTC, in two halves because a double cannot hold it. */

const EPOCH = 11_644_473_600_000;
/** The last FILETIME that Date can tell is far later; beyond year 9999 a time is damage. */
const LAST = Date.UTC(9999, 11, 31);

/** Milliseconds since 1970 UTC, rounded down; undefined for zero and for what no calendar holds. */
export function fileTimeMs(low: number, high: number): number | undefined {
  if (low === 0 && high === 0) return undefined;
  const time = high * 429_496 + Math.floor((high * 7296 + low) / 10_000) - EPOCH;
  return time > LAST ? undefined : time;
}

/** `2021-03-03T06:56:33.1890000Z`, the fraction to 100 ns. Zero, which means never, is told as it stands. */
export function fileTimeText(low: number, high: number): string | undefined {
  if (low === 0 && high === 0) return '1601-01-01T00:00:00.0000000Z';
  const time = fileTimeMs(low, high);
  if (time === undefined) return undefined;
  const rest = String((high * 7296 + low) % 10_000).padStart(4, '0');
  return `${new Date(time).toISOString().slice(0, -1)}${rest}Z`;
}
