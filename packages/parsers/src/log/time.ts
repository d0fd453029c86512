/** Times in log records: to milliseconds since 1970-01-01 UTC, NaN where there is no valid time. */
import { isDigit } from './bytes.js';

const DAY = 86_400_000;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Digits [start, end) as a number; NaN where one is no digit. */
function digits(bytes: Uint8Array, start: number, end: number): number {
  let n = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i];
    if (b === undefined || !isDigit(b)) return Number.NaN;
    n = n * 10 + (b - 0x30);
  }
  return n;
}

/** Days since 1970-01-01 in the Gregorian calendar, after H. Hinnant's public "days_from_civil". */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
}

/** `YYYY-MM-DD` as the millisecond of its midnight UTC; NaN where it is no date. */
export function parseDate(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return Number.NaN;
  const year = digits(bytes, start, start + 4);
  const month = digits(bytes, start + 5, start + 7);
  const day = digits(bytes, start + 8, end);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  return day <= last ? daysFromCivil(year, month, day) * DAY : Number.NaN;
}

/** `hh:mm[:ss[.fraction]]` as milliseconds since midnight; NaN where it is no time of day. */
export function parseClock(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 5 || bytes[start + 2] !== 0x3a) return Number.NaN;
  const hour = digits(bytes, start, start + 2);
  const minute = digits(bytes, start + 3, start + 5);
  if (!(hour <= 23 && minute <= 59)) return Number.NaN;
  const whole = (hour * 60 + minute) * 60_000;
  if (length === 5) return whole;
  if (length < 8 || bytes[start + 5] !== 0x3a) return Number.NaN;
  const second = digits(bytes, start + 6, start + 8);
  if (!(second <= 59)) return Number.NaN;
  if (length === 8) return whole + second * 1000;
  const separator = bytes[start + 8];
  if ((separator !== 0x2e && separator !== 0x2c) || length < 10 || length > 18) return Number.NaN;
  const fraction = digits(bytes, start + 9, end);
  return whole + second * 1000 + Math.floor((fraction * 1000) / 10 ** (length - 9));
}

/** `+hh:mm` or `+hhmm` at the end as minutes; undefined where there is none. */
function zoneMinutes(bytes: Uint8Array, start: number, end: number): { minutes: number; length: number } | undefined {
  for (const length of [6, 5]) {
    const at = end - length;
    const sign = bytes[at];
    if (at < start + 16 || (sign !== 0x2b && sign !== 0x2d)) continue;
    const hours = digits(bytes, at + 1, at + 3);
    const minutes = digits(bytes, end - 2, end);
    if (length === 6 && bytes[at + 3] !== 0x3a) continue;
    if (hours <= 14 && minutes <= 59) return { minutes: (hours * 60 + minutes) * (sign === 0x2b ? 1 : -1), length };
  }
  return undefined;
}

/**
 * ISO 8601 as Exchange writes it (`2021-03-03T06:49:46.210Z`): `T` or a blank between, fraction of any
 * length up to nine digits, `Z`, an offset or nothing (then UTC). NaN where it is none.
 */
export function parseIsoTime(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 16) return Number.NaN;
  const between = bytes[start + 10];
  if (between !== 0x54 && between !== 0x74 && between !== 0x20) return Number.NaN;
  const day = parseDate(bytes, start, start + 10);
  if (Number.isNaN(day)) return Number.NaN;
  const last = bytes[end - 1];
  if (last === 0x5a || last === 0x7a) return day + parseClock(bytes, start + 11, end - 1);
  const zone = zoneMinutes(bytes, start, end);
  if (zone === undefined) return day + parseClock(bytes, start + 11, end);
  return day + parseClock(bytes, start + 11, end - zone.length) - zone.minutes * 60_000;
}

const encoder = new TextEncoder();

/** ISO 8601 text as milliseconds since 1970-01-01 UTC (without a zone: taken as UTC); NaN where it is no time. */
export function parseIsoText(text: string): number {
  const bytes = encoder.encode(text.trim().slice(0, 64));
  return parseIsoTime(bytes, 0, bytes.length);
}

/** `YYYY-MM-DD…` at the start of a text as the millisecond of its midnight; NaN where it is none. */
export function parseDateText(text: string): number {
  const bytes = encoder.encode(text.trim().slice(0, 10));
  return parseDate(bytes, 0, bytes.length);
}
