/** Times and periods as people read them. Everything is UTC; text that is no time comes back visible and unchanged. */
import { visible } from './visible.js';

const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/;

/** `2021-03-03T06:49:42.123Z` -> `2021-03-03 06:49:42 UTC` */
export function dateTime(value: string): string {
  const parts = INSTANT.exec(value);
  return parts ? `${parts[1]} ${parts[2]} UTC` : visible(value);
}

/** `2021-03-03T06:49:42.123Z` -> `2021-03-03` */
export function day(value: string): string {
  return INSTANT.exec(value)?.[1] ?? visible(value);
}

/** `2021-02-20 to 03-15`; one day once; the year again only where it changes. */
export function dayRange(period: { readonly from: string; readonly to: string }): string {
  const from = day(period.from);
  const to = day(period.to);
  if (from === to) return from;
  return from.slice(0, 5) === to.slice(0, 5) ? `${from} to ${to.slice(5)}` : `${from} to ${to}`;
}

/**
 * `2021-03-03 06:49:42 to 07:00:00 UTC`, the second day only where it differs; one time alone where both are equal or
 * one is absent.
 */
export function timeRange(first: string | undefined, last: string | undefined): string | undefined {
  if (first === undefined) return last === undefined ? undefined : `until ${dateTime(last)}`;
  const a = dateTime(first);
  const b = last === undefined ? a : dateTime(last);
  if (a === b) return a;
  return `${a.replace(' UTC', '')} to ${a.slice(0, 11) === b.slice(0, 11) ? b.slice(11) : b}`;
}

/** Milliseconds since 1970 UTC, undefined where the text names no possible time. */
export function milliseconds(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

/** `3 h 20 min`, `2 days`: rounded, for people. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}
