/**
 * Percent decoding of request targets, as a web server sees them. Total: what is no escape stays.
 * Specification: RFC 3986, section 2.1; `%uXXXX` as IIS takes it.
 */
import { decodeText } from '../log/bytes.js';

const ESCAPED_RUN = /(?:%[0-9A-Fa-f]{2})+|%[uU][0-9A-Fa-f]{4}/g;
const ESCAPED = /%(?:[0-9A-Fa-f]{2}|[uU][0-9A-Fa-f]{4})/;

function decodeRun(run: string): string {
  // %uXXXX is no standard, but IIS and ASP.NET understand it.
  if (run.charCodeAt(1) === 0x75 || run.charCodeAt(1) === 0x55) {
    return String.fromCharCode(Number.parseInt(run.slice(2), 16));
  }
  const bytes = new Uint8Array(run.length / 3);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16);
  return decodeText(bytes);
}

/** `%XX` (UTF-8, else Windows-1252) and `%uXXXX` decoded once. */
export function decodePercent(text: string): string {
  return text.includes('%') ? text.replace(ESCAPED_RUN, decodeRun) : text;
}

/** Decoded once, and a second time where escapes are left: the usual way around a filter. */
export function decodePercentTwice(text: string): string {
  const once = decodePercent(text);
  return ESCAPED.test(once) ? decodePercent(once) : once;
}

/**
 * The value of the virtual field `url-decoded`: stem, '?' and query, percent-decoded once and a second time
 * where escapes are left; '+' in the query is a blank. Undefined where both are absent.
 */
export function decodeUrl(stem: string | undefined, query: string | undefined): string | undefined {
  if (stem === undefined && query === undefined) return undefined;
  if (query === undefined) return decodePercentTwice(stem ?? '');
  return decodePercentTwice(`${stem ?? ''}?${query.replaceAll('+', ' ')}`);
}

/** The same for a whole request target (`cs-uri`), in which only what follows the first '?' is query. */
export function decodeTarget(target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  const mark = target.indexOf('?');
  return mark < 0 ? decodeUrl(target, undefined) : decodeUrl(target.slice(0, mark), target.slice(mark + 1));
}
