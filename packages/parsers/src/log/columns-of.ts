import { MAX_HEADER_FIELDS } from './limits.js';
import type { ProblemTally } from './tally.js';

/** The columns that a header names, as far as they are used; undefined (and a problem) where it names none. */
export function columnsOf(names: readonly string[], tally: ProblemTally): readonly string[] | undefined {
  if (names.length === 0) {
    tally.add('ALC-P003', 'a #Fields line names no column');
    return undefined;
  }
  if (names.length <= MAX_HEADER_FIELDS) return names;
  tally.add('ALC-P003', 'the header names too many columns, the rest was ignored');
  return names.slice(0, MAX_HEADER_FIELDS);
}
