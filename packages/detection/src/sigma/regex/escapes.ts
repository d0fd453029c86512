/**
 * What a letter behind a backslash means in PCRE.
 * Source: https://www.pcre.org/current/doc/html/pcre2pattern.html
 */
import {
  type Anchor,
  type CodeRange,
  complement,
  DIGITS,
  HORIZONTAL_SPACE,
  type RegexNode,
  SPACE,
  WORD,
} from './ast.js';

export const ESCAPED_CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, e: 27, a: 7 };
/** Letters behind a backslash that stand for a set of characters. */
export const SHORTHANDS: Readonly<Record<string, readonly CodeRange[]>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
  h: HORIZONTAL_SPACE,
  H: complement(HORIZONTAL_SPACE),
  N: complement([[10, 10]]),
};
export const ESCAPED_ANCHORS: Readonly<Record<string, Anchor>> = {
  A: 'start',
  z: 'end',
  Z: 'end-or-newline',
  b: 'word',
  B: 'not-word',
};
/** `\R`. */
export const LINE_BREAK: RegexNode = {
  kind: 'choice',
  options: [
    { kind: 'sequence', items: [single(13), single(10)] },
    {
      kind: 'set',
      ranges: [
        [10, 13],
        [0x85, 0x85],
        [0x2028, 0x2029],
      ],
    },
  ],
};

function single(code: number): RegexNode {
  return { kind: 'set', ranges: [[code, code]] };
}
