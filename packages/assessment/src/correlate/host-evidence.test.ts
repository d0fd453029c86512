import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeRecord, makeReport, makeSighting } from '../testing/make.js';
import { byTime, mergeHost, mergeSightings } from './host-evidence.js';

test('the order in which workers come home does not matter', () => {
  const reports = ['a', 'b', 'c', 'd'].map((name, i) =>
    makeReport(`C/inetpub/logs/LogFiles/W3SVC${(i % 2) + 1}/${name}.log`, {
      sightings: [
        makeSighting('r', [makeRecord(name, 4 - i, `2021-03-0${4 - i}T00:00:00.000Z`)], { sums: { bytes: i + 1 } }),
      ],
      builds: [{ build: `15.1.2176.${i}`, source: 'other' }],
      uncounted: { r: i },
    }),
  );
  const expected = JSON.stringify(mergeHost('', reports), replacer);
  fc.assert(
    fc.property(fc.shuffledSubarray(reports, { minLength: 4 }), (shuffled) => {
      expect(JSON.stringify(mergeHost('', shuffled), replacer)).toBe(expected);
    }),
  );
});

const replacer = (_: string, value: unknown): unknown =>
  value instanceof Map || value instanceof Set ? [...value] : value;

test('equal rule and group become one sighting with all counts, times and sums', () => {
  const one = makeSighting('r', [makeRecord('b', 1, '2021-03-02T00:00:00.000Z')], {
    groupKey: 'x',
    count: 9,
    sums: { n: 5 },
  });
  const two = makeSighting('r', [makeRecord('a', 1, '2021-03-01T00:00:00.000Z')], {
    groupKey: 'x',
    sums: { n: 2, m: 1 },
  });
  const other = makeSighting('r', [makeRecord('a', 2)], { groupKey: 'y' });
  const [merged, rest, ...none] = mergeSightings([one, two, other]);
  expect(none).toEqual([]);
  expect(rest?.groupKey).toBe('y');
  expect(merged).toMatchObject({ count: 10, sums: { n: 7, m: 1 } });
  expect(merged?.first).toBe(Date.UTC(2021, 2, 1));
  expect(merged?.last).toBe(Date.UTC(2021, 2, 2));
  expect(merged?.records.map((r) => r.place.file)).toEqual(['a', 'b']);
  // What was merged is as it was.
  expect([one.records.length, one.sums.n]).toEqual([1, 5]);
});

test('of very many records the earliest and the last are kept, and all are counted', () => {
  const many = Array.from({ length: 50 }, (_, file) =>
    makeSighting(
      'r',
      Array.from({ length: 40 }, (_, line) =>
        makeRecord(`f${file}`, line, new Date(1e12 + file * 1e6 + line).toISOString()),
      ),
    ),
  );
  const [merged] = mergeSightings([...many].reverse());
  expect(merged?.count).toBe(2000);
  expect(merged?.records.length).toBe(400);
  expect(merged?.records[0]?.time).toBe(1e12);
  expect(merged?.records.at(-1)?.time).toBe(1e12 + 49e6 + 39);
});

test('records without a time come last, equal times by their place', () => {
  const records = [
    makeRecord('b', 1),
    makeRecord('b', 2, '2021-03-01T00:00:00.000Z'),
    makeRecord('a', 9),
    makeRecord('b', 1, '2021-03-01T00:00:00.000Z'),
  ];
  expect([...records].sort(byTime).map((r) => [r.place.file, r.place.line])).toEqual([
    ['b', 1],
    ['b', 2],
    ['a', 9],
    ['b', 1],
  ]);
});

test('files that could not be read, or are no evidence, are no source', () => {
  const host = mergeHost('', [
    makeReport('C/a.log', { status: 'failed' }),
    makeReport('C/b.log', { status: 'partly', bytes: 7 }),
    makeReport('C/c.txt', { artifact: undefined, status: 'skipped' }),
  ]);
  expect([...host.artifacts.values()]).toEqual([
    { artifact: 'iis-log', files: 1, partly: 1, bytes: 7, statistics: undefined, stray: 0 },
  ]);
});
