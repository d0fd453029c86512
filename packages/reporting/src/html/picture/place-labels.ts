/** Puts marks and their labels into rows of a lane so that no two overlap. Pure geometry. */

export interface Mark<T> {
  readonly item: T;
  /** Left and right pixel of the mark itself. */
  readonly left: number;
  readonly right: number;
  readonly label: string;
}

export interface PlacedMark<T> extends Mark<T> {
  readonly row: number;
  /** Row, pixel and anchor of the label; undefined where there is no room for it. */
  readonly text: { readonly row: number; readonly x: number; readonly anchor: 'start' | 'end' } | undefined;
}

const GAP = 6;

/** Width of a text at `size` pixels: a generous estimate, as no font can be measured here. */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const character of text) {
    if (/[ijl.,:;|'!()[\]/\\ ]/.test(character)) units += 0.36;
    else if (/[mwMW@%]/.test(character)) units += 0.95;
    else if (/[A-Z0-9]/.test(character)) units += 0.67;
    else units += character > '\u2e7f' ? 1.05 : 0.58;
  }
  return units * size;
}

/**
 * Marks from left to right. A label stands right of its mark, else left of it, else (for a long bar) in the row below;
 * a mark that finds no room for its label goes without. Row numbers go from 0 to `rows`; the last row holds only marks
 * that found no other place, and those may touch.
 */
export function placeLabels<T>(
  marks: readonly Mark<T>[],
  options: { readonly rows: number; readonly left: number; readonly right: number; readonly size: number },
): PlacedMark<T>[] {
  const ends = Array.from({ length: options.rows }, () => options.left - GAP);
  const isFree = (row: number, from: number) => from >= (ends[row] ?? Number.POSITIVE_INFINITY) + GAP;
  const placed: PlacedMark<T>[] = [];
  for (const mark of [...marks].sort((x, y) => x.left - y.left)) {
    const wide = textWidth(mark.label, options.size);
    const right = mark.right + GAP;
    const left = mark.left - GAP;
    const wanted = mark.label !== '';
    if (wanted && right + wide <= options.right) {
      const row = ends.findIndex((_, candidate) => isFree(candidate, mark.left));
      if (row >= 0) {
        ends[row] = right + wide;
        placed.push({ ...mark, row, text: { row, x: right, anchor: 'start' } });
        continue;
      }
    } else if (wanted && left - wide >= options.left) {
      const row = ends.findIndex((_, candidate) => isFree(candidate, left - wide));
      if (row >= 0) {
        ends[row] = mark.right;
        placed.push({ ...mark, row, text: { row, x: left, anchor: 'end' } });
        continue;
      }
    } else if (wanted && mark.left + wide <= options.right) {
      const row = ends.findIndex((_, candidate) => isFree(candidate, mark.left) && isFree(candidate + 1, mark.left));
      if (row >= 0) {
        ends[row] = mark.right;
        ends[row + 1] = mark.left + wide;
        placed.push({ ...mark, row, text: { row: row + 1, x: mark.left, anchor: 'start' } });
        continue;
      }
    }
    const row = ends.findIndex((_, candidate) => isFree(candidate, mark.left));
    if (row >= 0) ends[row] = mark.right;
    placed.push({ ...mark, row: row >= 0 ? row : options.rows, text: undefined });
  }
  return placed;
}
