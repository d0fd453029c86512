import { loadBuildTable } from '@allclear/content';
import { EMPTY_STATISTICS } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { makeHost, makeReport } from '../testing/make.js';
import { fixedSince, openAndExploited, patchState } from './patch-state.js';

const table = loadBuildTable();
const day = (d: number): number => Date.UTC(2021, 2, d);
const OPEN = '15.1.2176.2';
const FIXED = '15.1.2176.9';
type Rows = [build: string, first: number, last: number];

const logs = (...rows: Rows[]) =>
  makeReport('C/p.log', {
    artifact: 'exchange-httpproxy',
    statistics: {
      ...EMPTY_STATISTICS,
      builds: rows.map(([build, first, last]) => ({ build, first: day(first), last: day(last), rows: 9 })),
    },
  });
const file = (build: string) =>
  makeReport('C/ExSetup.exe', {
    artifact: 'exchange-binary',
    builds: [{ build, source: 'file-version', place: 'C/ExSetup.exe' }],
  });
const state = (...reports: Parameters<typeof makeHost>) => patchState(makeHost(...reports), table);

describe('which build, since when', () => {
  test('nothing tells it', () => {
    const patch = state();
    expect(patch).toMatchObject({ history: [], march2021: { status: 'unknown' }, vulnerabilities: [] });
    expect(patch.current).toBeUndefined();
    expect(patch.notes[0]).toMatch(/not known/);
  });

  test('the change lies between the last row of one build and the first of the other', () => {
    const patch = state(logs([OPEN, 1, 9], [FIXED, 10, 15]), file(FIXED));
    expect(patch.current).toMatchObject({ build: FIXED, source: 'file-version' });
    expect(patch.march2021).toMatchObject({
      status: 'fixed',
      fixedAfter: '2021-03-09T00:00:00.000Z',
      fixedBefore: '2021-03-10T00:00:00.000Z',
    });
    expect(fixedSince(patch.march2021)).toBe('between 2021-03-09 and 2021-03-10');
    expect(patch.history.map((h) => [h.build, h.source])).toEqual([
      [OPEN, 'log-columns'],
      [FIXED, 'log-columns'],
      [FIXED, 'file-version'],
    ]);
  });

  test('rows of several logs make one history', () => {
    const patch = state(
      logs([OPEN, 3, 9]),
      makeReport('C/e.log', {
        artifact: 'exchange-ews',
        statistics: { ...EMPTY_STATISTICS, builds: [{ build: OPEN, first: day(1), last: day(5), rows: 1 }] },
      }),
    );
    expect(patch.history).toEqual([
      expect.objectContaining({ build: OPEN, first: '2021-03-01T00:00:00.000Z', last: '2021-03-09T00:00:00.000Z' }),
    ]);
  });

  test('the file is newer than the rows: fixed, but not since when', () => {
    const patch = state(logs([OPEN, 1, 15]), file(FIXED));
    expect(patch.march2021).toMatchObject({ status: 'fixed', fixedAfter: '2021-03-15T00:00:00.000Z' });
    expect(patch.march2021.fixedBefore).toBeUndefined();
    expect(fixedSince(patch.march2021)).toBe('');
    expect(patch.notes.join()).toMatch(/cumulative update only/);
  });

  test('an update taken back: rows that come and go tell no day', () => {
    const patch = state(logs([OPEN, 1, 12], [FIXED, 5, 15]), file(FIXED));
    expect(patch.march2021.fixedBefore).toBeUndefined();
  });

  test('only rows: the latest build counts, and the reader is told to fetch the file', () => {
    const patch = state(logs([OPEN, 1, 9], [FIXED, 10, 15]));
    expect(patch.current?.build).toBe(FIXED);
    expect(patch.notes.join()).toMatch(/collect Bin\\ExSetup\.exe/);
  });

  test('all four flaws of March 2021 count: Exchange 2010 is open to one of them only, and open all the same', () => {
    expect(state(file('14.3.509.0')).march2021.status).toBe('vulnerable');
    expect(state(file('14.3.513.0')).march2021.status).toBe('fixed');
    // The vendor's list leaves 2013 SP1 out for two of them.
    expect(state(file('15.0.847.64')).march2021.status).toBe('unknown');
  });

  test('a build that no table knows, in rows that an attacker can shape, is no history', () => {
    expect(state(logs(['99.9.9.9', 1, 2], ['not a build', 1, 2])).history).toEqual([]);
  });

  test('open: every flaw with its remedy; the exploited ones first', () => {
    const patch = state(file(OPEN));
    expect(patch.march2021.status).toBe('vulnerable');
    const open = openAndExploited(patch);
    expect(open.map((v) => v.id)).toEqual(
      expect.arrayContaining(['CVE-2021-26855', 'CVE-2021-27065', 'CVE-2021-34473']),
    );
    expect(open.every((v) => v.note !== undefined)).toBe(true);
    const order = patch.vulnerabilities.map((v) => v.status);
    expect(order.lastIndexOf('vulnerable')).toBeLessThan(
      order.indexOf('fixed') === -1 ? order.length : order.indexOf('fixed'),
    );
    expect(openAndExploited(state(file(FIXED))).map((v) => v.id)).not.toContain('CVE-2021-26855');
  });
});

test.each([
  [{}, ''],
  [{ fixedBefore: '2021-03-03T05:13:37.001Z' }, 'before 2021-03-03'],
  [{ fixedAfter: '2021-03-03T04:20:21.442Z', fixedBefore: '2021-03-03T05:13:37.001Z' }, 'since 2021-03-03'],
])('since when, in words: %j', (over, words) => {
  expect(fixedSince({ status: 'fixed', note: '', ...over })).toBe(words);
});
