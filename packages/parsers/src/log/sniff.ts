/** What kind of log a file is, by its content alone. */
import { type ExchangeService, exchangeService } from '../exchange-csv/services.js';
import { LineDecoder } from '../text-log/line-decoder.js';
import type { LogArtifact } from './parser.js';

/** Bytes of the head that are looked at. */
const HEAD_BYTES = 64 * 1024;
/** Lines of the head that are looked at; headers stand at the start. */
const HEAD_LINES = 200;
const LINE_CHARACTERS = 8192;

const OAB_SENTENCE = /temporary file .{1,512}? needs to be removed/i;
const EVENT_MEMBER = /"(?:EventID|EventId|event_id|EventRecordID|EventRecordId|Event|System|winlog|LogName)"\s*:/;
const EXCHANGE_COLUMNS =
  /(?:^|,)"?(?:RequestId|ServerName|EventData|ServerHostName|RecordType|client-ip|session-id|SessionId|connector-id|MajorVersion)"?(?:,|$)/i;
const CSV_HEADER = /^"?(?:DateTime|TimeStamp|date-time)"?,/i;
const W3C_COLUMN = /(?:^|\s)(?:cs?-[a-z]|cs\(|sc?-[a-z]|date\b|time\b)/;
const IIS_ROW = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:\S+ )?[0-9a-fA-F:.%[\]]{2,60} [A-Z_]{3,20} [/*]/;
const HTTPERR_ROW = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [0-9a-fA-F:.%]{2,60} \d{1,5} [0-9a-fA-F:.%]{2,60} \d{1,5} /;
const TOOL_LOG =
  /Microsoft Safety Scanner|Malicious Software Removal Tool|Exchange On-premises Mitigation Tool|\bEOMT\b/i;

function linesOf(head: Uint8Array): string[] {
  const decoder = new LineDecoder();
  const lines: string[] = [];
  const end = Math.min(head.length, HEAD_BYTES);
  for (let start = 0; start < end && lines.length < HEAD_LINES; ) {
    const feed = head.indexOf(0x0a, start);
    const to = feed < 0 || feed > end ? end : feed;
    const line = decoder.decode(head, start, to).slice(0, LINE_CHARACTERS).trim();
    if (line !== '') lines.push(line);
    start = to + 1;
  }
  return lines;
}

/** By one line; undefined where the line does not decide. */
function byLine(line: string): LogArtifact | undefined {
  if (/^\[?\s*\{/.test(line)) return EVENT_MEMBER.test(line) ? 'event-log-json' : undefined;
  const fields = /^#Fields:\s*(.*)$/i.exec(line)?.[1];
  if (fields !== undefined) {
    if (/\bs-reason\b/.test(fields)) return 'httperr-log';
    if (fields.includes(',')) return 'exchange-csv';
    return W3C_COLUMN.test(fields) ? 'iis-log' : undefined;
  }
  if (/^#Software:\s*Microsoft HTTP API/i.test(line)) return 'httperr-log';
  if (/^#Software:\s*Microsoft Internet Information/i.test(line)) return 'iis-log';
  if (/^#Software:\s*Microsoft Exchange/i.test(line)) return 'exchange-csv';
  if (CSV_HEADER.test(line) && EXCHANGE_COLUMNS.test(line)) return 'exchange-csv';
  if (HTTPERR_ROW.test(line)) return 'httperr-log';
  if (IIS_ROW.test(line)) return 'iis-log';
  return undefined;
}

/** The service that the header lines of an Exchange log name. */
function serviceOf(lines: readonly string[]): ExchangeService {
  const logType = firstMatch(lines, /^#Log-type:\s*(.*)$/i);
  const columns = firstMatch(lines, /^#Fields:\s*(.*)$/i) ?? lines.find((line) => CSV_HEADER.test(line)) ?? '';
  return exchangeService(
    logType,
    columns.split(',').map((c) => c.trim().replaceAll('"', '')),
  );
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  return lines.map((line) => pattern.exec(line)?.[1]).find((value) => value !== undefined);
}

/**
 * The kind of log whose first bytes (at most 64 KiB are read) these are; undefined where none is recognised.
 * The sentence of OABGeneratorLog decides only where no known header does: a URL or an error text of
 * another log may hold any sentence.
 */
export function sniffLog(head: Uint8Array): LogArtifact | undefined {
  const lines = linesOf(head);
  const decided = lines.map(byLine).find((artifact) => artifact !== undefined);
  if (decided === undefined || decided === 'exchange-csv') {
    const service = serviceOf(lines);
    const sentence = () => lines.some((line) => OAB_SENTENCE.test(line));
    if (service === 'oab-generator' || (service === 'other' && sentence())) return 'oab-generator';
  }
  if (decided !== undefined) return decided;
  return lines.slice(0, 20).some((line) => TOOL_LOG.test(line)) ? 'text-log' : undefined;
}
