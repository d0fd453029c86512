import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asClause, bytes, counted, list } from './counts.js';
import { dateTime, dayRange, duration, timeRange } from './dates.js';
import { GLOSSARY } from './glossary.js';
import { cut, visible, visibleParts } from './visible.js';
import { columns, wrap } from './wrap.js';

describe('visible', () => {
  test.each([
    ['\u001b[2J', '\\x1b[2J'],
    ['\u009b31m', '\\x9b31m'],
    ['a\u202Eb', 'a\\u202eb'],
    ['a\u200Bb\uFEFF', 'a\\u200bb\\ufeff'],
    ['a\r\n\tb\u2028', 'a\\r\\n\\tb\\u2028'],
    ['\ud800x', '\\ud800x'],
    ['\u{e0041}', '\\u{e0041}'],
    ['C:\\inetpub\\wwwroot', 'C:\\inetpub\\wwwroot'],
    ['Bürgermeisterin 市長 🏛', 'Bürgermeisterin 市長 🏛'],
  ])('%j -> %j', (value, shown) => {
    expect(visible(value)).toBe(shown);
  });

  test('leaves no character that would not show, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const shown = visible(value);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\p{M}{6}/u);
        expect(visible(shown)).toBe(shown);
        expect(
          visibleParts(value)
            .map((part) => part.text)
            .join(''),
        ).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });

  test('parts tell which text stands for a hidden character', () => {
    expect(visibleParts('a\u001b\u0007b')).toEqual([
      { text: 'a', escaped: false },
      { text: '\\x1b\\x07', escaped: true },
      { text: 'b', escaped: false },
    ]);
  });
});

describe('cut', () => {
  test('says how long the value was, and does not halve a character', () => {
    expect(cut('abcdef', 3)).toBe('abc… [cut: 6 characters in all]');
    expect(cut('abc', 3)).toBe('abc');
    expect(cut('ab🏛cd', 3)).toBe('ab… [cut: 6 characters in all]');
  });
});

describe('dates', () => {
  test('are UTC to the second', () => {
    expect(dateTime('2021-03-03T06:49:42.123Z')).toBe('2021-03-03 06:49:42 UTC');
    expect(dateTime('yester\u001bday')).toBe('yester\\x1bday');
  });
  test('ranges name what changes', () => {
    const range = (from: string, to: string) => ({ from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` });
    expect(dayRange(range('2021-02-20', '2021-03-15'))).toBe('2021-02-20 to 03-15');
    expect(dayRange(range('2020-12-31', '2021-03-15'))).toBe('2020-12-31 to 2021-03-15');
    expect(dayRange(range('2021-03-15', '2021-03-15'))).toBe('2021-03-15');
    expect(timeRange('2021-03-03T06:00:00.000Z', '2021-03-03T07:00:00.000Z')).toBe(
      '2021-03-03 06:00:00 to 07:00:00 UTC',
    );
    expect(timeRange('2021-03-03T06:00:00.000Z', '2021-03-04T07:00:00.000Z')).toBe(
      '2021-03-03 06:00:00 to 2021-03-04 07:00:00 UTC',
    );
    expect(timeRange('2021-03-03T06:00:00.000Z', undefined)).toBe('2021-03-03 06:00:00 UTC');
    expect(timeRange(undefined, undefined)).toBeUndefined();
  });
  test('durations', () => {
    expect([60_000, 3_600_000, 12_000_000, 6 * 86_400_000].map(duration)).toEqual([
      '1 min',
      '1 h',
      '3 h 20 min',
      '6 days',
    ]);
  });
});

describe('counts and lists', () => {
  test('plural, thousands, bytes', () => {
    expect(counted(1, 'request')).toBe('1 request');
    expect(counted(12345, 'request')).toBe('12,345 requests');
    expect(counted(2, 'virtual directory', 'virtual directories')).toBe('2 virtual directories');
    expect([1, 999, 1400, 999_999, 2_908_000_000].map(bytes)).toEqual([
      '1 byte',
      '999 bytes',
      '1.4 kB',
      '1 MB',
      '2.9 GB',
    ]);
  });
  test('lists', () => {
    expect(list([])).toBe('');
    expect(list(['a', 'b', 'c'])).toBe('a, b and c');
    expect(list(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  });
  test('a sentence as a clause keeps names', () => {
    expect(asClause('Starts after the attack.')).toBe('starts after the attack');
    expect(asClause('IIS keeps 30 days')).toBe('IIS keeps 30 days');
  });
});

describe('wrap', () => {
  test('keeps every line within the width and loses nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }).map(visible), fc.integer({ min: 2, max: 60 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.length).toBeGreaterThan(0);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });
  test('counts wide characters twice', () => {
    expect(columns('市長')).toBe(4);
    expect(wrap('市長 市長', 5)).toEqual(['市長', '市長']);
  });
});

test('the glossary is in order and has the words that the report uses', () => {
  const terms = GLOSSARY.map(([term]) => term);
  expect(terms).toEqual([...terms].sort((x, y) => x.localeCompare(y, 'en')));
  for (const word of ['Web shell', 'SSRF', 'Virtual directory', 'Machine key', 'LSASS', 'OAB'])
    expect(terms).toContain(word);
});
