/** Splitting a W3C line at its blanks. Runs of blanks count as one: an empty value is written '-'. */
import { isBlank } from '../log/bytes.js';

/** Number of tokens; a token in double quotes may hold blanks where `quotes` is set. */
export function countTokens(bytes: Uint8Array, start: number, end: number, quotes: boolean): number {
  let count = 0;
  for (let i = start; i < end; ) {
    if (isBlank(bytes[i] ?? 0)) {
      i++;
      continue;
    }
    count++;
    i = tokenEnd(bytes, i, end, quotes);
  }
  return count;
}

/** [start, end) of each token, flat. Quotes around a token are inside its range. */
export function tokenBounds(bytes: Uint8Array, start: number, end: number, quotes: boolean): Int32Array {
  const bounds = new Int32Array(2 * countTokens(bytes, start, end, quotes));
  let n = 0;
  for (let i = start; i < end; ) {
    if (isBlank(bytes[i] ?? 0)) {
      i++;
      continue;
    }
    bounds[n++] = i;
    i = tokenEnd(bytes, i, end, quotes);
    bounds[n++] = i;
  }
  return bounds;
}

function tokenEnd(bytes: Uint8Array, at: number, end: number, quotes: boolean): number {
  if (quotes && bytes[at] === 0x22) {
    const close = quotedEnd(bytes, at, end);
    if (close > 0) return close;
  }
  let i = at;
  while (i < end && !isBlank(bytes[i] ?? 0)) i++;
  return i;
}

/** The end behind a closing quote that a blank or the end follows; 0 where there is none. */
function quotedEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    if (bytes[i] !== 0x22) continue;
    if (bytes[i + 1] === 0x22 && i + 1 < end) i++;
    else if (i + 1 === end || isBlank(bytes[i + 1] ?? 0)) return i + 1;
  }
  return 0;
}
