import type { Shape } from '../log/shape.js';
import { createLogTable, type LogTable } from '../log/table.js';
import { type ExchangeService, exchangeService, exchangeSource } from './services.js';

const TIME_COLUMNS = ['DateTime', 'TimeStamp', 'date-time', 'Time', 'StartTime', 'date'];

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries<Shape>({
    datetime: 'instant',
    starttime: 'instant',
    timestamp: 'instant',
    'date-time': 'instant',
    majorversion: 'integer',
    minorversion: 'integer',
    buildversion: 'integer',
    revisionversion: 'integer',
    httpstatus: 'integer',
    backendstatus: 'integer',
    isauthenticated: 'boolean',
    isadmin: 'boolean',
    requestbytes: 'integer',
    responsebytes: 'integer',
    processid: 'integer',
    clientipaddress: 'address',
    urlstem: 'path',
    'client-ip': 'address',
    'total-bytes': 'integer',
    'recipient-count': 'integer',
    'sequence-number': 'integer',
  }),
);

/** Columns in which a comma may stand unquoted in damaged or rewritten files, likeliest first. */
const MAY_HOLD_COMMAS = [
  'eventdata',
  'useragent',
  'clientinfo',
  'parameters',
  'data',
  'message-subject',
  'source-context',
  'urlquery',
  'genericinfo',
  'genericerrors',
  'context',
  'custom-data',
  'anchormailbox',
];

/** A table with all that its records need, worked out once. */
export interface CsvLayout {
  readonly table: LogTable;
  readonly service: ExchangeService;
  readonly time: number;
  readonly urlStem: number;
  readonly urlQuery: number;
  /** The cell whose content gives further fields, and how. */
  readonly inner: { readonly index: number; readonly kind: 'event-data' | 'audit' } | undefined;
  readonly shapes: readonly (Shape | undefined)[];
  readonly flexible: readonly number[];
}

export function createCsvLayout(
  fields: readonly string[],
  logType: string | undefined,
  known?: ExchangeService,
): CsvLayout {
  const service = known ?? exchangeService(logType, fields);
  const table = createLogTable('csv', fields, exchangeSource(service));
  const time = TIME_COLUMNS.map((n) => table.index(n)).find((i) => i >= 0) ?? 0;
  return {
    table,
    service,
    time,
    urlStem: table.index('UrlStem'),
    urlQuery: table.index('UrlQuery'),
    inner: innerCell(table, service),
    shapes: fields.map((f) => SHAPES.get(f.toLowerCase())),
    flexible: MAY_HOLD_COMMAS.map((n) => table.index(n)).filter((i) => i >= 0),
  };
}

function innerCell(table: LogTable, service: ExchangeService): CsvLayout['inner'] {
  const eventData = table.index('EventData');
  if (eventData >= 0) return { index: eventData, kind: 'event-data' };
  const data = table.index('Data');
  return service === 'admin-audit' && data >= 0 ? { index: data, kind: 'audit' } : undefined;
}
