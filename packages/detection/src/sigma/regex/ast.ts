/** What the regular expressions of rules consist of once parsed; independent of any engine's own flags. */

export type RegexNode =
  | { readonly kind: 'set'; readonly ranges: readonly CodeRange[] }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly item: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly kind: 'group'; readonly item: RegexNode; readonly index: number | undefined }
  | { readonly kind: 'atomic'; readonly item: RegexNode }
  | { readonly kind: 'look'; readonly item: RegexNode; readonly behind: boolean; readonly negated: boolean }
  | { readonly kind: 'anchor'; readonly at: Anchor }
  | { readonly kind: 'back'; readonly index: number };

export type Anchor = 'start' | 'end' | 'end-or-newline' | 'line-start' | 'line-end' | 'word' | 'not-word';

/** Inclusive UTF-16 code units. Sets are sorted, without overlap, and already hold both cases where case is ignored. */
export type CodeRange = readonly [from: number, to: number];

export const LAST_CODE = 0xffff;

export function normalise(ranges: readonly CodeRange[]): CodeRange[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const out: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = out[out.length - 1];
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

export function complement(ranges: readonly CodeRange[]): CodeRange[] {
  const out: CodeRange[] = [];
  let next = 0;
  for (const [from, to] of normalise(ranges)) {
    if (from > next) out.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST_CODE) out.push([next, LAST_CODE]);
  return out;
}

/** Longest range whose members outside ASCII get their other case one by one. */
const CASE_RANGE_LIMIT = 1024;

/**
 * Adds the other case of every letter. As in JavaScript without its `u` flag, an ASCII letter never equals a
 * character outside ASCII (U+212A KELVIN SIGN is no k): literals taken from a pattern stay literal in the raw bytes.
 */
export function closeCase(ranges: readonly CodeRange[]): CodeRange[] {
  // Nearly all sets of a pattern are one ASCII character.
  const [only] = ranges;
  if (only !== undefined && ranges.length === 1 && only[0] === only[1] && only[0] < 0x80) {
    const upper = only[0] & ~0x20;
    return upper >= 0x41 && upper <= 0x5a
      ? [
          [upper, upper],
          [upper | 0x20, upper | 0x20],
        ]
      : [only];
  }
  const out: CodeRange[] = [...ranges];
  for (const [from, to] of ranges) {
    const upper: CodeRange = [Math.max(from, 0x41), Math.min(to, 0x5a)];
    if (upper[0] <= upper[1]) out.push([upper[0] + 32, upper[1] + 32]);
    const lower: CodeRange = [Math.max(from, 0x61), Math.min(to, 0x7a)];
    if (lower[0] <= lower[1]) out.push([lower[0] - 32, lower[1] - 32]);
    const start = Math.max(from, 0x80);
    if (to - start > CASE_RANGE_LIMIT) continue;
    for (let code = start; code <= to; code++) {
      const text = String.fromCharCode(code);
      for (const other of [text.toLowerCase(), text.toUpperCase()]) {
        const otherCode = other.length === 1 ? other.charCodeAt(0) : 0;
        if (otherCode >= 0x80) out.push([otherCode, otherCode]);
      }
    }
  }
  return normalise(out);
}

export function inRanges(ranges: readonly CodeRange[], code: number): boolean {
  for (const [from, to] of ranges) {
    if (code < from) return false;
    if (code <= to) return true;
  }
  return false;
}

export const DIGITS: readonly CodeRange[] = [[0x30, 0x39]];
export const WORD: readonly CodeRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
export const SPACE: readonly CodeRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
export const HORIZONTAL_SPACE: readonly CodeRange[] = [
  [0x09, 0x09],
  [0x20, 0x20],
  [0xa0, 0xa0],
];
export const POSIX_CLASSES: Readonly<Record<string, readonly CodeRange[]>> = {
  alpha: [
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  digit: DIGITS,
  alnum: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  upper: [[0x41, 0x5a]],
  lower: [[0x61, 0x7a]],
  space: SPACE,
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  punct: [
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  xdigit: [
    [0x30, 0x39],
    [0x41, 0x46],
    [0x61, 0x66],
  ],
  word: WORD,
  print: [[0x20, 0x7e]],
  graph: [[0x21, 0x7e]],
  cntrl: [
    [0x00, 0x1f],
    [0x7f, 0x7f],
  ],
};
