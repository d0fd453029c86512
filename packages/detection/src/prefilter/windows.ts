/**
 * Which four aligned bytes give a literal away. Whatever its distance from a multiple of four, an
 * occurrence covers aligned words: one word for each of the four distances is enough to find it. From 7
 * bytes on every distance has a word that lies wholly inside the literal, mostly several, and the rarest is
 * taken. Shorter literals leave one byte of some word unknown (all its folded values are listed), and a
 * literal of 4 bytes at distance 2 is found by the upper half of a word instead.
 */
import { FOLD_WORD, foldedWord } from './fold.js';
import type { GramFrequency } from './frequency.js';

/**
 * A literal occurs at `address - offset` if the folded word at `address` equals `word` (to be verified); where `word`
 * has 16 bits only, if the upper half of the word there equals it.
 */
export interface Window {
  readonly word: number;
  readonly offset: number;
}

/** Whether the window is the upper half of a word: folded words are larger, whatever their bytes. */
export function isHalf({ word }: Window): boolean {
  return word >>> 16 === 0;
}

export function chooseWindows(literal: Uint8Array, frequency: GramFrequency): Window[] {
  const words: Window[] = [];
  const byte = (i: number): number => literal[i] ?? 0;
  const total = (windows: readonly Window[]): number => windows.reduce((sum, { word }) => sum + frequency.of(word), 0);
  for (let distance = 0; distance < 4; distance++) {
    let best: Window | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (let offset = distance; offset + 4 <= literal.length; offset += 4) {
      const word = foldedWord(byte(offset), byte(offset + 1), byte(offset + 2), byte(offset + 3));
      const count = frequency.of(word);
      if (count < fewest) {
        fewest = count;
        best = { word, offset };
      }
    }
    if (best !== undefined) words.push(best);
    else if (distance === 3) {
      const start = openStart(byte);
      const end = distance + 3 <= literal.length ? openEnd(byte, distance) : start;
      words.push(...(total(end) < total(start) ? end : start));
    } else if (distance + 3 <= literal.length) words.push(...openEnd(byte, distance));
    else words.push({ word: ((byte(0) | (byte(1) << 8)) & 0xffff) | (FOLD_WORD & 0xffff), offset: -2 });
  }
  return words;
}

/** Three known bytes from `offset` on, then any. */
function openEnd(byte: (i: number) => number, offset: number): Window[] {
  return FOLDED_VALUES.map((any) => ({
    word: foldedWord(byte(offset), byte(offset + 1), byte(offset + 2), any),
    offset,
  }));
}

/** Any byte, then the first three of the literal. */
function openStart(byte: (i: number) => number): Window[] {
  return FOLDED_VALUES.map((any) => ({ word: foldedWord(any, byte(0), byte(1), byte(2)), offset: -1 }));
}

/** The 128 values that a byte can have after `| 0x20`. */
const FOLDED_VALUES: readonly number[] = Array.from({ length: 256 }, (_, b) => b).filter((b) => (b & 0x20) !== 0);
