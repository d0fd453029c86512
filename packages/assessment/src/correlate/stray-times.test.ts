import { EMPTY_STATISTICS, type LogStatistics } from '@allclear/parsers';
import { expect, it } from 'vitest';
import { withoutStrayTimes } from './stray-times.js';

const HOUR = 3_600_000;
const MARCH = Math.floor(Date.UTC(2021, 2, 1) / HOUR);

function log(hours: readonly (readonly [number, number])[]): LogStatistics {
  const sorted = [...hours].sort((a, b) => a[0] - b[0]);
  return {
    ...EMPTY_STATISTICS,
    hours: sorted,
    first: (sorted[0]?.[0] ?? 0) * HOUR + 5_000,
    last: (sorted.at(-1)?.[0] ?? 0) * HOUR + 7_000,
  };
}
const fortnight = Array.from({ length: 336 }, (_, i) => [MARCH + i, 100] as const);

it('single rows from 2001 and 2081 do not stretch the period', () => {
  const { statistics, stray } = withoutStrayTimes(log([[MARCH - 175_000, 1], ...fortnight, [MARCH + 525_000, 2]]));
  expect(stray).toBe(3);
  expect(statistics.first).toBe(MARCH * HOUR);
  expect(new Date(statistics.last ?? 0).toISOString()).toBe('2021-03-14T23:59:59.999Z');
});

it('old logs with many rows count, however long the silence between', () => {
  const whole = log([...fortnight.map(([h, n]) => [h - 9_000, n] as const), ...fortnight]);
  expect(withoutStrayTimes(whole)).toEqual({ statistics: whole, stray: 0 });
});

it('a quiet beginning without a long silence counts', () => {
  const whole = log([[MARCH - 10, 1], [MARCH - 5, 1], ...fortnight]);
  expect(withoutStrayTimes(whole).stray).toBe(0);
});

it('a small log is taken as it is', () => {
  const whole = log([
    [MARCH - 9_000, 1],
    [MARCH, 5],
  ]);
  expect(withoutStrayTimes(whole).stray).toBe(0);
});
