/**
 * What the lab writes, read back: every record and every value of the text logs of every scenario, through the parsers;
 * every event log as a file of Windows, through Debian's evtxexport as well (skips loudly where it is missing).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogParser, type EvtxRecord, readEvtx, readLog, sniffLog } from '@allclear/parsers';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKGROUND, type BackgroundName } from '../background/index.js';
import { casesOf, type LabCase, makeCase } from '../cases/index.js';
import { compareLog } from '../conformance/evtx-compare.js';
import { JUSTIFIED } from '../conformance/evtx-justified.js';
import { evtxExport, hasEvtxExport } from '../conformance/evtxexport.js';
import type { LabEntry } from '../evidence/index.js';
import { ROW_LOGS, rowHeader, rowLine } from '../evidence/log-files.js';
import { STORIES } from '../scenarios/index.js';
import { serverFrom } from '../server/index.js';
import type { RowLog } from '../traffic/index.js';
import { concat, utf8 } from '../write/index.js';
import { csvCells, plainRows } from './lines.js';

/** The whole collection of a story with the given traffic, laid out as on the drive. */
function complete(story: (typeof STORIES)[number], background: readonly BackgroundName[], days = story.days): LabCase {
  const [labCase] = casesOf({ ...story, background, days });
  if (labCase === undefined) throw new Error(`${story.id} has no variant`);
  return { ...labCase, variant: { ...labCase.variant, evidence: 'complete', layout: 'kape' } };
}

const TEXT_LOG = /\/(?:W3SVC\d+|HTTPERR|Logging|MessageTracking)\/.*\.log$/i;

/** Compares one log; returns the number of values. */
function compareText({ path, chunks }: LabEntry): number {
  const bytes = concat(chunks);
  const kind = sniffLog(bytes.subarray(0, 65_536));
  if (path.includes('/OABGeneratorLog/')) {
    const parser = createLogParser('oab-generator');
    const lines = new TextDecoder().decode(bytes).split('\r\n').filter(Boolean);
    const records = [...readLog(parser, bytes)];
    expect(
      records.map((record) => record.get('line')),
      path,
    ).toEqual(lines);
    expect(parser.problems, path).toEqual([]);
    return lines.length;
  }
  if (kind === undefined) throw new Error(`${path} is not known as a log`);
  const parser = createLogParser(kind);
  const records = [...readLog(parser, bytes)];
  const rows = plainRows(new TextDecoder().decode(bytes));
  expect(records.length, path).toBe(rows.length);
  expect(parser.problems, path).toEqual([]);
  let values = 0;
  for (const [index, row] of rows.entries()) {
    const record = records[index];
    if (record === undefined) continue;
    expect(record.place.line, path).toBe(row.line);
    const names = parser.table?.fields ?? [];
    expect(
      [...row.values.keys()].filter((name) => !names.includes(name)),
      path,
    ).toEqual([]);
    for (const name of names) {
      values++;
      const read = record.get(name);
      if (read !== row.values.get(name))
        expect.fail(`${path}:${row.line} ${name}: ${read} is not ${row.values.get(name)}`);
    }
    const time = row.values.has('date')
      ? `${row.values.get('date')}T${row.values.get('time')}Z`
      : (row.values.get('DateTime') ??
        row.values.get('TimeStamp') ??
        row.values.get('date-time') ??
        row.values.get('Timestamp'));
    if (time !== undefined) expect(record.time, `${path}:${row.line}`).toBe(Date.parse(time));
  }
  return values;
}

describe('text logs', () => {
  it.each(STORIES.map((story) => [story.id, story] as const))('%s', (_, story) => {
    const { entries } = makeCase(complete(story, []));
    for (const entry of entries()) if (TEXT_LOG.test(entry.path)) compareText(entry);
  });

  const busy = ['untouched-2013-january', 'monitored-2016-own-page', 'administered-2019-repairs', 'untouched-se-2025'];
  it.each(busy)('%s, two days with all ordinary traffic', (id) => {
    const story = STORIES.find((one) => one.id === id);
    if (story === undefined) throw new Error(`${id} is gone`);
    const folders = new Set<string>();
    let values = 0;
    const all = Object.keys(BACKGROUND).filter((name): name is BackgroundName => name in BACKGROUND);
    for (const entry of makeCase(complete({ ...story, intrusion: [] }, all, 2)).entries()) {
      if (!TEXT_LOG.test(entry.path)) continue;
      folders.add(entry.path.replace(/\/[^/]*$/, ''));
      values += compareText(entry);
    }
    expect(folders.size).toBeGreaterThan(8);
    expect(values).toBeGreaterThan(20_000);
  });

  it('hold what was meant to be written, whatever characters it has', () => {
    const server = serverFrom(
      { version: '2016', builds: [['2020-12-19T19:00:00Z', '15.1.2176.2']], closedToMarch2021: false },
      'odd',
    );
    const time = Date.UTC(2021, 2, 3, 4, 5, 6, 789);
    const odd = ['a,b', 'say "no"', '"', ',', "it's", 'ünï😀', ' blanks in it', '%2C', '#', ';=', '<a b="c">'];
    for (const log of Object.keys(ROW_LOGS).filter(
      (name): name is Exclude<RowLog, 'oab-generator'> => name in ROW_LOGS,
    )) {
      const rule = ROW_LOGS[log];
      const [timeColumn = ''] = rule.style.fields;
      const free = rule.style.fields.filter((name) => name !== timeColumn && !/Version$/.test(name));
      const values = Object.fromEntries(free.map((name, index) => [name, odd[index % odd.length] ?? '']));
      const line = rowLine(rule, server, time, { ...values, [timeColumn]: new Date(time).toISOString() });
      const parser = createLogParser('exchange-csv');
      const [record] = [...readLog(parser, utf8(rowHeader(rule, server, time) + line))];
      expect(parser.problems, log).toEqual([]);
      expect(record?.time, log).toBe(time);
      for (const [name, value] of Object.entries(values)) expect(record?.get(name), `${log} ${name}`).toBe(value);
      expect(csvCells(line.trimEnd()).length, log).toBe(rule.style.fields.length);
    }
  });
});

const independent = hasEvtxExport();
if (!independent)
  console.warn('SKIPPED: evtxexport (Debian: libevtx-utils) is missing; event logs are read by our reader only');

describe('event logs as files of Windows', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'allclear-round-trip-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const logs = (story: (typeof STORIES)[number]): LabEntry[] => {
    // One day of system events, so that a quiet story has a log too.
    const labCase = complete({ ...story, eventLogs: 'evtx' }, []);
    const busy = complete({ ...story, eventLogs: 'evtx', intrusion: [] }, ['systemEvents'], 1);
    return [labCase, busy].flatMap((one) => [...makeCase(one).entries()]).filter(({ path }) => path.endsWith('.evtx'));
  };

  it.each(STORIES.map((story) => [story.id, story] as const))('%s', (_, story) => {
    const written = logs(story);
    expect(written.length).toBeGreaterThan(0);
    for (const { path, chunks } of written) {
      const bytes = concat(chunks);
      const { records, problems } = readEvtx(bytes);
      expect(problems, path).toEqual([]);
      expect(records.length, path).toBeGreaterThan(0);
      expect(
        records.filter((record: EvtxRecord) => record.recovery !== undefined),
        path,
      ).toEqual([]);
      if (!independent) continue;
      const file = join(scratch, 'log.evtx');
      writeFileSync(file, bytes);
      const exported = evtxExport(file);
      expect(exported.aborted, path).toBeUndefined();
      const comparison = compareLog(bytes, exported);
      expect([comparison.ours, comparison.theirs, comparison.common], path).toEqual(Array(3).fill(records.length));
      expect(comparison.fields, path).toBeGreaterThan(records.length * 8);
      const unexplained = comparison.differences.filter((one) => !JUSTIFIED.some(({ applies }) => applies(one)));
      expect(unexplained, path).toEqual([]);
    }
  });
});
