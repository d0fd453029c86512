/**
 * Finds the lines that hold one of many literals without looking at every byte: a block is read as aligned
 * four-byte words, and each word is asked once whether it can be part of a literal ("aligned 4-gram
 * filter"). Which words: see windows.ts. A WebAssembly kernel reads the block and tells which words pass, and where an
 * encoded letter may stand; these are compared byte by byte here, so nothing is reported that is not there and nothing
 * is missed.
 */

import { isEncodedLetter } from './encoded-letter.js';
import { FOLD, FOLD_WORD, foldedBytes } from './fold.js';
import { GramFrequency } from './frequency.js';
import { GramTable, type OwnedWindow } from './gram-table.js';
import { ENCODED_LETTER, HitLines, type OnLine } from './hit-lines.js';
import { type Kernel, kernelOf, LAYOUT, sharedKernel } from './kernel.js';
import { chooseWindows } from './windows.js';

/** Shorter literals would make nearly every line a candidate. */
export const MIN_LITERAL_BYTES = 4;

export interface PrefilterSpec {
  /** What to look for, in any ASCII case; an id is the position in this list. */
  readonly literals: readonly string[];
  /** Also report lines with a percent-encoded ASCII letter (id -1). */
  readonly encodedLetters: boolean;
}

export interface Prefilter {
  /**
   * block[0, length) holds whole lines. onLine is called once for each line that holds at least one literal, in
   * order; ids ascend in ids[0, count), which is valid during the call only. Id -1: the line holds a
   * percent-encoded ASCII letter (%41-%5A, %61-%7A, also as %25xx). end excludes the line end (\r\n or \n).
   * Fastest for a block in a buffer of `allocateScanBuffer`; others are copied. onLine must not scan.
   */
  scan(block: Uint8Array, length: number, onLine: OnLine): void;
}

/**
 * @param sample some of the data to be scanned (256 KB is plenty); its rare grams make the filter fast. It has no
 *   influence on what is found.
 * @throws RangeError for a literal of fewer than 4 bytes.
 */
export function createPrefilter(spec: PrefilterSpec, sample?: Uint8Array): Prefilter {
  return new GramPrefilter(spec, new GramFrequency(sample));
}

class GramPrefilter implements Prefilter {
  readonly #literals: readonly Uint8Array[];
  readonly #table: GramTable;
  readonly #letters: boolean;
  readonly #lines: HitLines;

  constructor(spec: PrefilterSpec, frequency: GramFrequency) {
    this.#literals = spec.literals.map(foldedBytes);
    this.#letters = spec.encodedLetters;
    this.#lines = new HitLines(this.#literals.length);
    const windows: OwnedWindow[] = [];
    this.#literals.forEach((bytes, literal) => {
      if (bytes.length < MIN_LITERAL_BYTES) {
        const text = JSON.stringify(spec.literals[literal]);
        throw new RangeError(`literal ${text} is shorter than ${MIN_LITERAL_BYTES} bytes`);
      }
      // A line holds no line feed, so such a literal never occurs in one.
      if (bytes.includes(0x0a)) return;
      for (const window of chooseWindows(bytes, frequency)) windows.push({ ...window, literal });
    });
    this.#table = new GramTable(windows, this.#literals);
  }

  scan(block: Uint8Array, length: number, onLine: OnLine): void {
    this.#lines.begin(block, length, onLine);
    const own = kernelOf(block);
    const kernel = own ?? sharedKernel();
    kernel.load(this.#table);
    // Pieces are multiples of a word; the kernel reads on behind the last one, and what it finds there is dropped here.
    for (let from = 0; from < length; from += LAYOUT.PIECE) {
      const bytes = Math.min(LAYOUT.PIECE, length - from);
      const address = own === undefined ? kernel.copy(block, from, from + bytes) : block.byteOffset + from;
      this.#candidates(kernel, kernel.find(address, bytes, this.#letters), block, length, from);
    }
    this.#lines.finish();
  }

  /** Indices stay inside the arrays by construction, so reading them as numbers is sound. */
  #candidates(kernel: Kernel, count: number, block: Uint8Array, length: number, from: number): void {
    const { candidates } = kernel;
    for (let i = 0; i < count; i++) {
      const candidate = candidates[i] as number;
      const at = from + (candidate >>> 1);
      if ((candidate & 1) === 0) this.#word(block, length, at);
      else if (!this.#lines.has(ENCODED_LETTER, at) && isEncodedLetter(block, at, length)) {
        this.#lines.add(ENCODED_LETTER, at);
      }
    }
  }

  /** The word at byte `at`: which literals does it really belong to? */
  #word(block: Uint8Array, length: number, at: number): void {
    const word =
      (block[at] as number) |
      ((block[at + 1] as number) << 8) |
      ((block[at + 2] as number) << 16) |
      ((block[at + 3] as number) << 24) |
      FOLD_WORD;
    this.#entries(block, length, at, word);
    if (this.#table.halves.length > 0) this.#entries(block, length, at, word >>> 16);
  }

  #entries(block: Uint8Array, length: number, at: number, word: number): void {
    const table = this.#table;
    const slot = table.find(word);
    if (slot < 0) return;
    for (let e = table.first(slot), last = table.last(slot); e < last; e++) {
      this.#verify(block, length, table.literal[e] as number, at - (table.offset[e] as number));
    }
  }

  #verify(block: Uint8Array, length: number, id: number, at: number): void {
    const literal = this.#literals[id] as Uint8Array;
    if (at < 0 || at + literal.length > length || this.#lines.has(id, at)) return;
    for (let k = 0; k < literal.length; k++) {
      if (FOLD[block[at + k] as number] !== literal[k]) return;
    }
    this.#lines.add(id, at);
  }
}
