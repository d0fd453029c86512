/** The matches of a pack's strings in one file. What no rule asks for is not searched for beyond the table of grams. */
import { type ByteSet, fold, isAlphanumeric } from '../language/byte-regex.js';
import { FILE_STEPS, MAX_MATCHES } from '../limits.js';
import { type GramEntry, GramTable } from './gram-table.js';
import type { Literal, Part, Pattern } from './pattern.js';
import type { Allowance } from './program.js';

/** Matches in ascending order of their offsets, one an offset. */
export interface Matches {
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
}

const NONE: Matches = { offsets: [], lengths: [] };

interface Target {
  readonly pattern: Pattern;
  readonly literal: Literal | undefined;
  readonly part: number;
  /** From the begin of the literal or of the part's row to the gram. */
  readonly offset: number;
}

class Found implements Matches {
  generation = 0;
  /** Offsets and lengths are final. */
  done = false;
  offsets: number[] = [];
  lengths: number[] = [];
  /** Places where a part's row may stand, and which part. */
  places: number[] = [];
  parts: number[] = [];
}

/** One for a compiled pack; serves one file after the other. */
export class StringSearch {
  readonly #table: GramTable;
  readonly #targets: Target[] = [];
  readonly #found: Found[] = [];
  readonly #first = new Map<Part, ByteSet | undefined>();
  #generation = 0;
  #data: Uint8Array = new Uint8Array();
  /** Patterns that the table noticed in this file. */
  readonly noticed: number[] = [];
  readonly allowance: Allowance = { steps: FILE_STEPS, reached: false };

  constructor(readonly patterns: readonly Pattern[]) {
    const entries: GramEntry[] = [];
    for (const pattern of patterns) {
      for (const literal of pattern.literals) this.#enter(entries, pattern, literal, 0, literal.gram);
      pattern.parts.forEach((part, i) => {
        this.#enter(entries, pattern, undefined, i, part.gram);
      });
    }
    this.#table = new GramTable(entries);
    for (let i = 0; i < patterns.length; i++) this.#found.push(new Found());
  }

  #enter(
    entries: GramEntry[],
    pattern: Pattern,
    literal: Literal | undefined,
    part: number,
    gram: Literal['gram'],
  ): void {
    if (gram === undefined) return;
    const target = this.#targets.push({ pattern, literal, part, offset: gram.offset }) - 1;
    for (const one of gram.grams) entries.push({ gram: one, size: gram.size, target });
  }

  /** Takes up a file: one pass over it, after which `noticed` and `matches` speak of it. */
  open(data: Uint8Array): void {
    this.#generation++;
    this.#data = data;
    this.noticed.length = 0;
    this.allowance.steps = FILE_STEPS;
    this.allowance.reached = false;
    const targets = this.#targets;
    this.#table.scan(data, (index, at) => {
      const target = targets[index];
      if (target === undefined) return true;
      const { pattern, literal } = target;
      const start = at - target.offset;
      if (start < 0) return true;
      if (--this.allowance.steps < 0) {
        this.allowance.reached = true;
        return false;
      }
      if (literal === undefined) {
        const found = this.#of(pattern);
        found.places.push(start);
        found.parts.push(target.part);
        return true;
      }
      const known = this.#found[pattern.index];
      if (pattern.once && known?.generation === this.#generation && known.offsets.length > 0) return true;
      if (this.#literalAt(literal, start)) this.#add(pattern, start, literal.bytes.length, literal.wide);
      return true;
    });
  }

  /** Matches of a pattern in the open file. */
  matches(index: number): Matches {
    const pattern = this.patterns[index];
    if (pattern === undefined) return NONE;
    const known = this.#found[index];
    if (pattern.noticed && known?.generation !== this.#generation) return NONE;
    const found = this.#of(pattern);
    if (found.done) return found;
    found.done = true;
    this.#follow(pattern, found);
    if (!pattern.noticed && !(pattern.once && found.offsets.length > 0)) this.#searchAll(pattern);
    if (pattern.literals.length + pattern.parts.length > 1) inOrder(found);
    return found;
  }

  #of(pattern: Pattern): Found {
    const found = this.#found[pattern.index] ?? new Found();
    if (found.generation !== this.#generation) {
      found.generation = this.#generation;
      found.done = false;
      found.offsets.length = 0;
      found.lengths.length = 0;
      found.places.length = 0;
      found.parts.length = 0;
      this.noticed.push(pattern.index);
    }
    return found;
  }

  #add(pattern: Pattern, start: number, length: number, wide: boolean): void {
    if (pattern.fullword && !this.#isFullWord(start, length, wide)) return;
    const found = this.#of(pattern);
    if (found.offsets.length >= MAX_MATCHES) {
      this.allowance.reached = true;
      return;
    }
    found.offsets.push(start);
    found.lengths.push(length);
  }

  #literalAt({ bytes, nocase, xor }: Literal, start: number): boolean {
    const data = this.#data;
    if (start + bytes.length > data.length) return false;
    if (xor !== undefined) {
      const key = (data[start] ?? 0) ^ (bytes[0] ?? 0);
      if (key < xor[0] || key > xor[1]) return false;
      for (let i = 1; i < bytes.length; i++) if (((data[start + i] ?? 0) ^ key) !== bytes[i]) return false;
      return true;
    }
    if (nocase) {
      for (let i = 0; i < bytes.length; i++) if (fold(data[start + i] ?? 0) !== fold(bytes[i] ?? 0)) return false;
      return true;
    }
    for (let i = 0; i < bytes.length; i++) if (data[start + i] !== bytes[i]) return false;
    return true;
  }

  #isFullWord(start: number, length: number, wide: boolean): boolean {
    const data = this.#data;
    const end = start + length;
    if (!wide) {
      if (start >= 1 && isAlphanumeric(data[start - 1] ?? 0)) return false;
      return !(end < data.length && isAlphanumeric(data[end] ?? 0));
    }
    if (start >= 2 && data[start - 1] === 0 && isAlphanumeric(data[start - 2] ?? 0)) return false;
    return !(end + 1 < data.length && data[end + 1] === 0 && isAlphanumeric(data[end] ?? 0));
  }

  #follow(pattern: Pattern, found: Found): void {
    for (let i = 0; i < found.places.length; i++) {
      const part = pattern.parts[found.parts[i] ?? 0];
      if (part !== undefined) this.#partAt(pattern, part, found.places[i] ?? 0);
      if (pattern.once && found.offsets.length > 0) return;
    }
    // Parts may begin before a place that was found earlier.
    inOrder(found);
  }

  #partAt(pattern: Pattern, part: Part, place: number): void {
    const { forward, backward, width } = part;
    const length = forward.longest(this.#data, place, width, this.allowance);
    // YARA knows no empty matches of strings.
    if (length < 0 || (length === 0 && backward === undefined)) return;
    if (backward === undefined) this.#add(pattern, place, length, width === 2);
    else
      backward.starts(this.#data, place, width, this.allowance, (start) => {
        this.#add(pattern, start, place - start + length, width === 2);
      });
  }

  /** Without grams: at every place, but only when a rule asks. */
  #searchAll(pattern: Pattern): void {
    const data = this.#data;
    const { allowance } = this;
    for (const literal of pattern.literals) {
      if (literal.gram !== undefined) continue;
      allowance.steps -= data.length;
      const first = literal.bytes[0] ?? 0;
      const plain = !literal.nocase && literal.xor === undefined;
      for (let at = 0; at + literal.bytes.length <= data.length; at++) {
        if (plain) {
          at = data.indexOf(first, at);
          if (at < 0) break;
        }
        if (this.#literalAt(literal, at)) this.#add(pattern, at, literal.bytes.length, literal.wide);
        if (pattern.once && this.#of(pattern).offsets.length > 0) return;
      }
    }
    for (const part of pattern.parts) {
      if (part.gram !== undefined) continue;
      const first = this.#firstOf(part);
      for (let at = 0; at < data.length && !allowance.reached; at++) {
        if (--allowance.steps < 0) allowance.reached = true;
        if (first !== undefined && first[data[at] ?? 0] !== 1) continue;
        this.#partAt(pattern, part, at);
        if (pattern.once && this.#of(pattern).offsets.length > 0) return;
      }
    }
  }

  #firstOf(part: Part): ByteSet | undefined {
    if (!this.#first.has(part)) this.#first.set(part, part.forward.firstBytes());
    return this.#first.get(part);
  }
}

/** Sorted, one an offset: the first that was found stays. */
function inOrder(found: Found): void {
  const { offsets, lengths } = found;
  let sorted = true;
  for (let i = 1; i < offsets.length && sorted; i++) sorted = (offsets[i] ?? 0) > (offsets[i - 1] ?? 0);
  if (sorted) return;
  const order = offsets.map((_, i) => i).sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0) || a - b);
  const newOffsets: number[] = [];
  const newLengths: number[] = [];
  for (const i of order) {
    const offset = offsets[i] ?? 0;
    if (newOffsets.at(-1) === offset) continue;
    newOffsets.push(offset);
    newLengths.push(lengths[i] ?? 0);
  }
  found.offsets = newOffsets;
  found.lengths = newLengths;
}
