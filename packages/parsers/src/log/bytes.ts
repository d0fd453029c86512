/** Reading evidence bytes as text: total, never throws. */

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
/** Below this length a loop beats the call into the decoder. */
const SHORT = 48;

/** Windows-1252 for 0x80-0x9F; the five undefined bytes map to themselves as WHATWG says. */
const CP1252_HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

function decodeWindows1252(bytes: Uint8Array): string {
  const parts: string[] = [];
  let part = '';
  for (const b of bytes) {
    part += b >= 0x80 && b < 0xa0 ? CP1252_HIGH.charAt(b - 0x80) : String.fromCharCode(b);
    if (part.length >= 8192) {
      parts.push(part);
      part = '';
    }
  }
  parts.push(part);
  return parts.join('');
}

/** Bytes that the lead byte promises to follow; -1 where it is no lead byte. */
function continuationBytes(lead: number): number {
  if (lead < 0x80) return 0;
  if (lead >= 0xc2 && lead <= 0xdf) return 1;
  if (lead >= 0xe0 && lead <= 0xef) return 2;
  if (lead >= 0xf0 && lead <= 0xf4) return 3;
  return -1;
}

/**
 * Whether the bytes are UTF-8 as far as they go. A character cut off at the end counts as valid unless it is
 * the only sign of UTF-8 and a single byte: that is a code page's letter at the end of a word.
 */
function isUtf8Prefix(bytes: Uint8Array): boolean {
  let wide = 0;
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] ?? 0;
    const follow = continuationBytes(lead);
    if (follow < 0) return false;
    for (let k = 1; k <= follow; k++) {
      if (i + k >= bytes.length) return wide > 0 || k > 1;
      const b = bytes[i + k] ?? 0;
      if ((b & 0xc0) !== 0x80) return false;
      // Overlong forms, surrogates and values above U+10FFFF show in the second byte.
      if (k === 1 && ((lead === 0xe0 && b < 0xa0) || (lead === 0xed && b > 0x9f))) return false;
      if (k === 1 && ((lead === 0xf0 && b < 0x90) || (lead === 0xf4 && b > 0x8f))) return false;
    }
    if (follow > 0) wide++;
    i += follow + 1;
  }
  return true;
}

/**
 * The bytes as text: UTF-8; where they are not UTF-8 as a whole, Windows-1252 (logs written in the local
 * code page). A UTF-8 character cut off at the end becomes U+FFFD.
 */
export function decodeText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end <= start) return '';
  if (end - start <= SHORT) {
    let text = '';
    let i = start;
    for (; i < end; i++) {
      const b = bytes[i] ?? 0;
      if (b >= 0x80) break;
      text += String.fromCharCode(b);
    }
    if (i === end) return text;
  }
  const part = bytes.subarray(start, end);
  const text = utf8.decode(part);
  if (!text.includes('\ufffd') || isUtf8Prefix(part)) return text;
  return decodeWindows1252(part);
}

/** Length of a UTF-8 byte order mark at `start`: 3 or 0. */
export function bomLength(bytes: Uint8Array, start: number, end: number): number {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? 3 : 0;
}

/** The end without line ends and blanks behind the last character. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let e = end;
  while (e > start && isBlank(bytes[e - 1] ?? 0)) e--;
  return e;
}

/** Blank, tab, carriage return, line feed. */
export function isBlank(b: number): boolean {
  return b === 0x20 || b === 0x09 || b === 0x0d || b === 0x0a;
}

export function isDigit(b: number | undefined): boolean {
  return b !== undefined && b >= 0x30 && b <= 0x39;
}
