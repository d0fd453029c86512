/**
 * The texts that a file may be to the server: encodings and envelopes in which pages were hidden. Each reading is what
 * some setting of ASP or ASP.NET would make of the bytes.
 */
import { decodeText, type FileMagic, permutePst } from '@allclear/parsers';

/** IBM037 (EBCDIC): character for each byte. Source: the code page's published table. */
const EBCDIC = Array.from(
  (
    '000102039c09867f978d8e0b0c0d0e0f101112139d8508871819928f1c1d1e1f80818283840a171b88898a8b8c050607' +
    '909116939495960498999a9b14159e1a20a0e2e4e0e1e3e5e7f1a22e3c282b7c26e9eaebe8edeeefecdf21242a293bac' +
    '2d2fc2c4c0c1c3c5c7d1a62c255f3e3ff8c9cacbc8cdcecfcc603a2340273d22d8616263646566676869abbbf0fdfeb1' +
    'b06a6b6c6d6e6f707172aabae6b8c6a4b57e737475767778797aa1bfd0dddeae5ea3a5b7a9a7b6bcbdbe5b5dafa8b4d7' +
    '7b414243444546474849adf4f6f2f3f57d4a4b4c4d4e4f505152b9fbfcf9faff5cf7535455565758595ab2d4d6d2d3d5' +
    '30313233343536373839b3dbdcd9da9f'
  ).match(/../g) ?? [],
  (pair) => String.fromCharCode(Number.parseInt(pair, 16)),
);

const latin1 = new TextDecoder('windows-1252');
/** Bytes that are looked at to recognise an encoding. */
const SNIFFED = 64 * 1024;

function holds(bytes: Uint8Array, first: number, second: number): boolean {
  const part = bytes.subarray(0, SNIFFED);
  for (let i = part.indexOf(first); i >= 0; i = part.indexOf(first, i + 1)) if (part[i + 1] === second) return true;
  return false;
}

function ebcdic(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i++) parts.push(EBCDIC[bytes[i] ?? 0] ?? '');
  return parts.join('').replace(/\u0085/g, '\n');
}

const withoutZeros = (text: string): string => (text.includes('\0') ? text.replace(/\0+/g, '') : text);

/** Never empty; the most likely reading first. */
export function pageReadings(bytes: Uint8Array, magic: FileMagic): string[] {
  if (magic === 'pst') return [withoutZeros(latin1.decode(bytes)), withoutZeros(latin1.decode(permutePst(bytes)))];
  const readings = [
    magic === 'text' || magic === 'utf16' ? withoutZeros(decodeText(bytes).text) : withoutZeros(latin1.decode(bytes)),
  ];
  // `<%` or `<s`, in EBCDIC and not in ASCII.
  if (!readings[0]?.includes('<%') && (holds(bytes, 0x4c, 0x6c) || holds(bytes, 0x4c, 0xa2)))
    readings.push(ebcdic(bytes));
  return readings;
}
