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
  /** Where the label begins (or ends, on the left); undefined where there is no room for it. */
  readonly labelAt: number | undefined;
  readonly side: 'right' | 'left';
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
 * Marks from left to right; each goes into the first row where it fits with its label, else without label.
 * Row numbers go from 0 to `rows`; the last one holds only marks that found no other place, and they may touch.
 */
export function placeLabels<T>(
  marks: readonly Mark<T>[],
  options: { readonly rows: number; readonly left: number; readonly right: number; readonly size: number },
): PlacedMark<T>[] {
  const ends = Array.from({ length: options.rows }, () => options.left - GAP);
  const placed: PlacedMark<T>[] = [];
  for (const mark of [...marks].sort((x, y) => x.left - y.left)) {
    const wide = textWidth(mark.label, options.size);
    const onRight = mark.right + GAP + wide <= options.right;
    const spanLeft = onRight ? mark.left : mark.left - GAP - wide;
    const spanRight = onRight ? mark.right + GAP + wide : mark.right;
    const fits = mark.label !== '' && spanLeft >= options.left;
    const row = fits ? ends.findIndex((end) => spanLeft >= end + GAP) : -1;
    if (row >= 0) {
      ends[row] = spanRight;
      placed.push({
        ...mark,
        row,
        labelAt: onRight ? mark.right + GAP : mark.left - GAP,
        side: onRight ? 'right' : 'left',
      });
      continue;
    }
    // Without a label: a row that is free at this place, else the row below all, which never holds a label.
    const free = ends.findIndex((end) => mark.left >= end + GAP);
    if (free >= 0) ends[free] = mark.right;
    placed.push({ ...mark, row: free >= 0 ? free : options.rows, labelAt: undefined, side: 'right' });
  }
  return placed;
}
