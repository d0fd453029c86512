/**
 * The words to look for: a bloom table that is asked for every word, a hash table behind it that tells which literals a
 * word may belong to, and what then stands around the word.
 */
import { FOLD_WORD } from './fold.js';
import { isHalf, type Window } from './windows.js';

/** Bloom slots a word: false hits cost less than a table that leaves the nearest cache levels. */
const SLOTS_A_WORD = 256;
const MIN_BITS = 14;
const MAX_BITS = 18;
/** 2^32 divided by the golden ratio: spreads neighbouring words (Knuth, multiplicative hashing). */
const MULTIPLIER = 0x9e37_79b1;
/** Numbers that a slot takes: key, first entry (from 1 on; 0: free), behind the last entry. */
const SLOT = 3;
/** 32-bit numbers that an entry takes: eight bytes, their mask, their distance from the word, nothing. */
const ENTRY = 6;
const AROUND = 8;

export interface OwnedWindow extends Window {
  /** Position in the list of literals. */
  readonly literal: number;
}

export class GramTable {
  /** 1 where a searched word has this hash: `bloom[imul(word, MULTIPLIER) >>> shift]`. */
  readonly bloom: Uint8Array;
  readonly shift: number;
  /** 1 where the upper half of a word begins a literal of 4 bytes; empty without such literals. */
  readonly halves: Uint8Array;
  /** Number of slots less one. */
  readonly mask: number;
  readonly slots: Int32Array;
  /** Entries of one word stand side by side. Which literal an entry means, and how far behind its start the word is. */
  readonly literal: Int32Array;
  readonly offset: Int32Array;
  /** For each entry the folded bytes around the word. */
  readonly entries: Int32Array;

  constructor(windows: readonly OwnedWindow[], literals: readonly Uint8Array[]) {
    const byWord = new Map<number, OwnedWindow[]>();
    for (const window of windows) {
      const list = byWord.get(window.word);
      if (list === undefined) byWord.set(window.word, [window]);
      else list.push(window);
    }
    const bits = Math.min(MAX_BITS, Math.max(MIN_BITS, Math.ceil(Math.log2((byWord.size + 1) * SLOTS_A_WORD))));
    this.shift = 32 - bits;
    this.bloom = new Uint8Array(1 << bits);
    this.halves = new Uint8Array(windows.some(isHalf) ? 1 << 16 : 0);
    const slots = 1 << Math.max(4, Math.ceil(Math.log2((byWord.size + 1) * 4)));
    this.mask = slots - 1;
    this.slots = new Int32Array(slots * SLOT);
    this.literal = new Int32Array(windows.length + 1);
    this.offset = new Int32Array(windows.length + 1);
    this.entries = new Int32Array((windows.length + 1) * ENTRY);
    let next = 1;
    for (const [word, list] of byWord) {
      if (list.some(isHalf)) this.halves[word] = 1;
      else this.bloom[Math.imul(word, MULTIPLIER) >>> this.shift] = 1;
      let slot = (Math.imul(word, MULTIPLIER) >>> 7) & this.mask;
      while (this.slots[slot * SLOT + 1] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot * SLOT] = word;
      this.slots[slot * SLOT + 1] = next;
      for (const window of list) {
        this.literal[next] = window.literal;
        this.offset[next] = window.offset;
        this.#surround(next, literals[window.literal] ?? new Uint8Array(0), window.offset);
        next++;
      }
      this.slots[slot * SLOT + 2] = next;
    }
  }

  /** Up to eight bytes of the literal, the word's own among them. */
  #surround(entry: number, literal: Uint8Array, offset: number): void {
    const start = Math.max(0, Math.min(offset, literal.length - AROUND));
    const view = new DataView(this.entries.buffer, entry * ENTRY * 4, ENTRY * 4);
    for (let i = 0; i < AROUND; i++) {
      const byte = literal[start + i];
      view.setUint8(i, (byte ?? 0) | (FOLD_WORD & 0xff));
      view.setUint8(AROUND + i, byte === undefined ? 0 : 0xff);
    }
    view.setInt32(2 * AROUND, start - offset, true);
  }

  /** Slot of a word, or of the half of one; -1 where it is not searched. */
  find(word: number): number {
    let slot = (Math.imul(word, MULTIPLIER) >>> 7) & this.mask;
    while (this.slots[slot * SLOT + 1] !== 0) {
      if (this.slots[slot * SLOT] === word) return slot;
      slot = (slot + 1) & this.mask;
    }
    return -1;
  }
  first(slot: number): number {
    return this.slots[slot * SLOT + 1] ?? 0;
  }
  /** Behind the last entry. */
  last(slot: number): number {
    return this.slots[slot * SLOT + 2] ?? 0;
  }
}
