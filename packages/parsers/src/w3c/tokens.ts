/** Splitting a W3C line at its blanks. Runs of blanks count as one: an empty value is written '-'. */
import { isBlank } from '../log/bytes.js';

/** Number of tokens; a token in double quotes may hold blanks where `quotes` is set. */
export function countTokens(bytes: Uint8Array, start: number, end: number, quotes: boolean): number {
  return split(bytes, start, end, quotes, undefined);
}

/** [start, end) of each token, flat. Quotes around a token are inside its range. */
export function tokenBounds(bytes: Uint8Array, start: number, end: number, quotes: boolean): Int32Array {
  const bounds = new Int32Array(2 * countTokens(bytes, start, end, quotes));
  split(bytes, start, end, quotes, bounds);
  return bounds;
}

function split(bytes: Uint8Array, start: number, end: number, quotes: boolean, bounds: Int32Array | undefined): number {
  let count = 0;
  let honoured = quotes;
  for (let i = start; i < end; ) {
    if (isBlank(bytes[i] ?? 0)) {
      i++;
      continue;
    }
    let to = 0;
    if (honoured && bytes[i] === 0x22) {
      to = quotedEnd(bytes, i, end);
      // One quote that is never closed settles it for the line: searching again would cost a pass a token.
      honoured = to > 0;
    }
    if (to === 0) {
      to = i + 1;
      while (to < end && !isBlank(bytes[to] ?? 0)) to++;
    }
    if (bounds !== undefined) {
      bounds[2 * count] = i;
      bounds[2 * count + 1] = to;
    }
    count++;
    i = to;
  }
  return count;
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
