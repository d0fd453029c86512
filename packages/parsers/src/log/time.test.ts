import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseClock, parseDateText, parseIsoText } from './time.js';

const clock = (text: string) => parseClock(new TextEncoder().encode(text), 0, text.length);

describe('times', () => {
  test('every instant of four-digit years reads back', () => {
    const range = {
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(range), (date) => {
        expect(parseIsoText(date.toISOString())).toBe(date.getTime());
        expect(parseDateText(date.toISOString())).toBe(Math.floor(date.getTime() / 86_400_000) * 86_400_000);
      }),
    );
  });

  test.each([
    ['2021-03-03T06:49:46.210Z', 46_210],
    ['2021-03-03 06:49:46', 46_000],
    ['2021-03-03T06:49', 0],
    ['2021-03-03T07:49:46.2101234+01:00', 46_210],
    ['2021-03-03T05:19:46-0130', 46_000],
  ])('%s', (text, milliseconds) => {
    expect(parseIsoText(text)).toBe(Date.UTC(2021, 2, 3, 6, 49) + milliseconds);
  });

  test.each([
    '',
    '2021-02-29T00:00:00Z',
    '2021-13-01T00:00:00Z',
    '2021-03-03T24:00:00Z',
    '2021-03-03T06:60:00Z',
    '2021-03-03T06:49:61Z',
    '2021-03-03T06:49:46.Z',
    '2021-03-03T06:49:46.12345678901Z',
    '2021-03-03x06:49:46Z',
    '03/03/2021 06:49:46',
    '2021-03-03T06:49:46+25:00',
  ])('%j is none', (text) => {
    expect(parseIsoText(text)).toBeNaN();
  });

  test('time of day', () => {
    expect(clock('00:00:18')).toBe(18_000);
    expect(clock('17:00:00.363')).toBe(61_200_363);
    expect(clock('7:00')).toBeNaN();
  });
});
