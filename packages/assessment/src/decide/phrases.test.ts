import { expect, test } from 'vitest';
import { makeFinding } from '../testing/make.js';
import { bytes, count, day, earliest, entityValues, latest, list, when } from './phrases.js';

test('numbers and their nouns', () => {
  expect([count(1, 'file'), count(2, 'file'), count(0, 'address', 'addresses'), count(12_345, 'row')]).toEqual([
    '1 file',
    '2 files',
    '0 addresses',
    '12,345 rows',
  ]);
});

test('lists: each once, the rest counted', () => {
  expect([list([]), list(['a']), list(['a', 'b', 'a']), list(['a', 'b', 'c', 'd'], 3)]).toEqual([
    '',
    'a',
    'a and b',
    'a, b, c and 1 more',
  ]);
});

test.each([
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [137_249_549, '137.2 MB'],
  [2_000_000_000, '2.0 GB'],
])('%i bytes', (n, text) => expect(bytes(n)).toBe(text));

test('times in UTC, and the first and last of several', () => {
  expect([when('2021-03-03T06:49:42.162Z'), day('2021-03-03T06:49:42.162Z')]).toEqual([
    '2021-03-03 06:49:42 UTC',
    '2021-03-03',
  ]);
  const findings = [
    makeFinding({ first: '2021-03-03T00:00:00Z' }),
    makeFinding({ first: '2021-03-01T00:00:00Z', last: '2021-03-09T00:00:00Z' }),
    makeFinding(),
  ];
  expect([earliest(findings), latest(findings)]).toEqual(['2021-03-01T00:00:00Z', '2021-03-09T00:00:00Z']);
  expect([earliest([]), latest([makeFinding()])]).toEqual([undefined, undefined]);
});

test('values of one kind, each once', () => {
  const page = { kind: 'page' as const, value: '/x.aspx' };
  expect(
    entityValues(
      [makeFinding({ entities: [page, { kind: 'client', value: '1.1.1.1' }] }), makeFinding({ entities: [page] })],
      'page',
    ),
  ).toEqual(['/x.aspx']);
});
