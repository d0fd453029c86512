/** Encodings and containers in which a page still is one to the server. Used by tests only. */
import { type FileMagic, permutePst } from '@allclear/parsers';
import type { Carrier } from './carriers.js';
import type { Choice } from './random.js';

export interface Wrapped {
  readonly bytes: Uint8Array;
  readonly magic: FileMagic;
}

const ascii = (text: string): number[] => Array.from(text, (c) => c.charCodeAt(0) & 255);
const wide = (text: string, big: boolean): number[] =>
  Array.from(text).flatMap((c) => (big ? [0, c.charCodeAt(0)] : [c.charCodeAt(0), 0]));

/** IBM037 for the printable signs of ASCII, from the published table of the code page. */
const EBCDIC = new Map(
  Array.from(
    ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\n\t',
    (c, i): [string, number] => [
      c,
      Number.parseInt(
        (
          '405a7f7b5b6c507d4d5d5c4e6b604b61f0f1f2f3f4f5f6f7f8f97a5e4c7e6e6f7c' +
          'c1c2c3c4c5c6c7c8c9d1d2d3d4d5d6d7d8d9e2e3e4e5e6e7e8e9bae0bbb06d79' +
          '81828384858687888991929394959697989' +
          '9a2a3a4a5a6a7a8a9c04fd0a12505'
        ).slice(2 * i, 2 * i + 2),
        16,
      ),
    ],
  ),
);

function stored(plain: readonly number[]): number[] {
  const all = permutePst(Uint8Array.from({ length: 256 }, (_, i) => i));
  const back = new Map(Array.from(all, (value, i) => [value, i]));
  return plain.map((byte) => back.get(byte) ?? 0);
}

const noise = (choice: Choice, length: number): number[] => Array.from({ length }, () => 128 + choice.number(128));

const ENVELOPES: readonly [
  (text: string, choice: Choice) => Wrapped,
  ...((text: string, choice: Choice) => Wrapped)[],
] = [
  (text) => ({ bytes: Uint8Array.from(ascii(text)), magic: 'text' }),
  (text) => ({ bytes: Uint8Array.from([0xef, 0xbb, 0xbf, ...ascii(text)]), magic: 'text' }),
  (text) => ({ bytes: Uint8Array.from([0xff, 0xfe, ...wide(text, false)]), magic: 'utf16' }),
  (text) => ({ bytes: Uint8Array.from([0xfe, 0xff, ...wide(text, true)]), magic: 'utf16' }),
  (text) => ({ bytes: Uint8Array.from(wide(text, false)), magic: 'utf16' }),
  (text) => ({
    bytes: Uint8Array.from(text.split('').flatMap((c, i) => (i % 7 === 0 ? [c.charCodeAt(0), 0] : [c.charCodeAt(0)]))),
    magic: 'binary',
  }),
  (text, n) => ({
    bytes: Uint8Array.from([...ascii('!BDN'), ...noise(n, 200), ...ascii(text), ...noise(n, 50)]),
    magic: 'pst',
  }),
  (text, n) => ({
    bytes: Uint8Array.from([...ascii('!BDN'), ...stored([...noise(n, 100), ...ascii(text)])]),
    magic: 'pst',
  }),
  (text, n) => ({
    bytes: Uint8Array.from([0x30, 0x82, 1, 0, ...noise(n, 30), ...ascii(text), ...noise(n, 30)]),
    magic: 'der',
  }),
  (text, n) => ({ bytes: Uint8Array.from([0x50, 0x4b, 3, 4, ...noise(n, 40), ...ascii(text)]), magic: 'zip' }),
  (text, n) => ({
    bytes: Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...noise(n, 500), ...ascii(text)]),
    magic: 'ole',
  }),
  (text, n) => ({ bytes: Uint8Array.from([...ascii('GIF89a'), ...noise(n, 300), ...ascii(text)]), magic: 'image' }),
  (text) => ({ bytes: Uint8Array.from(Array.from(text, (c) => EBCDIC.get(c) ?? 0x40)), magic: 'binary' }),
];

/** Lines that a virtual directory leaves when it is written to a file. */
const dumped = (text: string): string =>
  `\r\nName                            : OAB (Default Web Site)\r\nInternalUrl                     : https://mail.example/OAB\r\nExternalUrl                     : http://f/${text.replace(/\s*\n\s*/g, ' ')}\r\nServer                          : EX1\r\n`;

export function wrap(page: string, carrier: Carrier, choice: Choice): Wrapped {
  let text = page;
  const scripted = carrier.tail === '</script>' && carrier.dialect === 'csharp' && !/\/\//.test(page);
  if (scripted && choice.chance(15))
    text = dumped(text.replace(/<%@[^%]*%>/, '').replace('<script ', '<script language="c#" '));
  if (choice.chance(10)) text = `<p>one page</p>\n${text}\n<p>another</p>`;
  return choice.of(ENVELOPES)(text, choice);
}
