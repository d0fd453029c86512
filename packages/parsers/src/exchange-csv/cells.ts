/** Cutting one CSV row (RFC 4180, one line) into cells, on bytes. */

/** Where a cell ends: at the comma, or at the end of the line. Handles a quoted cell that is never closed. */
function cellEnd(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  if (bytes[i] === 0x22) {
    i++;
    while (i < end) {
      if (bytes[i] !== 0x22) i++;
      else if (bytes[i + 1] === 0x22 && i + 1 < end) i += 2;
      else break;
    }
  }
  while (i < end && bytes[i] !== 0x2c) i++;
  return i;
}

/** Number of cells; an empty line has one. */
export function countCells(bytes: Uint8Array, start: number, end: number): number {
  let count = 1;
  for (let i = cellEnd(bytes, start, end); i < end; i = cellEnd(bytes, i + 1, end)) count++;
  return count;
}

/** [start, end) of each cell with its quotes, flat. */
export function cellBounds(bytes: Uint8Array, start: number, end: number): Int32Array {
  const bounds = new Int32Array(2 * countCells(bytes, start, end));
  let from = start;
  for (let n = 0; n < bounds.length; n += 2) {
    const to = cellEnd(bytes, from, end);
    bounds[n] = from;
    bounds[n + 1] = to;
    from = to + 1;
  }
  return bounds;
}

/** [start, end) of one cell; undefined where the row has fewer. */
export function cellAt(
  bytes: Uint8Array,
  start: number,
  end: number,
  index: number,
): { start: number; end: number } | undefined {
  let from = start;
  for (let n = 0; ; n++) {
    const to = cellEnd(bytes, from, end);
    if (n === index) return { start: from, end: to };
    if (to >= end) return undefined;
    from = to + 1;
  }
}

/** The range inside the quotes, where there are some. */
export function unquotedRange(bytes: Uint8Array, start: number, end: number): { start: number; end: number } {
  if (end - start < 1 || bytes[start] !== 0x22) return { start, end };
  const closed = end - start > 1 && bytes[end - 1] === 0x22;
  return { start: start + 1, end: closed ? end - 1 : end };
}
