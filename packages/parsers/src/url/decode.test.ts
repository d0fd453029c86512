import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePercent, decodeTarget, decodeUrl } from './decode.js';

describe('percent decoding', () => {
  test.each([
    ['/a%2Fb%2e', '/a/b.'],
    ['%', '%'],
    ['%4', '%4'],
    ['%zz%41', '%zzA'],
    ['100%25', '100%'],
    ['%u0041%U0042', 'AB'],
    ['%u00', '%u00'],
    ['%C3%A9', '\u00e9'],
    ['%E9', '\u00e9'],
    ['%00', '\0'],
  ])('%s once', (from, to) => {
    expect(decodePercent(from)).toBe(to);
  });

  test.each([
    ['/a+b', undefined, '/a+b'],
    ['/a', 'q=1+2', '/a?q=1 2'],
    ['/a', 'q=1%2B2', '/a?q=1+2'],
    ['/a%2541', 'b=%2541', '/aA?b=A'],
    ['/a%252541', undefined, '/a%41'],
    [undefined, 'x=1', '?x=1'],
    ['/a', '?x', '/a??x'],
    [undefined, undefined, undefined],
  ])('stem %s and query %s', (stem, query, decoded) => {
    expect(decodeUrl(stem, query)).toBe(decoded);
  });

  test('a whole target: only what follows the first question mark is query', () => {
    expect(decodeTarget('/a+b?c+d?e')).toBe('/a+b?c d?e');
    expect(decodeTarget('/a+b')).toBe('/a+b');
    expect(decodeTarget(undefined)).toBeUndefined();
  });

  test('undoes what was encoded, once or twice, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = encodeURIComponent(text);
        expect(decodePercent(once)).toBe(text);
        if (!/%[0-9a-f]{2}|%u[0-9a-f]{4}/i.test(text)) {
          expect(decodeUrl(once, undefined)).toBe(text);
          expect(decodeUrl(encodeURIComponent(once), undefined)).toBe(text);
        }
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', 'u', '4', '1', 'f', '+', '?') }),
        (text) => typeof decodeTarget(text) === 'string',
      ),
    );
  });
});
