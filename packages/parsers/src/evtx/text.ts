/** UTF-16LE and code page text out of bytes. */

const utf16le = new TextDecoder('utf-16le', { ignoreBOM: true });
/** Up to this many characters the loop is faster than the decoder. */
const SHORT = 96;
const units = Array.from({ length: SHORT + 1 }, (_, n) => new Uint16Array(n));

/** @param end exclusive; an odd last byte is left out. Closing zeros are no part of the text. */
export function utf16(bytes: Uint8Array, start: number, end: number): string {
  let length = (end - start) >> 1;
  while (length > 0 && bytes[start + 2 * length - 2] === 0 && bytes[start + 2 * length - 1] === 0) length--;
  const buffer = units[length];
  if (buffer === undefined) return long(bytes, start, length);
  let at = start;
  for (let i = 0; i < length; i++) {
    buffer[i] = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    at += 2;
  }
  return String.fromCharCode.apply(null, buffer as unknown as number[]);
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
let narrow = new Uint8Array(4096);

/** Engines keep text that they know to be ASCII in half the memory, and search and fold it several times as fast. */
function long(bytes: Uint8Array, start: number, length: number): string {
  if (narrow.length < length) narrow = new Uint8Array(2 * length);
  let wide = 0;
  for (let i = 0, at = start; i < length; i++, at += 2) {
    const low = bytes[at] ?? 0;
    narrow[i] = low;
    wide |= (low & 0x80) | (bytes[at + 1] ?? 0);
  }
  return wide === 0
    ? utf8.decode(narrow.subarray(0, length))
    : utf16le.decode(bytes.subarray(start, start + 2 * length));
}

/** What windows-1252 has in place of the control characters 0x80 to 0x9F (some engines decode it as Latin 1). */
const WESTERN = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** ANSI text is written in the code page of the machine; the Western one is assumed. */
export function ansi(bytes: Uint8Array, start: number, end: number): string {
  let stop = end;
  while (stop > start && bytes[stop - 1] === 0) stop--;
  let text = '';
  for (let i = start; i < stop; i++) {
    const byte = bytes[i] ?? 0;
    text += byte >= 0x80 && byte < 0xa0 ? WESTERN[byte - 0x80] : String.fromCharCode(byte);
  }
  return text;
}
