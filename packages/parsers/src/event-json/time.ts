import { parseIsoText } from '../log/time.js';

/** A time that an event carries, and whether its zone is known. */
export interface EventTime {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  /** False where the text names no zone and was taken as UTC. */
  readonly zoned: boolean;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, told by their size: 1973 to 2286 in each unit. */
function fromEpoch(n: number): number {
  const size = Math.abs(n);
  if (size < 1e8) return Number.NaN;
  if (size < 1e10) return n * 1000;
  if (size < 1e13) return n;
  if (size < 1e16) return n / 1000;
  return size < 1e19 ? n / 1e6 : Number.NaN;
}

const DOTNET = /^\/?\\?\/?Date\((-?\d{1,16})(?:[+-]\d{4})?\)/;
const NUMBER = /^-?\d{9,19}(?:\.\d+)?$/;
const ZONED = /(?:[zZ]|[+-]\d\d:?\d\d)$/;

/**
 * The times that exporters write: ISO with or without zone and with any fraction (evtx_dump writes
 * `… 06:56:33.189 UTC` too), seconds since 1970 as a float (Velociraptor), `/Date(ms)/` (PowerShell).
 * Undefined where it is no time.
 */
export function parseEventTime(value: unknown): EventTime | undefined {
  const zoned = (time: number): EventTime | undefined =>
    Number.isFinite(time) ? { time: Math.floor(time + 1e-4), zoned: true } : undefined;
  if (typeof value === 'number') return zoned(fromEpoch(value));
  if (typeof value !== 'string') return undefined;
  const text = value.trim().replace(/ (?:UTC|GMT)$/, 'Z');
  const dotnet = DOTNET.exec(text)?.[1];
  if (dotnet !== undefined) return zoned(Number(dotnet));
  if (NUMBER.test(text)) return zoned(fromEpoch(Number(text)));
  const time = parseIsoText(text);
  return Number.isNaN(time) ? undefined : { time, zoned: ZONED.test(text) };
}
