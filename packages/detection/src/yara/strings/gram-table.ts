/** All grams of a pack in tables: a lookup or three a byte of the file, exact comparison only where they say maybe. */
import { fold } from '../language/byte-regex.js';
import { GRAM, LEAST_GRAM } from './grams.js';

const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => fold(byte));
const HASH = 0x9e3779b1;

export interface GramEntry {
  readonly gram: number;
  readonly size: number;
  /** The number of what it belongs to. */
  readonly target: number;
}

/** Calls for every target of a gram, with the place where the gram begins; false stops. */
export type GramHit = (target: number, at: number) => boolean;

export class GramTable {
  readonly #tables: readonly SizedTable[];

  constructor(entries: readonly GramEntry[]) {
    this.#tables = [GRAM, GRAM - 1, LEAST_GRAM].map(
      (size) => new SizedTable(entries.filter((entry) => entry.size === size)),
    );
  }

  scan(data: Uint8Array, hit: GramHit): void {
    const [four, three, two] = this.#tables;
    if (four === undefined || three === undefined || two === undefined) return;
    const maybe4 = four.maybe;
    const shift4 = four.shift;
    const maybe3 = three.maybe;
    const shift3 = three.shift;
    const maybe2 = two.maybe;
    const shift2 = two.shift;
    const { length } = data;
    let word = 0;
    for (let i = 0; i < length; i++) {
      word = (word >>> 8) | ((FOLD[data[i] ?? 0] ?? 0) << 24);
      if (maybe4[Math.imul(word, HASH) >>> shift4] === 1 && i >= 3 && !four.found(word, i - 3, hit)) return;
      if (maybe3[Math.imul(word >>> 8, HASH) >>> shift3] === 1 && i >= 2 && !three.found(word >>> 8, i - 2, hit))
        return;
      if (maybe2[Math.imul(word >>> 16, HASH) >>> shift2] === 1 && i >= 1 && !two.found(word >>> 16, i - 1, hit))
        return;
    }
  }
}

/** Grams of one size: a table of bytes that says no, or maybe; behind it the exact grams. */
class SizedTable {
  readonly maybe: Uint8Array;
  readonly shift: number;
  readonly #keys: Int32Array;
  /** Where the targets of a key begin, plus one; 0 = free. */
  readonly #slots: Int32Array;
  readonly #slotMask: number;
  /** Targets of one gram in a row; the last of them is written as -1 - target. */
  readonly #targets: Int32Array;

  constructor(entries: readonly GramEntry[]) {
    const byGram = new Map<number, number[]>();
    for (const { gram, target } of entries) {
      const known = byGram.get(gram | 0);
      if (known === undefined) byGram.set(gram | 0, [target]);
      else known.push(target);
    }
    const bits = Math.min(20, Math.max(10, Math.ceil(Math.log2(byGram.size * 16 + 1))));
    this.shift = 32 - bits;
    this.maybe = new Uint8Array(1 << bits);
    const slots = 1 << Math.ceil(Math.log2(byGram.size * 2 + 2));
    this.#slotMask = slots - 1;
    this.#keys = new Int32Array(slots);
    this.#slots = new Int32Array(slots);
    this.#targets = new Int32Array(entries.length);
    let at = 0;
    for (const [gram, targets] of byGram) {
      const hash = Math.imul(gram, HASH);
      this.maybe[hash >>> this.shift] = 1;
      let slot = (hash >>> 7) & this.#slotMask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#slotMask;
      this.#keys[slot] = gram;
      this.#slots[slot] = at + 1;
      targets.forEach((target, i) => {
        this.#targets[at++] = i === targets.length - 1 ? -1 - target : target;
      });
    }
  }

  found(gram: number, at: number, hit: GramHit): boolean {
    let slot = (Math.imul(gram, HASH) >>> 7) & this.#slotMask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & this.#slotMask) {
      if (this.#keys[slot] !== gram) continue;
      for (let i = (this.#slots[slot] ?? 1) - 1; ; i++) {
        const target = this.#targets[i] ?? -1;
        if (!hit(target < 0 ? -1 - target : target, at)) return false;
        if (target < 0) return true;
      }
    }
    return true;
  }
}
