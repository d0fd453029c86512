/**
 * Which four bytes of a pattern to look for: every string is noticed by one rare gram of it (letters in lower case), and
 * all grams of a pack stand in one table that is asked once a byte.
 */
import { type ByteSet, fold } from '../language/byte-regex.js';

export const GRAM = 4;
/** Shorter ones stand in no table: they would be noticed everywhere. */
export const LEAST_GRAM = 2;
/** Ways of writing one gram that the table takes in: more, and another one is chosen. */
const MAX_WAYS = 64;

/** How often a byte (in lower case) stands in program text, roughly; only the choice of grams depends on it. */
const FREQUENCY = Float64Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20) return 0.1;
  if ('etaoinsrl'.includes(String.fromCharCode(byte))) return 0.05;
  if (byte >= 0x61 && byte <= 0x7a) return 0.015;
  if (byte >= 0x41 && byte <= 0x5a) return 0;
  if (byte >= 0x30 && byte <= 0x39) return 0.008;
  if (byte === 0x0a || byte === 0x0d || byte === 0x09) return 0.02;
  if ('"=.();,<>/'.includes(String.fromCharCode(byte))) return 0.012;
  if (byte === 0) return 0.02;
  if (byte === 0xff) return 0.005;
  return byte < 0x80 ? 0.004 : 0.001;
});

interface FoldedSet {
  readonly values: readonly number[];
  readonly frequency: number;
}

const folded = new WeakMap<ByteSet, FoldedSet>();

function foldedSet(set: ByteSet): FoldedSet {
  let known = folded.get(set);
  if (known === undefined) {
    const values = new Set<number>();
    for (let b = 0; b < 256; b++) if (set[b] === 1) values.add(fold(b));
    let frequency = 0;
    for (const value of values) frequency += FREQUENCY[value] ?? 0;
    known = { values: [...values], frequency };
    folded.set(set, known);
  }
  return known;
}

export const gramOf = (a: number, b: number, c: number, d: number): number => a | (b << 8) | (c << 16) | (d << 24);

/** How often grams occur in the strings of the pack itself: words that all shells use are words of harmless pages, too. */
export class GramCensus {
  readonly #counts = new Uint16Array(1 << 18);

  add(bytes: Uint8Array): void {
    for (let i = 0; i + GRAM <= bytes.length; i++) {
      const slot = this.#slot(gramAt(bytes, i));
      if ((this.#counts[slot] ?? 0) < 0xffff) this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    }
  }

  count(gram: number): number {
    return this.#counts[this.#slot(gram)] ?? 0;
  }

  #slot(gram: number): number {
    return Math.imul(gram, 0x9e3779b1) >>> 14;
  }
}

export function gramAt(bytes: Uint8Array, at: number): number {
  return gramOf(fold(bytes[at] ?? 0), fold(bytes[at + 1] ?? 0), fold(bytes[at + 2] ?? 0), fold(bytes[at + 3] ?? 0));
}

export interface GramChoice {
  /** Where in the row the gram begins. */
  readonly offset: number;
  /** Its bytes, LEAST_GRAM to GRAM. */
  readonly size: number;
  /** Little endian, letters in lower case. */
  readonly grams: readonly number[];
  /** About how often a byte of a file begins one. */
  readonly cost: number;
}

/** The rarest few consecutive bytes of a row of sets, four where it has them; undefined when none is narrow enough. */
export function chooseGram(row: readonly ByteSet[], census: GramCensus): GramChoice | undefined {
  const sets = row.map(foldedSet);
  for (let size = GRAM; size >= LEAST_GRAM; size--) {
    const best = ofSize(sets, size, census);
    if (best !== undefined) return best;
  }
  return undefined;
}

function ofSize(sets: readonly FoldedSet[], size: number, census: GramCensus): GramChoice | undefined {
  let best: GramChoice | undefined;
  for (let offset = 0; offset + size <= sets.length; offset++) {
    const window = sets.slice(offset, offset + size);
    const ways = window.reduce((product, { values }) => product * values.length, 1);
    if (ways === 0 || ways > MAX_WAYS) continue;
    const base = window.reduce((product, { frequency }) => product * frequency, 1);
    if (best !== undefined && base >= best.cost) continue;
    let grams = [0];
    window.forEach(({ values }, i) => {
      grams = grams.flatMap((gram) => values.map((value) => gram | (value << (8 * i))));
    });
    const count = size === GRAM ? grams.reduce((sum, gram) => sum + census.count(gram), 0) : 0;
    const cost = base * (1 + count);
    if (best === undefined || cost < best.cost) best = { offset, size, grams, cost };
  }
  return best;
}
