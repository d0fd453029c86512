/**
 * All texts that rules look for in one field, found in a value in one pass: exact values by a table, texts inside it
 * by windows of four characters. Values of event logs repeat (programs, accounts, keys): their answers are kept.
 */
import { fold } from '../text.js';

/**
 * Values whose answer is kept for each field, and how long such a value may be. Shorter ones (numbers, GUIDs) are
 * searched as fast as they are looked up, and would push the others out.
 */
export const MAX_KEPT_VALUES = 1024;
export const KEPT_LENGTHS = [40, 256] as const;
/** Characters of a window. */
const WINDOW = 4;
const SCATTER = 0x9e3779b1;
const NONE = new Int32Array(0);

interface Needle {
  readonly text: string;
  readonly owners: number[];
  /** Where in the text its window begins. */
  at: number;
  /** The next one with the same window. */
  next: Needle | undefined;
}

const NO_NEEDLES: readonly Needle[] = [];

export class ValueIndex {
  readonly #exact = new Map<string, number[]>();
  readonly #texts = new Map<string, Needle>();
  /** Too short for a window, by their first character. */
  readonly #short = new Map<number, Needle[]>();
  readonly #shortAscii = new Uint8Array(128);
  #windows = new Map<number, Needle>();
  #filter = new Uint8Array(0);
  #shift = 32;
  readonly #kept = new Map<string, Int32Array>();
  /** Shorter values hold nothing that is looked for. */
  #shortest = Number.POSITIVE_INFINITY;
  readonly #seen: Uint32Array;
  #generation = 0;
  #found: number[] = [];

  /** @param owners how many owners there are; they are numbered from 0. */
  constructor(owners: number) {
    this.#seen = new Uint32Array(owners);
  }

  /** `owner` wants to know of values that hold (or are) this text, which is folded. */
  add(text: string, exact: boolean, owner: number): void {
    if (text.length < this.#shortest) this.#shortest = text.length;
    if (exact) {
      const owners = this.#exact.get(text);
      if (owners === undefined) this.#exact.set(text, [owner]);
      else if (owners.at(-1) !== owner) owners.push(owner);
      return;
    }
    const needle = this.#texts.get(text);
    if (needle === undefined) this.#texts.set(text, { text, owners: [owner], at: 0, next: undefined });
    else if (needle.owners.at(-1) !== owner) needle.owners.push(owner);
  }

  /** To be called once, behind the last `add`. */
  seal(): void {
    const long = [...this.#texts.values()].filter(({ text }) => text.length >= WINDOW);
    for (const needle of this.#texts.values()) {
      if (needle.text.length >= WINDOW) continue;
      const first = needle.text.charCodeAt(0);
      this.#short.set(first, [...(this.#short.get(first) ?? []), needle]);
      if (first < 128) this.#shortAscii[first] = 1;
    }
    if (long.length === 0) return;
    const counts = new Map<number, number>();
    for (const { text } of long)
      for (let at = 0; at + WINDOW <= text.length; at++) {
        const window = windowAt(text, at);
        counts.set(window, (counts.get(window) ?? 0) + 1);
      }
    const bits = Math.min(16, Math.max(8, Math.ceil(Math.log2(long.length * 32))));
    this.#filter = new Uint8Array(1 << bits);
    this.#shift = 32 - bits;
    for (const needle of long) {
      needle.at = rarestWindow(needle.text, counts);
      const window = windowAt(needle.text, needle.at);
      needle.next = this.#windows.get(window);
      this.#windows.set(window, needle);
      this.#filter[Math.imul(window, SCATTER) >>> this.#shift] = 1;
    }
  }

  /** Owners whose text stands in the value, each once; in no order. Valid until the next call. */
  find(value: string): Int32Array {
    if (value.length < this.#shortest) return NONE;
    const keep = value.length >= KEPT_LENGTHS[0] && value.length <= KEPT_LENGTHS[1];
    const known = keep ? this.#kept.get(value) : undefined;
    if (known !== undefined) return known;
    this.#search(fold(value));
    const found = this.#found.length === 0 ? NONE : Int32Array.from(this.#found);
    if (keep) {
      if (this.#kept.size >= MAX_KEPT_VALUES) this.#kept.clear();
      this.#kept.set(ownCopy(value), found);
    }
    return found;
  }

  #search(value: string): void {
    this.#found = [];
    if (++this.#generation === 0xffffffff) {
      this.#seen.fill(0);
      this.#generation = 1;
    }
    const equal = this.#exact.get(value);
    if (equal !== undefined) this.#take(equal);
    if (this.#short.size > 0) this.#scanShort(value);
    if (this.#windows.size > 0 && value.length >= WINDOW) this.#scan(value);
  }

  #scan(value: string): void {
    const filter = this.#filter;
    const shift = this.#shift;
    const { length } = value;
    let window =
      ((value.charCodeAt(0) & 0xff) << 16) | ((value.charCodeAt(1) & 0xff) << 8) | (value.charCodeAt(2) & 0xff);
    for (let i = WINDOW - 1; i < length; i++) {
      window = (window << 8) | (value.charCodeAt(i) & 0xff);
      if (filter[Math.imul(window, SCATTER) >>> shift] !== 0) this.#verify(value, i - WINDOW + 1, window);
    }
  }

  #scanShort(value: string): void {
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code < 128 && this.#shortAscii[code] === 0) continue;
      for (const needle of this.#short.get(code) ?? NO_NEEDLES)
        if (value.startsWith(needle.text, i)) this.#take(needle.owners);
    }
  }

  #verify(value: string, at: number, window: number): void {
    for (let needle = this.#windows.get(window); needle !== undefined; needle = needle.next) {
      const start = at - needle.at;
      if (start >= 0 && value.startsWith(needle.text, start)) this.#take(needle.owners);
    }
  }

  #take(owners: readonly number[]): void {
    for (const owner of owners) {
      if (this.#seen[owner] === this.#generation) continue;
      this.#seen[owner] = this.#generation;
      this.#found.push(owner);
    }
  }
}

/** A text of its own: what was cut out of a long one would keep all of that in memory. */
function ownCopy(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}

/** Low bytes of four characters: enough to look for, the whole text is compared then. */
function windowAt(text: string, at: number): number {
  let window = 0;
  for (let i = at; i < at + WINDOW; i++) window = (window << 8) | (text.charCodeAt(i) & 0xff);
  return window;
}

/** What many texts hold (`.exe`) stands in many values, too. */
function rarestWindow(text: string, counts: ReadonlyMap<number, number>): number {
  let best = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let at = 0; at + WINDOW <= text.length; at++) {
    const count = counts.get(windowAt(text, at)) ?? 0;
    if (count < fewest) {
      fewest = count;
      best = at;
    }
  }
  return best;
}
