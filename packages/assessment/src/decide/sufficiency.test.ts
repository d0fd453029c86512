import { loadBuildTable, type Wave } from '@allclear/content';
import type { BuildSighting, Coverage, Gap, SourceCoverage } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { makePatch } from '../testing/make.js';
import { judgeWaves } from './sufficiency.js';

const table = loadBuildTable();
const march: Wave = {
  id: 'march',
  title: 'the flaws of March 2021',
  vulnerabilities: ['CVE-2021-26855', 'CVE-2021-27065'],
  from: '2021-01-03',
  logs: ['exchange-httpproxy', 'iis-log'],
  files: ['web-file'],
  sources: ['s'],
};
const OPEN = '15.1.2176.2';
const FIXED = '15.1.2176.9';
const at = (day: string): string => `${day}T00:00:00.000Z`;

function source(artifact: string, from?: string, to?: string, gaps: Gap[] = []): SourceCoverage {
  const period = from !== undefined && to !== undefined ? { period: { from: at(from), to: at(to) } } : {};
  return {
    artifact,
    title: artifact,
    status: 'examined',
    files: 1,
    bytes: 1,
    records: 1,
    unreadable: 0,
    gaps,
    notes: [],
    ...period,
  };
}
const rows = (build: string, first: string, last: string): BuildSighting => ({
  build,
  source: 'log-columns',
  first: at(first),
  last: at(last),
});
function judge(sources: readonly SourceCoverage[], history: readonly BuildSighting[] = [], wave = march) {
  const coverage: Coverage = { sources: [...sources], notExamined: [], problems: [], files: [] };
  const [answer] = judgeWaves([wave], coverage, makePatch({ history: [...history] }), table);
  return answer;
}
const web = source('web-file');

describe('may nothing found be called an all-clear?', () => {
  test('a log from before the first attack until the server was closed, and the web folders', () => {
    const answer = judge(
      [source('iis-log', '2021-01-02', '2021-03-15'), web],
      [rows(OPEN, '2021-01-02', '2021-03-02'), rows(FIXED, '2021-03-03', '2021-03-15')],
    );
    expect(answer).toMatchObject({ status: 'covered', missing: [] });
  });

  test('one of the logs is enough, whichever', () => {
    expect(
      judge([
        source('exchange-httpproxy', '2021-01-02', '2021-06-01'),
        source('iis-log', '2021-05-01', '2021-06-01'),
        web,
      ])?.status,
    ).toBe('covered');
  });

  test('a log that begins after the first attack proves nothing', () => {
    const answer = judge([source('iis-log', '2021-03-01', '2021-06-01'), web]);
    expect(answer?.status).toBe('not-covered');
    expect(answer?.missing[0]).toMatch(/begin 2021-03-01, the first known attacks .* were on 2021-01-03/);
  });

  test('a log that ends while the server was still open', () => {
    const history = [rows(OPEN, '2021-01-01', '2021-04-01'), rows(FIXED, '2021-04-02', '2021-06-01')];
    const answer = judge(
      [source('iis-log', '2021-01-01', '2021-02-01'), source('exchange-ews', '2021-01-01', '2021-06-01'), web],
      history,
    );
    expect(answer?.missing).toEqual([
      expect.stringMatching(/end 2021-02-01, before the server was closed to it \(2021-04-02\)/),
    ]);
  });

  test('web folders that nobody collected', () => {
    expect(judge([source('iis-log', '2021-01-01', '2021-06-01')])?.missing).toEqual([
      expect.stringMatching(/were not collected: nobody looked/),
    ]);
  });

  test('gaps in that time, if they are longer than a night', () => {
    const gap = (hours: number): Gap => ({
      from: at('2021-02-01'),
      to: new Date(Date.UTC(2021, 1, 1, hours)).toISOString(),
      kind: 'hours',
      note: '',
    });
    const log = (hours: number) => source('iis-log', '2021-01-01', '2021-06-01', [gap(hours)]);
    expect(judge([log(6), web])?.status).toBe('covered');
    expect(judge([log(7), web])?.missing).toEqual([expect.stringMatching(/no rows for 7 hours/)]);
  });

  test('gaps after the server was closed do not matter', () => {
    const late: Gap = { from: at('2021-05-01'), to: at('2021-05-09'), kind: 'files', note: '' };
    const history = [rows(OPEN, '2021-01-01', '2021-03-02'), rows(FIXED, '2021-03-03', '2021-06-01')];
    expect(judge([source('iis-log', '2021-01-01', '2021-06-01', [late]), web], history)?.status).toBe('covered');
    expect(judge([source('iis-log', '2021-01-01', '2021-06-01', [late]), web])?.status).toBe('not-covered');
  });
});

describe('does the wave concern this server?', () => {
  test('not where the evidence ends before it', () => {
    expect(judge([source('iis-log', '2014-01-01', '2014-02-01')])?.status).toBe('not-applicable');
  });

  test('not where every build from its first day on was closed', () => {
    expect(judge([], [rows(FIXED, '2021-01-01', '2021-06-01')])?.status).toBe('not-applicable');
  });

  test('but it does where the fixed build is only known from later', () => {
    expect(judge([], [rows(FIXED, '2021-03-10', '2021-06-01')])?.status).toBe('not-covered');
    expect(judge([], [{ build: FIXED, source: 'file-version' }])?.status).toBe('not-covered');
  });

  test('and where the build is not known', () => {
    expect(judge([])?.status).toBe('not-covered');
    expect(judge([], [rows('16.7.1.1', '2021-01-01', '2021-06-01')])?.status).toBe('not-covered');
  });

  test('no evidence at all tells a wave that leaves no traces', () => {
    const answer = judge([source('iis-log', '2021-01-01', '2021-06-01'), web], [], {
      ...march,
      undecidable: 'it leaves no trace',
    });
    expect(answer).toMatchObject({ status: 'not-covered', missing: ['The flaws of March 2021: it leaves no trace'] });
  });
});
