/**
 * Real logs that nobody here wrote, from `../shared/samples` beside the repository. Each line must be
 * parsed or reported. Skipped where the samples are not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvidenceEvent, Problem } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { createLogParser } from './create.js';
import { isHeaderLine } from './header.js';
import type { LogArtifact } from './parser.js';
import { sniffLog } from './sniff.js';

const SAMPLES = join(import.meta.dirname, '../../../../../shared/samples/logs');
const present = existsSync(SAMPLES);
if (!present) console.warn(`SKIPPED: conformance of the log parsers, no samples at ${SAMPLES}`);

interface Reading {
  readonly records: EvidenceEvent[];
  readonly problems: readonly Problem[];
  readonly dataLines: number;
}

function read(artifact: LogArtifact, bytes: Uint8Array): Reading {
  const parser = createLogParser(artifact);
  const records: EvidenceEvent[] = [];
  let dataLines = 0;
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    if (isHeaderLine(bytes, start, end)) parser.header(bytes, start, end);
    else {
      const record = parser.record(bytes, start, end, { line, offset: start });
      if (record !== undefined) records.push(record);
      if (new TextDecoder().decode(bytes.subarray(start, end)).trim() !== '') dataLines++;
    }
    start = end + 1;
  }
  return { records, problems: parser.problems, dataLines };
}

const codes = (reading: Reading) => reading.problems.map((p) => p.code);

/** File, records, problem codes that are right for it. */
const W3C_FILES: readonly (readonly [string, number, readonly string[]])[] = [
  ['iis/iis10.log', 1, []],
  ['iis/iis10_cookies.log', 3, []],
  ['iis/iis10_edge_cases.log', 15, []],
  ['iis/iis6.log', 12, []],
  ['iis/iis7_owa.log', 3, []],
  ['iis/iis7_sqli.log', 2, []],
  ['iis/iis_without_date.log', 11, []],
  ['iis/LogFile.log', 0, []],
  ['iis-variants/logfile_w3c.0', 1, []],
  ['iis-variants/logfile_w3c.1', 1, []],
  // FTP with blanks in the message: more values than columns in some lines.
  ['iis-variants/logfile_w3c.2', 14, []],
  // Advanced Logging tells local time only.
  ['iis-variants/logfile_w3c.3', 3, ['ALC-P007']],
  ['iis-variants/logfile_w3c.4', 2, []],
  ['iis-variants/logfile_w3c.5', 1, ['ALC-P001']],
  ['iis-variants/logfile_w3c.6', 1, []],
  ['iis-variants/logfile_w3c_big.0', 0, []],
];

describe.skipIf(!present)('real IIS logs', () => {
  test.each(W3C_FILES)('%s', (file, records, problems) => {
    const bytes = readFileSync(join(SAMPLES, file));
    const reading = read('iis-log', bytes);
    expect(reading.records).toHaveLength(records || reading.dataLines);
    expect(codes(reading)).toEqual(problems);
    if (!problems.includes('ALC-P007')) for (const r of reading.records) expect(r.time).toBeGreaterThan(0);
    expect(sniffLog(bytes)).toBe('iis-log');
  });

  test('status and client of every line of the two large files are what they look like', () => {
    for (const file of ['iis/LogFile.log', 'iis-variants/logfile_w3c_big.0']) {
      for (const record of read('iis-log', readFileSync(join(SAMPLES, file))).records) {
        expect(record.get('sc-status')).toMatch(/^[1-5]\d\d$/);
        expect(record.get('c-ip')).toMatch(/^[\d.]+$/);
      }
    }
  });
});

/** The `#Fields` lines and the rows quoted behind each of them. */
function quotedBlocks(page: string): { header: string; rows: string[] }[] {
  const blocks: { header: string; rows: string[] }[] = [];
  for (const line of page.split(/\r?\n/)) {
    if (line.startsWith('#Fields: ')) blocks.push({ header: line, rows: [] });
    else if (/^\d{4}-\d\d-\d\dT/.test(line)) blocks.at(-1)?.rows.push(line);
  }
  return blocks;
}

describe.skipIf(!present)('real lines of Exchange logs', () => {
  test('every quoted row is read under its header, and its kind is told by the columns', () => {
    const page = readFileSync(join(SAMPLES, 'exchange-lines/exchange-lines.txt'), 'utf8');
    const blocks = quotedBlocks(page);
    expect(blocks.length).toBeGreaterThanOrEqual(14);
    const services = new Set<string>();
    let rows = 0;
    for (const block of blocks) {
      const bytes = new TextEncoder().encode([block.header, ...block.rows].join('\r\n'));
      expect(sniffLog(bytes)).toBe('exchange-csv');
      const reading = read('exchange-csv', bytes);
      rows += block.rows.length;
      expect(reading.records).toHaveLength(block.rows.length);
      expect(codes(reading).filter((c) => c !== 'ALC-P001')).toEqual([]);
      for (const record of reading.records) {
        services.add(record.logSource.service ?? '');
        expect(record.time).toBeGreaterThan(Date.UTC(2022, 0));
      }
    }
    expect(rows).toBeGreaterThan(30);
    expect([...services].sort()).toMatchInlineSnapshot(`
      [
        "admin-audit",
        "agent-log",
        "ecp-activity",
        "ecp-server",
        "ews",
        "httpproxy",
        "message-tracking",
        "rps-cmdlet",
        "smtp",
      ]
    `);
  });
});
