/**
 * Finds the lines that hold one of many literals without looking at every byte: a block is read as aligned
 * four-byte words, and each word is asked once whether it can be part of a literal ("aligned 4-gram
 * filter"). Which words: see windows.ts. What passes is compared byte by byte, so nothing is reported that
 * is not there and nothing is missed.
 */

import { isEncodedLetter } from './encoded-letter.js';
import { FOLD, FOLD_WORD, foldedBytes } from './fold.js';
import { GramFrequency } from './frequency.js';
import { GramTable, MULTIPLIER } from './gram-table.js';
import { ENCODED_LETTER, HitLines, type OnLine } from './hit-lines.js';
import { chooseWindows, type Window } from './windows.js';

/** Shorter literals would make nearly every line a candidate. */
export const MIN_LITERAL_BYTES = 4;
/** From this length on every occurrence has one of its windows wholly inside itself. */
const SELF_CONTAINED_BYTES = 7;
const PERCENT = 0x25;
const HIGH_BITS = 0x8080_8080;
/** Bytes at both ends of a block in which a shorter literal may have an incomplete window. */
const EDGE = 8;

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
  /** Ids of literals whose windows can stick out of a block. */
  readonly #short: readonly number[];
  /** Ids of literals that fit into the first or last bytes of a block as a whole. */
  readonly #tiny: readonly number[];
  readonly #encoded: boolean;
  readonly #table: GramTable;
  /** 1 where the upper half of a word begins a literal of 4 bytes; empty without such literals. */
  readonly #halves: Uint8Array;
  readonly #halfOwners = new Map<number, number[]>();
  readonly #lines: HitLines;
  /** Where in the block the word scan may report: the bytes before and behind are searched one by one. */
  #from = 0;
  #to = 0;

  constructor(spec: PrefilterSpec, frequency: GramFrequency) {
    this.#literals = spec.literals.map(foldedBytes);
    this.#encoded = spec.encodedLetters;
    this.#lines = new HitLines(this.#literals.length);
    const windows: (Window & { literal: number })[] = [];
    const short: number[] = [];
    const tiny: number[] = [];
    this.#literals.forEach((literal, id) => {
      if (literal.length < MIN_LITERAL_BYTES) {
        throw new RangeError(`literal ${JSON.stringify(spec.literals[id])} is shorter than ${MIN_LITERAL_BYTES} bytes`);
      }
      // A line holds no line feed, so such a literal never occurs in one.
      if (literal.includes(0x0a)) return;
      if (literal.length < SELF_CONTAINED_BYTES) short.push(id);
      if (literal.length < EDGE + 4) tiny.push(id);
      const { words, halves } = chooseWindows(literal, frequency);
      for (const window of words) windows.push({ ...window, literal: id });
      for (const { pair } of halves) {
        const owners = this.#halfOwners.get(pair);
        if (owners === undefined) this.#halfOwners.set(pair, [id]);
        else owners.push(id);
      }
    });
    this.#short = short;
    this.#tiny = tiny;
    this.#table = new GramTable(windows);
    this.#halves = new Uint8Array(this.#halfOwners.size > 0 ? 1 << 16 : 0);
    for (const pair of this.#halfOwners.keys()) this.#halves[pair] = 1;
  }

  scan(block: Uint8Array, length: number, onLine: OnLine): void {
    this.#lines.begin(block, length, onLine);
    const lead = Math.min(-block.byteOffset & 3, length);
    const count = (length - lead) >>> 2;
    // Three parts, so that hits come line by line: lines that end within the first bytes, the body, the last bytes.
    const head = Math.min(EDGE, length);
    const body = block.subarray(0, head).lastIndexOf(0x0a) + 1;
    const tail = Math.max(head, lead + count * 4 - EDGE);
    this.#from = body;
    this.#to = tail;
    this.#edge(block, 0, body, body, this.#tiny);
    this.#edge(block, body, head, length, this.#short);
    if (count > 0) this.#words(block, length, lead, new Int32Array(block.buffer, block.byteOffset + lead, count));
    this.#edge(block, tail, length, length, this.#tiny);
    this.#lines.finish();
  }

  /** Where words are incomplete: every place is tried for the literals that can be missed there, and for letters. */
  #edge(block: Uint8Array, from: number, to: number, end: number, ids: readonly number[]): void {
    for (let at = from; at < to; at++) {
      for (const id of ids) this.#verify(block, end, id, at);
      if (this.#encoded && isEncodedLetter(block, at, end)) this.#lines.add(ENCODED_LETTER, at);
    }
  }

  /** The hot loop. Indices stay inside the arrays by construction, so reading them as numbers is sound. */
  #words(block: Uint8Array, length: number, lead: number, words: Int32Array): void {
    const { bloom, shift } = this.#table;
    const encoded = this.#encoded;
    const halves = this.#halves;
    const paired = halves.length > 0;
    const whole = words.length & ~3;
    for (let i = 0; i < whole; i += 4) {
      const a = (words[i] as number) | FOLD_WORD;
      const b = (words[i + 1] as number) | FOLD_WORD;
      const c = (words[i + 2] as number) | FOLD_WORD;
      const d = (words[i + 3] as number) | FOLD_WORD;
      const hit =
        (bloom[Math.imul(a, MULTIPLIER) >>> shift] as number) |
        (bloom[Math.imul(b, MULTIPLIER) >>> shift] as number) |
        (bloom[Math.imul(c, MULTIPLIER) >>> shift] as number) |
        (bloom[Math.imul(d, MULTIPLIER) >>> shift] as number);
      if (
        hit !== 0 ||
        (paired &&
          ((halves[a >>> 16] as number) |
            (halves[b >>> 16] as number) |
            (halves[c >>> 16] as number) |
            (halves[d >>> 16] as number)) !==
            0)
      ) {
        this.#inspect(block, length, lead + i * 4, a);
        this.#inspect(block, length, lead + i * 4 + 4, b);
        this.#inspect(block, length, lead + i * 4 + 8, c);
        this.#inspect(block, length, lead + i * 4 + 12, d);
      } else if (encoded && ((percent(a) | percent(b) | percent(c) | percent(d)) & HIGH_BITS) !== 0) {
        this.#letters(block, length, lead + i * 4, 16);
      }
    }
    for (let i = whole; i < words.length; i++) {
      this.#inspect(block, length, lead + i * 4, (words[i] as number) | FOLD_WORD);
    }
  }

  /** One folded word at byte `at`: which literals does it really belong to? */
  #inspect(block: Uint8Array, length: number, at: number, word: number): void {
    const table = this.#table;
    if (table.bloom[Math.imul(word, MULTIPLIER) >>> table.shift] !== 0) {
      const slot = table.find(word);
      if (slot >= 0) {
        for (let e = table.first(slot), last = table.last(slot); e < last; e++) {
          this.#within(block, length, table.literal[e] as number, at - (table.offset[e] as number));
        }
      }
    }
    if (this.#halves.length > 0 && this.#halves[word >>> 16] !== 0) {
      for (const id of this.#halfOwners.get(word >>> 16) ?? []) this.#within(block, length, id, at + 2);
    }
    // Word by word, not behind the whole group: hits must come line by line.
    if (this.#encoded) this.#letters(block, length, at, 4);
  }

  /** Percent-encoded letters that begin in the `count` bytes at `at`. */
  #letters(block: Uint8Array, length: number, at: number, count: number): void {
    const from = Math.max(at, this.#from);
    const to = Math.min(at + count, this.#to);
    for (let i = from; i < to; i++) {
      if (block[i] !== PERCENT) continue;
      if (isEncodedLetter(block, i, length)) this.#lines.add(ENCODED_LETTER, i);
    }
  }

  #within(block: Uint8Array, length: number, id: number, at: number): void {
    if (at >= this.#from && at < this.#to) this.#verify(block, length, id, at);
  }

  #verify(block: Uint8Array, length: number, id: number, at: number): void {
    const literal = this.#literals[id] as Uint8Array;
    if (at + literal.length > length || this.#lines.has(id, at)) return;
    for (let k = 0; k < literal.length; k++) {
      if (FOLD[block[at + k] as number] !== literal[k]) return;
    }
    this.#lines.add(id, at);
  }
}

/** High bit of a byte set if the folded word has a `%` (0x25, or 0x05 before folding) there or above such a byte. */
function percent(word: number): number {
  const t = word ^ 0x2525_2525;
  return (t - 0x0101_0101) & ~t;
}
