/** Hex strings: bytes, `?` for unknown halves, `~` for anything but, jumps `[n-m]`, alternatives `( | )`. */
import { MAX_NESTING } from '../limits.js';
import { ALL_BYTES, type ByteNode, byteNode, choice, sequence, setOf } from './byte-regex.js';
import { YaraSyntaxError } from './error.js';

/** @param source what stands between the braces. @throws YaraSyntaxError */
export function parseHex(source: string): ByteNode {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/\/\/[^\n]*/g, ' ');
  const parser = new HexParser(text.replace(/\s+/g, ' '));
  return parser.parse();
}

class HexParser {
  #at = 0;
  #depth = 0;

  constructor(private readonly source: string) {}

  parse(): ByteNode {
    const node = this.#sequence(false);
    if (this.#at < this.source.length) throw this.#error();
    return node;
  }

  #error(): YaraSyntaxError {
    return new YaraSyntaxError(`hex string: unexpected "${this.source[this.#at] ?? 'end'}"`);
  }

  #blank(): void {
    while (this.source[this.#at] === ' ') this.#at++;
  }

  #sequence(inside: boolean): ByteNode {
    const items: ByteNode[] = [];
    for (;;) {
      this.#blank();
      const c = this.source[this.#at];
      if (c === undefined || (inside && (c === '|' || c === ')'))) break;
      if (c === '(') items.push(this.#alternatives());
      else if (c === '[') items.push(this.#jump());
      else items.push(this.#byte());
    }
    const [first] = items;
    const last = items.at(-1);
    if (first === undefined) throw new YaraSyntaxError('hex string: empty');
    if (first.kind === 'repeat' || last?.kind === 'repeat')
      throw new YaraSyntaxError('hex string: a jump must stand between bytes');
    return sequence(items);
  }

  #alternatives(): ByteNode {
    if (++this.#depth > MAX_NESTING) throw new YaraSyntaxError('hex string: nested too deeply');
    const options: ByteNode[] = [];
    do {
      this.#at++;
      options.push(this.#sequence(true));
    } while (this.source[this.#at] === '|');
    if (this.source[this.#at] !== ')') throw this.#error();
    this.#at++;
    this.#depth--;
    return choice(options);
  }

  #jump(): ByteNode {
    const match = /^\[ ?(?:(\d*) ?- ?(\d*)|(\d+)) ?\]/.exec(this.source.slice(this.#at, this.#at + 40));
    if (match === null) throw this.#error();
    this.#at += match[0].length;
    const [, low = '', high = '', exact] = match;
    const min = exact !== undefined ? Number(exact) : low === '' ? 0 : Number(low);
    const max = exact !== undefined ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    if (min > max) throw new YaraSyntaxError('hex string: bad jump');
    return { kind: 'repeat', item: { kind: 'set', set: ALL_BYTES }, min, max, lazy: true };
  }

  #byte(): ByteNode {
    const match = /^(~?) ?([0-9a-f?]) ?([0-9a-f?])/i.exec(this.source.slice(this.#at, this.#at + 8));
    if (match === null) throw this.#error();
    this.#at += match[0].length;
    const [, negated = '', high = '', low = ''] = match;
    if (high !== '?' && low !== '?' && negated === '') return byteNode(Number.parseInt(high + low, 16), false);
    if (negated !== '' && high === '?' && low === '?') throw new YaraSyntaxError('hex string: ~?? matches nothing');
    const upper = high === '?' ? -1 : Number.parseInt(high, 16);
    const lower = low === '?' ? -1 : Number.parseInt(low, 16);
    const fits = (b: number): boolean => (upper < 0 || b >> 4 === upper) && (lower < 0 || (b & 15) === lower);
    return { kind: 'set', set: upper < 0 && lower < 0 ? ALL_BYTES : setOf((b) => fits(b) === (negated === '')) };
  }
}
