import { EMPTY_STATISTICS, type LogStatistics } from '@allclear/parsers';
import { describe, expect, it } from 'vitest';
import { gapsOfLog } from './gaps.js';

const START = Math.floor(Date.UTC(2021, 2, 1) / 3_600_000);
const DAYS = 7;

/** Rows for every hour of a week; `rows(hour)` 0 leaves the hour out. */
function week(rows: (hour: number) => number): LogStatistics {
  const hours: [number, number][] = [];
  for (let i = 0; i < DAYS * 24; i++) if (rows(i) > 0) hours.push([START + i, rows(i)]);
  return { ...EMPTY_STATISTICS, hours };
}
const asMap = (statistics: LogStatistics): Map<number, number> => new Map(statistics.hours);

describe('gaps', () => {
  it('a busy server that is silent for two hours has a gap', () => {
    const gaps = gapsOfLog(
      week((i) => (i === 50 || i === 51 ? 0 : 200)),
      undefined,
    );
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ from: '2021-03-03T02:00:00.000Z', to: '2021-03-03T04:00:00.000Z', kind: 'hours' });
  });

  it('a server that sleeps at night has none', () => {
    expect(
      gapsOfLog(
        week((i) => (i % 24 < 6 ? 0 : 300)),
        undefined,
      ),
    ).toEqual([]);
  });

  it('a quiet log may be silent for hours', () => {
    expect(
      gapsOfLog(
        week((i) => (i % 5 === 0 ? 3 : 1) * (i > 60 && i < 70 ? 0 : 1)),
        undefined,
      ),
    ).toEqual([]);
  });

  it('a missing day is a missing file', () => {
    const gaps = gapsOfLog(
      week((i) => (i >= 48 && i < 72 ? 0 : 100)),
      undefined,
    );
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.kind).toBe('files');
  });

  it('silence at night is a gap when the other log saw requests', () => {
    const own = week((i) => (i % 24 < 6 ? (i === 75 ? 0 : 1) : 300));
    const twin = week((i) => (i === 75 ? 40 : 250));
    expect(gapsOfLog(own, asMap(twin))[0]?.note).toContain('another log');
  });

  it('lines cut out of a file show against the other log, ordinary change does not', () => {
    const twin = asMap(week((i) => 400 + (i % 24) * 10));
    const whole = week((i) => 400 + (i % 7) * 30);
    expect(gapsOfLog(whole, twin)).toEqual([]);
    const cut = week((i) => (i === 80 ? 20 : 400 + (i % 7) * 30));
    expect(gapsOfLog(cut, twin)).toMatchObject([{ kind: 'lines', from: '2021-03-04T08:00:00.000Z' }]);
  });
});
