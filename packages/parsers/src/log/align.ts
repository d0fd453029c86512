/**
 * Rows with another number of values than their header has columns. The damage is taken to be in one
 * place: values before it count from the left, values behind it from the right.
 */

/** [first, last) token of each field; -1 -1 where the field has none. Flat: 2 × fields. */
export type TokenRanges = Int32Array;

/** Surplus tokens go to field `at`, or fields from `at` on have none. */
function rangesFor(at: number, tokens: number, fields: number): TokenRanges {
  const ranges = new Int32Array(fields * 2).fill(-1);
  const surplus = tokens - fields;
  for (let f = 0; f < fields; f++) {
    if (surplus >= 0) {
      ranges[2 * f] = f <= at ? f : f + surplus;
      ranges[2 * f + 1] = f < at ? f + 1 : f + surplus + 1;
    } else if (f < at) {
      ranges[2 * f] = f;
      ranges[2 * f + 1] = f + 1;
    } else if (f >= at - surplus) {
      ranges[2 * f] = f + surplus;
      ranges[2 * f + 1] = f + surplus + 1;
    }
  }
  return ranges;
}

/** Whether a value may stand in a column: 1 its shape fits, -1 it does not, 0 the column takes anything. */
export type Fit = (field: number, token: number) => 1 | 0 | -1;

/**
 * The alignment in which the shapes fit best. `flexible` lists the fields that may have swallowed a
 * separator, likeliest first. With too few values a cut-off end is tried first. Of equals the first wins.
 */
export function alignTokens(tokens: number, fields: number, flexible: readonly number[], fit: Fit): TokenRanges {
  const places: number[] = [];
  if (tokens >= fields) places.push(...flexible, fields - 1);
  else for (let at = tokens; at >= 0; at--) places.push(at);
  let best: TokenRanges | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (const at of places) {
    const ranges = rangesFor(at, tokens, fields);
    let score = 0;
    for (let f = 0; f < fields; f++) {
      const first = ranges[2 * f] ?? -1;
      if (first >= 0 && (ranges[2 * f + 1] ?? 0) === first + 1) score += fit(f, first);
    }
    if (score > highest) {
      highest = score;
      best = ranges;
    }
  }
  return best ?? rangesFor(0, tokens, fields);
}
