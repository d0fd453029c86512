import type { Place } from '@allclear/model';

/** Equal for equal records, whichever of line, record and offset the one who tells knows. */
export function placeKey({ file, offset, record, line }: Place): string {
  if (offset !== undefined) return `${file}\noffset ${offset}`;
  return record !== undefined ? `${file}\nrecord ${record}` : `${file}\nline ${line ?? ''}`;
}
