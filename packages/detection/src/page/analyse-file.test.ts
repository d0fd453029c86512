import { permutePst } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { analysePageFile } from './analyse-file.js';
import { pageReadings } from './readings.js';
import { decodeScript } from './script-encode.js';
import { fromUtf7 } from './utf7.js';

/** Bars are taken out before use: no plain page text may stand here. The page calls what no server has. */
const PAGE = '<%\ninert()\nv = Req|uest("a")\nExe|cute(v)\n%>'.replace(/\|/g, '');
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const wide = (text: string, big: boolean): number[] =>
  Array.from(text).flatMap((c) => (big ? [0, c.charCodeAt(0)] : [c.charCodeAt(0), 0]));
/** The stored byte for each plain one. */
function unpermuted(plain: Uint8Array): Uint8Array {
  const all = permutePst(Uint8Array.from({ length: 256 }, (_, i) => i));
  const stored = new Map(Array.from(all, (value, i) => [value, i]));
  return plain.map((byte) => stored.get(byte) ?? 0);
}
/** IBM037 of the signs that the page needs. */
const EBCDIC = new Map<string, number>([
  ...Array.from('abcdefghi', (c, i): [string, number] => [c, 0x81 + i]),
  ...Array.from('jklmnopqr', (c, i): [string, number] => [c, 0x91 + i]),
  ...Array.from('stuvwxyz', (c, i): [string, number] => [c, 0xa2 + i]),
  ...Array.from('ABCDEFGHI', (c, i): [string, number] => [c, 0xc1 + i]),
  ...Array.from('JKLMNOPQR', (c, i): [string, number] => [c, 0xd1 + i]),
  [' ', 0x40],
  ['<', 0x4c],
  ['(', 0x4d],
  ['%', 0x6c],
  ['>', 0x6e],
  [')', 0x5d],
  ['=', 0x7e],
  ['"', 0x7f],
  ['\n', 0x25],
]);

describe('the same page in other clothes', () => {
  test.each([
    ['plain', ascii(PAGE), 'text'],
    ['UTF-16 with byte order mark', Uint8Array.from([0xff, 0xfe, ...wide(PAGE, false)]), 'utf16'],
    ['UTF-16 without', Uint8Array.from(wide(PAGE, false)), 'utf16'],
    ['UTF-16, big end first', Uint8Array.from([0xfe, 0xff, ...wide(PAGE, true)]), 'utf16'],
    ['zeros between', ascii(PAGE.replace(/(.{3})/gs, '$1\0\0')), 'binary'],
    ['behind megabytes of padding', ascii(' '.repeat(1_000_000) + PAGE), 'text'],
    ['behind the head of a picture', ascii(`GIF89a\x01\x02${PAGE}`), 'image'],
    ['in a certificate', Uint8Array.from([0x30, 0x82, 1, 0, ...ascii(PAGE)]), 'der'],
    ['in a mailbox file, stored plain', Uint8Array.from([...ascii('!BDN'), ...ascii(PAGE)]), 'pst'],
    ['in a mailbox file, permuted', Uint8Array.from([...ascii('!BDN'), ...unpermuted(ascii(PAGE))]), 'pst'],
    ['EBCDIC', Uint8Array.from(Array.from(PAGE, (c) => EBCDIC.get(c) ?? 0x40)), 'binary'],
  ] as const)('%s', (_, bytes, magic) => {
    expect(analysePageFile(bytes, magic, '.asp').level).toBe('malicious');
  });

  test('UTF-7', () => {
    expect(fromUtf7('+AGEAYg-c+-d')).toBe('abc+d');
    const coded = PAGE.replace(/v/g, '+AHY-');
    expect(analysePageFile(ascii(`<%@codepage=65000%>${coded}`), 'text', '.asp').level).toBe('malicious');
  });

  test('nothing is never no reading', () => {
    expect(pageReadings(new Uint8Array(), 'empty')).toEqual(['']);
  });

  test('the script encoder', () => {
    // The escapes of the format: line end, brackets, at sign.
    expect(decodeScript('no marker')).toBeUndefined();
    expect(decodeScript('a #@~^AAAAAA==@#@&@!@*@$AAAAAA==^#~@ b')).toBe('a \r\n<>@ b');
  });
});
