/**
 * Columns of the W3C extended log format as IIS and HTTP.SYS write it.
 * Sources: Microsoft "Log File Settings for a Web Site <logFile>", "Error logging in HTTP APIs";
 * libyal/dtformats "Microsoft IIS W3C extended log file format".
 */
import type { LogSource } from '@allclear/model';
import type { Shape } from '../log/shape.js';
import { createLogTable, type LogTable } from '../log/table.js';

export const IIS_SOURCE: LogSource = { category: 'webserver', product: 'windows', service: 'iis' };
export const HTTPERR_SOURCE: LogSource = { product: 'windows', service: 'httperr' };

const IIS_BASE = 'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent)';
/** IIS 8.0 and later. */
export const IIS_DEFAULT_FIELDS: readonly string[] =
  `${IIS_BASE} cs(Referer) sc-status sc-substatus sc-win32-status time-taken`.split(' ');
/** IIS 7 has no Referer by default. */
export const IIS7_DEFAULT_FIELDS: readonly string[] =
  `${IIS_BASE} sc-status sc-substatus sc-win32-status time-taken`.split(' ');

const HTTPERR_BASE = 'date time c-ip c-port s-ip s-port cs-version cs-method cs-uri';
const HTTPERR_END = 'sc-status s-siteid s-reason s-queuename';
/** Oldest first; told apart by their number of columns. */
export const HTTPERR_FIELD_SETS: readonly (readonly string[])[] = [
  `${HTTPERR_BASE} ${HTTPERR_END}`.split(' '),
  `${HTTPERR_BASE} streamid ${HTTPERR_END}`.split(' '),
  `${HTTPERR_BASE} streamid streamid_ex ${HTTPERR_END} transport`.split(' '),
];

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries<Shape>({
    date: 'date',
    time: 'clock',
    's-ip': 'address',
    'c-ip': 'address',
    's-port': 'integer',
    'c-port': 'integer',
    'cs-method': 'method',
    'cs-uri-stem': 'path',
    'sc-status': 'integer',
    'sc-substatus': 'integer',
    'sc-win32-status': 'integer',
    'sc-bytes': 'integer',
    'cs-bytes': 'integer',
    'time-taken': 'integer',
    's-siteid': 'integer',
  }),
);

/** Fields that IIS writes as they are: a '+' in them is a plus. All others have blanks written as '+'. */
const LITERAL_PLUS = new Set([
  ...SHAPES.keys(),
  's-sitename',
  's-computername',
  'cs-uri',
  'cs-uri-query',
  'cs-username',
  'cs-version',
  's-reason',
  's-queuename',
  'streamid',
  'streamid_ex',
  'transport',
]);

/** Fields in which a raw blank was seen or is likely, likeliest first. */
const MAY_HOLD_BLANKS = [
  'cs(user-agent)',
  'cs(cookie)',
  'cs(referer)',
  'cs(referrer)',
  'cs-uri-query',
  'cs-uri',
  'cs-uri-stem',
  'cs-username',
  'cs-method',
];

/** A table with all that its records need, worked out once. */
export interface W3cLayout {
  readonly table: LogTable;
  readonly date: number;
  readonly time: number;
  readonly stem: number;
  readonly query: number;
  readonly uri: number;
  readonly plusIsBlank: readonly boolean[];
  readonly shapes: readonly (Shape | undefined)[];
  readonly flexible: readonly number[];
}

export function createW3cLayout(fields: readonly string[], source: LogSource): W3cLayout {
  const table = createLogTable('w3c', fields, source);
  const folded = fields.map((f) => f.toLowerCase());
  return {
    table,
    date: firstOf(table, ['date', 'date-utc']),
    time: firstOf(table, ['time', 'time-utc']),
    stem: table.index('cs-uri-stem'),
    query: table.index('cs-uri-query'),
    uri: table.index('cs-uri'),
    plusIsBlank: folded.map((f) => !LITERAL_PLUS.has(f)),
    shapes: folded.map((f) => SHAPES.get(f)),
    flexible: MAY_HOLD_BLANKS.map((f) => table.index(f)).filter((i) => i >= 0),
  };
}

function firstOf(table: LogTable, names: readonly string[]): number {
  return names.map((n) => table.index(n)).find((i) => i >= 0) ?? -1;
}
