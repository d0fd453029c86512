/**
 * `Report.wer` of Windows Error Reporting: an ini file in UTF-16LE. One fact of category `tool-log`, kind `wer`:
 * appPath, appName, eventType, signature (`name=value; …` of the Sig entries), pool (application pool in a value
 * `w3wp#<pool>`), eventTime (ISO, UTC).
 * Source: https://learn.microsoft.com/windows/win32/wer/windows-error-reporting and reports as Windows writes them.
 */
import { FactEvent, type Problem } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { decodeText } from '../web-file/decode.js';

export const MAX_WER_BYTES = 4 * 1024 * 1024;
const MAX_SIGNATURES = 64;
/** 1601-01-01 to 1970-01-01 in milliseconds. */
const FILETIME_EPOCH = 11_644_473_600_000n;

function fileTime(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{17,19}$/.test(value)) return undefined;
  const time = Number(BigInt(value) / 10_000n - FILETIME_EPOCH);
  return time > 0 && time < 253_402_300_800_000 ? time : undefined;
}

/** The one fact of a report, or a problem where the bytes are none. Reads at most `MAX_WER_BYTES`; never throws. */
export function parseWerReport(bytes: Uint8Array, options: { readonly file?: string } = {}): FactResult {
  const problems: Problem[] = [];
  if (bytes.length === 0) return { facts: [], problems: [{ code: 'ALC-P005', detail: 'the file has no content' }] };
  if (bytes.length > MAX_WER_BYTES) {
    problems.push({ code: 'ALC-P008', detail: `read the first ${MAX_WER_BYTES} of ${bytes.length} bytes` });
  }
  const values = new Map<string, string>();
  const names = new Map<string, string>();
  const signatures: string[] = [];
  let pool: string | undefined;
  for (const line of decodeText(bytes.subarray(0, MAX_WER_BYTES)).text.split(/\r?\n/)) {
    const equals = line.indexOf('=');
    if (equals <= 0) continue;
    const key = line.slice(0, equals).trim().toLowerCase();
    const value = line
      .slice(equals + 1)
      .trim()
      .slice(0, 1024);
    const indexed = /^(?:dynamic)?sig\[(\d+)\]\.(name|value)$/.exec(key);
    if (indexed?.[1] !== undefined) {
      const id = key.slice(0, key.indexOf('.'));
      if (indexed[2] === 'name') names.set(id, value);
      else if (signatures.length < MAX_SIGNATURES) {
        signatures.push(`${names.get(id) ?? id}=${value}`);
        pool ??= /^w3wp#(.+)$/i.exec(value)?.[1];
      }
    } else if (values.size < 1000 && !values.has(key)) values.set(key, value);
  }
  if (!values.has('eventtype') && !values.has('apppath')) {
    problems.push({ code: 'ALC-P003', detail: 'not an error report: neither EventType nor AppPath' });
    return { facts: [], problems };
  }
  const time = fileTime(values.get('eventtime'));
  const fact = new FactEvent(
    { product: 'allclear', category: 'tool-log' },
    {
      kind: 'wer',
      appPath: values.get('apppath'),
      appName: values.get('appname'),
      eventType: values.get('eventtype'),
      signature: signatures.join('; '),
      pool,
      eventTime: time === undefined ? undefined : new Date(time).toISOString(),
      file: options.file,
    },
    {},
    time,
  );
  return { facts: [fact], problems };
}
