/**
 * The words to look for: a bloom table that the scan asks for every word, and an exact table behind it that
 * tells which literals a word may belong to, and at which distance.
 */
import type { Window } from './windows.js';

/** Bloom slots a word: at 512 and more, false hits cost less than the larger table. */
const SLOTS_A_WORD = 512;
const MIN_BITS = 14;
const MAX_BITS = 20;
/** 2^32 divided by the golden ratio: spreads neighbouring words (Knuth, multiplicative hashing). */
export const MULTIPLIER = 0x9e37_79b1;

export class GramTable {
  /** 1 where a searched word has this hash: `bloom[imul(word, MULTIPLIER) >>> shift]`. */
  readonly bloom: Uint8Array;
  readonly shift: number;
  readonly #mask: number;
  readonly #keys: Int32Array;
  /** First entry of the word in `literal` and `offset`, 0 = free slot; counts from 1. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** Entries of one word stand side by side. */
  readonly literal: Int32Array;
  readonly offset: Int32Array;

  constructor(windows: readonly (Window & { readonly literal: number })[]) {
    const byWord = new Map<number, (Window & { readonly literal: number })[]>();
    for (const window of windows) {
      const list = byWord.get(window.word);
      if (list === undefined) byWord.set(window.word, [window]);
      else list.push(window);
    }
    const bits = Math.min(MAX_BITS, Math.max(MIN_BITS, Math.ceil(Math.log2((byWord.size + 1) * SLOTS_A_WORD))));
    this.shift = 32 - bits;
    this.bloom = new Uint8Array(1 << bits);
    const slots = 1 << Math.max(4, Math.ceil(Math.log2((byWord.size + 1) * 4)));
    this.#mask = slots - 1;
    this.#keys = new Int32Array(slots);
    this.#first = new Int32Array(slots);
    this.#last = new Int32Array(slots);
    this.literal = new Int32Array(windows.length + 1);
    this.offset = new Int32Array(windows.length + 1);
    let next = 1;
    for (const [word, list] of byWord) {
      this.bloom[Math.imul(word, MULTIPLIER) >>> this.shift] = 1;
      let slot = (Math.imul(word, MULTIPLIER) >>> 7) & this.#mask;
      while (this.#first[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#keys[slot] = word;
      this.#first[slot] = next;
      for (const window of list) {
        this.literal[next] = window.literal;
        this.offset[next] = window.offset;
        next++;
      }
      this.#last[slot] = next;
    }
  }

  /** Slot of the word, or -1. */
  find(word: number): number {
    let slot = (Math.imul(word, MULTIPLIER) >>> 7) & this.#mask;
    while (this.#first[slot] !== 0) {
      if (this.#keys[slot] === word) return slot;
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }
  first(slot: number): number {
    return this.#first[slot] ?? 0;
  }
  /** Behind the last entry. */
  last(slot: number): number {
    return this.#last[slot] ?? 0;
  }
}
