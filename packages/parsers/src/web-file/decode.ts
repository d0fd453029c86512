/**
 * Bytes of a file somebody wrote to text, whatever the encoding: byte order marks first, then UTF-16 without one
 * (a zero in every second byte), then UTF-8, else Windows-1252. Never throws; unknown bytes become U+FFFD.
 */

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
  readonly byteOrderMark: boolean;
}

/** How many bytes are looked at to recognise UTF-16 without a byte order mark. */
const SNIFF_BYTES = 512;

const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf16le = new TextDecoder('utf-16le', { ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

function swapped(bytes: Uint8Array): Uint8Array {
  const length = bytes.length & ~1;
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i += 2) {
    out[i] = bytes[i + 1] ?? 0;
    out[i + 1] = bytes[i] ?? 0;
  }
  return out;
}

/** UTF-16 without a byte order mark: most letters are ASCII, so nearly every second byte is zero. */
function sniffUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(bytes.length, SNIFF_BYTES) & ~1;
  if (length < 8) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (odd >= pairs * 0.9 && even <= pairs * 0.1) return 'utf-16le';
  if (even >= pairs * 0.9 && odd <= pairs * 0.1) return 'utf-16be';
  return undefined;
}

/**
 * Text of a whole file: by its byte order mark, else UTF-16 by its zero bytes, else UTF-8, else Windows-1252. Total: every
 * sequence of bytes gives a text.
 * Source: WHATWG Encoding Standard.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { text: decodeUtf8(bytes.subarray(3)).text, encoding: 'utf-8', byteOrderMark: true };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: utf16le.decode(bytes.subarray(2)), encoding: 'utf-16le', byteOrderMark: true };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return { text: utf16le.decode(swapped(bytes.subarray(2))), encoding: 'utf-16be', byteOrderMark: true };
  }
  const wide = sniffUtf16(bytes);
  if (wide === 'utf-16le') return { text: utf16le.decode(bytes), encoding: wide, byteOrderMark: false };
  if (wide === 'utf-16be') return { text: utf16le.decode(swapped(bytes)), encoding: wide, byteOrderMark: false };
  return { ...decodeUtf8(bytes), byteOrderMark: false };
}

/** Length of a character that the end of the bytes cuts in two; 0 where none is. */
function cutCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** UTF-8 if the bytes are valid UTF-8 (a sequence cut off at the very end is forgiven), else Windows-1252. */
function decodeUtf8(bytes: Uint8Array): { text: string; encoding: 'utf-8' | 'windows-1252' } {
  try {
    return { text: utf8Strict.decode(bytes.subarray(0, bytes.length - cutCharacter(bytes))), encoding: 'utf-8' };
  } catch {
    return { text: windows1252.decode(bytes), encoding: 'windows-1252' };
  }
}
