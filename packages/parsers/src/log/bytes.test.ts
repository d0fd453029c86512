import { describe, expect, test } from 'vitest';
import { decodeText } from './bytes.js';

const bytes = (...values: number[]) => new Uint8Array(values);
const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe('text of evidence bytes', () => {
  test.each([
    ['ASCII', latin('abc'), 'abc'],
    ['UTF-8', new TextEncoder().encode('\u00e9\u6f22\u{1f512}'), '\u00e9\u6f22\u{1f512}'],
    ['Windows-1252', latin('Le d\u00e9lai'), 'Le d\u00e9lai'],
    ['Windows-1252 punctuation', bytes(0x93, 0x61, 0x94, 0x80), '\u201ca\u201d\u20ac'],
    ['a code page letter at the end', latin('expir\u00e9'), 'expir\u00e9'],
    ['UTF-8 cut in the last character', new TextEncoder().encode('\u00e9\u6f22').subarray(0, 4), '\u00e9\ufffd'],
    ['a replacement character that was written', new TextEncoder().encode('a\ufffdb'), 'a\ufffdb'],
    ['overlong', bytes(0xc0, 0xaf), '\u00c0\u00af'],
    ['overlong of three', bytes(0xe0, 0x80, 0xaf), '\u00e0\u20ac\u00af'],
    ['surrogate', bytes(0xed, 0xa0, 0x80), '\u00ed\u00a0\u20ac'],
    ['beyond Unicode', bytes(0xf4, 0x90, 0x80, 0x80), '\u00f4\u0090\u20ac\u20ac'],
    ['a byte order mark stays', bytes(0xef, 0xbb, 0xbf, 0x61), '\ufeffa'],
  ])('%s', (_, input, text) => {
    expect(decodeText(input)).toBe(text);
  });

  test('long texts take the other way and give the same', () => {
    expect(decodeText(latin('x'.repeat(100)))).toBe('x'.repeat(100));
    expect(decodeText(latin(`${'x'.repeat(20_000)}\u00e9!`))).toBe(`${'x'.repeat(20_000)}\u00e9!`);
  });

  test('a part', () => {
    expect(decodeText(latin('abcdef'), 2, 4)).toBe('cd');
    expect(decodeText(latin('abc'), 2, 1)).toBe('');
  });
});
