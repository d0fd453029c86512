/** Times in the lab are whole milliseconds since 1970-01-01 UTC; these functions print them as the logs do. */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `2021-03-03T06:49:42.162Z`, as Exchange writes. */
export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** `2021-03-03 06:49:42`, as W3C logs write. */
export function w3cTime(time: number): string {
  const text = iso(time);
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** `20210303`. */
export function compactDate(time: number): string {
  return iso(time).slice(0, 10).replaceAll('-', '');
}

/** `2021030306`: date and hour, as in the names of hourly Exchange logs. */
export function compactHour(time: number): string {
  return compactDate(time) + iso(time).slice(11, 13);
}

/** `3/3/2021 6:59:18 AM`: en-US, as Exchange prints property lists. */
export function usDateTime(time: number): string {
  const at = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour = at.getUTCHours();
  return (
    `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()} ` +
    `${hour % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`
  );
}

/** Reads an ISO time of a scenario; a scenario with a wrong time is a mistake of its author. */
export function at(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new RangeError(`not a time: ${text}`);
  return time;
}

export function startOfDay(time: number): number {
  return Math.floor(time / DAY) * DAY;
}
