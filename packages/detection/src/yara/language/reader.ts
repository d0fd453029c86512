/** The tokens of a rule file. What follows a `/` or `{` depends on the place, so the parser asks for it by name. */
import { YaraSyntaxError } from './error.js';

export type TokenKind = 'word' | 'string-id' | 'integer' | 'float' | 'text' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Words and signs as written; strings with escapes resolved, one character a byte; `$a`, `#a`, `@a`, `!a`. */
  readonly text: string;
  readonly value: number;
  readonly at: number;
}

const BLANKS = /(?:[\s\0]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const STRING_ID = /[$#@!][A-Za-z0-9_]*\*?/y;
const NUMBER = /0x[0-9A-Fa-f]+|0o[0-7]+|\d+\.\d+|\d+(?:KB|MB)?/y;
const SIGN = /\.\.|<<|>>|<=|>=|==|!=|[-+*\\%&|^~<>=:(){}[\],.]/y;

export class Reader {
  #next: Token | undefined;
  #at = 0;

  constructor(readonly source: string) {}

  get position(): number {
    return this.#next?.at ?? this.#at;
  }

  /** Goes on at another place: after a rule that could not be read. */
  jump(at: number): void {
    this.#at = at;
    this.#next = undefined;
  }

  peek(): Token {
    this.#next ??= this.#read();
    return this.#next;
  }

  take(): Token {
    const token = this.peek();
    this.#next = undefined;
    this.#lastEnd = this.#at;
    return token;
  }

  #lastEnd = 0;
  /** End of the token taken last. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  /** True, and taken, when the next token is this word or sign. */
  accept(text: string): boolean {
    const { kind, text: found } = this.peek();
    if ((kind !== 'word' && kind !== 'sign') || found !== text) return false;
    this.take();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(text);
  }

  word(what: string): string {
    const token = this.peek();
    if (token.kind !== 'word') throw this.unexpected(what);
    return this.take().text;
  }

  unexpected(wanted?: string): YaraSyntaxError {
    const { kind, text, at } = this.peek();
    const found = kind === 'end' ? 'the end of the file' : `"${text.slice(0, 40)}"`;
    return new YaraSyntaxError(`unexpected ${found}${wanted === undefined ? '' : `, expected ${wanted}`}`, at);
  }

  /** At a `/` that begins a regular expression: its source and its flags. */
  regex(): { source: string; flags: string } | undefined {
    const start = this.#skip();
    if (this.source[start] !== '/') return undefined;
    let at = start + 1;
    const inClass = false;
    for (; ; at++) {
      const c = this.source[at];
      if (c === undefined || c === '\n') throw new YaraSyntaxError('a regular expression is not closed', start);
      if (c === '\\') at++;
      else if (c === '/' && !inClass) break;
    }
    const flags = /^[is]*/.exec(this.source.slice(at + 1, at + 4))?.[0] ?? '';
    const source = this.source.slice(start + 1, at).replaceAll('\\/', '/');
    this.jump(at + 1 + flags.length);
    this.#lastEnd = this.#at;
    return { source, flags };
  }

  /** At a `{` that begins a hex string: what is in it. */
  hex(): string | undefined {
    const start = this.#skip();
    if (this.source[start] !== '{') return undefined;
    const body = /\{((?:[^{}/]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*)\}/y;
    body.lastIndex = start;
    const match = body.exec(this.source);
    if (match === null) throw new YaraSyntaxError('a hex string is not closed', start);
    this.jump(start + match[0].length);
    this.#lastEnd = this.#at;
    return match[1] ?? '';
  }

  #skip(): number {
    if (this.#next !== undefined) this.jump(this.#next.at);
    BLANKS.lastIndex = this.#at;
    this.#at += BLANKS.exec(this.source)?.[0].length ?? 0;
    return this.#at;
  }

  #read(): Token {
    const at = this.#skip();
    if (at >= this.source.length) return { kind: 'end', text: '', value: 0, at };
    const match = (pattern: RegExp): string | undefined => {
      pattern.lastIndex = at;
      return pattern.exec(this.source)?.[0];
    };
    const token = (kind: TokenKind, text: string, value = 0): Token => {
      this.#at = at + text.length;
      return { kind, text, value, at };
    };
    const word = match(WORD);
    if (word !== undefined) return token('word', word);
    const number = match(NUMBER);
    if (number !== undefined) return token(number.includes('.') ? 'float' : 'integer', number, numberOf(number, at));
    if (this.source[at] === '"') return this.#text(at);
    if (this.source[at] !== '!' || this.source[at + 1] !== '=') {
      const id = match(STRING_ID);
      if (id !== undefined) return token('string-id', id);
    }
    const sign = match(SIGN);
    if (sign !== undefined) return token('sign', sign);
    // A `/` stands where the parser did not ask for a regular expression.
    return token('sign', this.source[at] ?? '');
  }

  #text(start: number): Token {
    let text = '';
    let at = start + 1;
    for (;;) {
      const c = this.source[at++];
      if (c === undefined || c === '\n') throw new YaraSyntaxError('a text is not closed', start);
      if (c === '"') break;
      if (c !== '\\') {
        text += c;
        continue;
      }
      const escaped = this.source[at++] ?? '';
      const hex = this.source.slice(at, at + 2);
      const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };
      if (escaped === 'x' && /^[0-9a-f]{2}$/i.test(hex)) {
        text += String.fromCharCode(Number.parseInt(hex, 16));
        at += 2;
      } else if (known[escaped] !== undefined) text += known[escaped];
      else throw new YaraSyntaxError(`illegal escape \\${escaped} in a text`, start);
    }
    this.#at = at;
    return { kind: 'text', text, value: 0, at: start };
  }
}

function numberOf(text: string, at: number): number {
  const unit = text.endsWith('KB') ? 1024 : text.endsWith('MB') ? 1024 * 1024 : 1;
  const value = Number(unit === 1 ? text : text.slice(0, -2)) * unit;
  if (!text.includes('.') && !Number.isSafeInteger(value)) throw new YaraSyntaxError(`${text} is too large`, at);
  return value;
}
