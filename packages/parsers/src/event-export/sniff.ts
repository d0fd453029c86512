/** Whether a file is an exported event log, and in which form: by its first bytes alone. */
import { csvLayout } from './csv-header.js';
import { csvCells } from './split.js';
import { encodingOf } from './text-stream.js';

export type ExportForm = 'xml' | 'json' | 'csv';

const HEAD_BYTES = 32 * 1024;
const EVENT_XML =
  /<(?:\w{1,16}:)?Event[^<>]{0,300}>\s*<(?:\w{1,16}:)?System>\s*<(?:\w{1,16}:)?Provider|schemas\.microsoft\.com\/win\/2004\/08\/events\/event/;
/** What only events have, as a member of an object that stands over several lines, or beside others on one. */
const EVENT_JSON = /"(?:EventID|EventId|EventRecordID|EventRecordId|event_id|winlog|ProviderName)"\s*:/;

/** JSON with an event to a line is not among these: its parser goes line by line. */
export function sniffEventExport(head: Uint8Array): ExportForm | undefined {
  const part = head.subarray(0, HEAD_BYTES);
  const encoding = encodingOf(part.subarray(0, 4096));
  const text = new TextDecoder(encoding).decode(part);
  const start = text.trimStart();
  if (start.startsWith('<') || /^Record \d+\s*\r?\n\s*</.test(start)) return EVENT_XML.test(text) ? 'xml' : undefined;
  if (/^(?:Record \d+\s*\r?\n\s*)?[[{]/.test(start))
    return isWrappedJson(start, encoding.startsWith('utf-16')) ? 'json' : undefined;
  return headerOf(text) === undefined ? undefined : 'csv';
}

/** Objects over several lines, or several on one line; wide (UTF-16) text as well. */
function isWrappedJson(start: string, wide: boolean): boolean {
  if (!EVENT_JSON.test(start)) return false;
  if (wide) return true;
  const first = start.split('\n', 1)[0]?.trim() ?? '';
  const whole = /^\[?\s*\{.*\}[\],]*$/.test(first);
  return !whole || first.length > 1 << 14 || /\},\s*\{"/.test(first);
}

/** The separator of the header among the first lines. */
export function separatorOf(text: string): string | undefined {
  return headerOf(text)?.separator;
}

function headerOf(text: string) {
  for (const line of text.split(/\r?\n/, 4)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    return csvLayout(line, (row, separator) => csvCells(row, separator, 300));
  }
  return undefined;
}
