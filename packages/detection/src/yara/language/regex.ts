/**
 * Regular expressions as YARA 4 reads them (documentation, "Regular expressions"): no captures, no look-around, no
 * back references; `.` leaves out the line feed unless /s; `^` and `$` are the ends of the file.
 */
import { MAX_NESTING, MAX_REPEAT } from '../limits.js';
import {
  ALL_BYTES,
  type ByteNode,
  type ByteSet,
  byteNode,
  choice,
  closeCaseOf,
  EMPTY,
  isWordByte,
  NOT_NEWLINE,
  sequence,
  setOf,
} from './byte-regex.js';
import { YaraSyntaxError } from './error.js';

const DIGIT = setOf((b) => b >= 0x30 && b <= 0x39);
const SPACE = setOf((b) => b === 0x20 || (b >= 0x09 && b <= 0x0d));
const WORD = setOf(isWordByte);
const not = (set: ByteSet): ByteSet => setOf((b) => set[b] === 0);
const CLASSES: Readonly<Record<string, ByteSet>> = {
  d: DIGIT,
  D: not(DIGIT),
  s: SPACE,
  S: not(SPACE),
  w: WORD,
  W: not(WORD),
};
const CONTROLS: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, a: 7 };

/** @param source bytes as characters 0–255, without the slashes. @throws YaraSyntaxError */
export function parseByteRegex(source: string, nocase: boolean, dotAll: boolean): ByteNode {
  return new RegexParser(source, nocase, dotAll).parse();
}

class RegexParser {
  #at = 0;
  #depth = 0;
  #greedy = false;
  #lazy = false;

  constructor(
    private readonly source: string,
    private readonly nocase: boolean,
    private readonly dotAll: boolean,
  ) {}

  parse(): ByteNode {
    const node = this.#alternatives();
    if (this.#at < this.source.length) throw new YaraSyntaxError(`unexpected ")" in the regular expression`);
    // YARA refuses the mixture, too.
    if (this.#greedy && this.#lazy)
      throw new YaraSyntaxError('greedy and lazy repetitions are mixed in one regular expression');
    return node;
  }

  #alternatives(): ByteNode {
    if (++this.#depth > MAX_NESTING) throw new YaraSyntaxError('the regular expression is nested too deeply');
    const options: ByteNode[] = [this.#sequence()];
    while (this.source[this.#at] === '|') {
      this.#at++;
      options.push(this.#sequence());
    }
    this.#depth--;
    return choice(options);
  }

  #sequence(): ByteNode {
    const items: ByteNode[] = [];
    for (;;) {
      const c = this.source[this.#at];
      if (c === undefined || c === '|' || c === ')') break;
      items.push(this.#repeated());
    }
    return items.length === 0 ? EMPTY : sequence(items);
  }

  #repeated(): ByteNode {
    const item = this.#single();
    const rest = this.source.slice(this.#at, this.#at + 24);
    const bounds = /^(?:[*+?]|\{(\d*),(\d*)\}|\{(\d+)\})/.exec(rest);
    if (bounds === null) return item;
    this.#at += bounds[0].length;
    const [text, low, high, exact] = bounds;
    let min = 0;
    let max = Number.POSITIVE_INFINITY;
    if (text === '+') min = 1;
    else if (text === '?') max = 1;
    else if (exact !== undefined) min = max = Number(exact);
    else if (text !== '*') {
      min = low === undefined || low === '' ? 0 : Number(low);
      max = high === undefined || high === '' ? Number.POSITIVE_INFINITY : Number(high);
    }
    if (min > max) throw new YaraSyntaxError(`bad repetition ${text}`);
    if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT))
      throw new YaraSyntaxError(`repetition ${text} is too large`);
    let lazy = false;
    if (this.source[this.#at] === '?') {
      this.#at++;
      lazy = true;
    }
    if (lazy) this.#lazy = true;
    else this.#greedy = true;
    if (/^(?:[*+?]|\{\d*,?\d*\})/.test(this.source.slice(this.#at, this.#at + 24)))
      throw new YaraSyntaxError('a repetition of a repetition');
    return { kind: 'repeat', item, min, max, lazy };
  }

  #single(): ByteNode {
    const c = this.source[this.#at++] ?? '';
    switch (c) {
      case '(': {
        if (this.source[this.#at] === '?') throw new YaraSyntaxError('groups of the kind (?…) are not known to YARA');
        const inner = this.#alternatives();
        if (this.source[this.#at] !== ')') throw new YaraSyntaxError('a group is not closed');
        this.#at++;
        return inner;
      }
      case '.':
        return { kind: 'set', set: this.dotAll ? ALL_BYTES : NOT_NEWLINE };
      case '^':
        return { kind: 'anchor', at: 'start' };
      case '$':
        return { kind: 'anchor', at: 'end' };
      case '[':
        return { kind: 'set', set: this.#class() };
      case '*':
      case '+':
      case '?':
        throw new YaraSyntaxError(`nothing to repeat before "${c}"`);
      case '\\': {
        const letter = this.source[this.#at] ?? '';
        if (letter === 'b' || letter === 'B') {
          this.#at++;
          return { kind: 'anchor', at: letter === 'b' ? 'word' : 'not-word' };
        }
        const set = CLASSES[letter];
        if (set !== undefined) {
          this.#at++;
          return { kind: 'set', set };
        }
        return byteNode(this.#escaped(), this.nocase);
      }
      default:
        return byteNode(c.charCodeAt(0), this.nocase);
    }
  }

  /** After the backslash. */
  #escaped(): number {
    const c = this.source[this.#at++];
    if (c === undefined) throw new YaraSyntaxError('the regular expression ends in a backslash');
    if (c === 'x') {
      const hex = this.source.slice(this.#at, this.#at + 2);
      if (!/^[0-9a-f]{2}$/i.test(hex)) throw new YaraSyntaxError('bad \\x in the regular expression');
      this.#at += 2;
      return Number.parseInt(hex, 16);
    }
    return CONTROLS[c] ?? c.charCodeAt(0);
  }

  #class(): ByteSet {
    const set = new Uint8Array(256);
    let negated = false;
    if (this.source[this.#at] === '^') {
      negated = true;
      this.#at++;
    }
    for (let first = true; ; first = false) {
      const c = this.source[this.#at++];
      if (c === undefined) throw new YaraSyntaxError('a character class is not closed');
      if (c === ']' && !first) break;
      let low = c.charCodeAt(0);
      if (c === '\\') {
        const letter = this.source[this.#at] ?? '';
        const named = CLASSES[letter];
        if (named !== undefined) {
          this.#at++;
          for (let b = 0; b < 256; b++) if (named[b] === 1) set[b] = 1;
          continue;
        }
        low = this.#escaped();
      }
      let high = low;
      if (this.source[this.#at] === '-' && this.source[this.#at + 1] !== ']' && this.#at + 1 < this.source.length) {
        this.#at++;
        const end = this.source[this.#at++] ?? '';
        if (end === '\\') {
          if (CLASSES[this.source[this.#at] ?? ''] !== undefined) throw new YaraSyntaxError('bad character range');
          high = this.#escaped();
        } else high = end.charCodeAt(0);
      }
      if (high < low) throw new YaraSyntaxError('bad character range');
      for (let b = low; b <= high; b++) set[b] = 1;
    }
    const whole = this.nocase ? closeCaseOf(set) : set;
    return negated ? not(whole) : whole;
  }
}
