/** Rough shapes of values, to tell which column a stray blank or comma broke. */
import { isDigit } from './bytes.js';
import { parseClock, parseDate, parseIsoTime } from './time.js';

export type Shape = 'integer' | 'address' | 'date' | 'clock' | 'instant' | 'method' | 'path' | 'boolean';

function every(bytes: Uint8Array, start: number, end: number, test: (b: number) => boolean): boolean {
  for (let i = start; i < end; i++) if (!test(bytes[i] ?? 0)) return false;
  return true;
}

/** IPv4 or IPv6, with zone; judged by its characters only. */
export function looksLikeAddress(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 64) return false;
  let marks = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i] ?? 0;
    const hex = isDigit(b) || ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x66);
    if (b === 0x2e || b === 0x3a) marks++;
    else if (b === 0x25 && marks > 0) return true;
    else if (!hex && b !== 0x5b && b !== 0x5d) return false;
  }
  return marks >= 2;
}

/** For `alignTokens`: 0 without a shape and for an empty value. */
export function fitOf(bytes: Uint8Array, start: number, end: number, shape: Shape | undefined): 1 | 0 | -1 {
  const empty = end <= start || (end - start === 1 && bytes[start] === 0x2d);
  if (shape === undefined || empty) return 0;
  return fitsShape(bytes, start, end, shape) ? 1 : -1;
}

function fitsShape(bytes: Uint8Array, start: number, end: number, shape: Shape): boolean {
  const length = end - start;
  switch (shape) {
    case 'integer':
      return length <= 20 && every(bytes, start, end, isDigit);
    case 'address':
      return looksLikeAddress(bytes, start, end);
    case 'date':
      return !Number.isNaN(parseDate(bytes, start, end));
    case 'clock':
      return !Number.isNaN(parseClock(bytes, start, end));
    case 'instant':
      return !Number.isNaN(parseIsoTime(bytes, start, end));
    case 'method':
      return !isDigit(bytes[start]) && bytes[start] !== 0x2f && length <= 255;
    case 'path':
      return bytes[start] === 0x2f || bytes[start] === 0x2a;
    case 'boolean':
      return length === 4 || length === 5;
  }
}
