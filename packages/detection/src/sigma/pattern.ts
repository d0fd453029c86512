/** Sigma string values with wildcards (specification 2.1, "String Wildcard" and "Escape Character"). */
import { fold } from './text.js';

export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  /** Any of the characters that start a Windows command-line option (modifier `windash`). */
  | { readonly kind: 'dash' };

const ANY: Token = { kind: 'any' };
const ONE: Token = { kind: 'one' };
export const DASH: Token = { kind: 'dash' };

/** hyphen, slash, en dash, em dash, horizontal bar */
export const DASHES = '-/\u2013\u2014\u2015';

/**
 * `*` and `?` are wildcards unless a backslash stands before them; a backslash before a backslash escapes it;
 * any other backslash is itself.
 */
export function tokenise(value: string): Token[] {
  const tokens: Token[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') tokens.push({ kind: 'text', text });
    text = '';
  };
  for (let i = 0; i < value.length; i++) {
    const c = value[i];
    const next = value[i + 1];
    if (c === '\\' && (next === '*' || next === '?' || next === '\\')) {
      text += next;
      i++;
    } else if (c === '*' || c === '?') {
      flush();
      tokens.push(c === '*' ? ANY : ONE);
    } else text += c;
  }
  flush();
  return tokens;
}

export function surround(tokens: readonly Token[], before: boolean, after: boolean): Token[] {
  return [...(before ? [ANY] : []), ...tokens, ...(after ? [ANY] : [])];
}

/** A part without `*`: it has a fixed length, so that it can be looked for. */
interface Segment {
  readonly tokens: readonly Token[];
  readonly length: number;
  /** Set where the segment is plain text. */
  readonly text: string | undefined;
}

/** A wildcard-free part of a pattern, folded; `atStart`/`atEnd`: the value must begin or end with it. */
export interface PatternLiteral {
  readonly text: string;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

export class StringPattern {
  readonly #segments: readonly Segment[];
  readonly #openStart: boolean;
  readonly #openEnd: boolean;
  readonly #plain: string | undefined;
  /** No `*` at all: one segment is the whole value. */
  readonly #closed: boolean;

  constructor(
    tokens: readonly Token[],
    readonly cased: boolean,
  ) {
    const segments: Token[][] = [[]];
    for (const token of tokens) {
      if (token.kind === 'any') segments.push([]);
      else
        segments[segments.length - 1]?.push(
          token.kind === 'text' && !cased ? { kind: 'text', text: fold(token.text) } : token,
        );
    }
    this.#openStart = segments.length > 1 && segments[0]?.length === 0;
    this.#openEnd = segments.length > 1 && segments[segments.length - 1]?.length === 0;
    this.#segments = segments.filter((s) => s.length > 0).map(segment);
    this.#closed = segments.length === 1;
    this.#plain = this.#closed ? (this.#segments[0] ?? segment([])).text : undefined;
  }

  /** The only value that matches (folded unless cased); undefined where there are several. */
  get plain(): string | undefined {
    return this.#plain;
  }

  /** Equal for patterns that match the same values. */
  get key(): string {
    const parts = this.#segments.map(({ text, tokens }) => text ?? JSON.stringify(tokens));
    const open = `${this.#openStart ? '*' : ''}${this.#openEnd ? '*' : ' '}`;
    return JSON.stringify([
      this.cased,
      this.#plain === undefined,
      open,
      this.#segments.map(({ text }) => text === undefined),
      parts,
    ]);
  }

  /** True for the pattern of the empty string. */
  get isEmpty(): boolean {
    return this.#plain === '';
  }

  /** @param value as it is for a cased pattern, folded otherwise. */
  test(value: string): boolean {
    if (this.#plain !== undefined) return value === this.#plain;
    const segments = this.#segments;
    let at = 0;
    let first = 0;
    let last = segments.length;
    let end = value.length;
    if (!this.#openStart) {
      const head = segments[0];
      if (head === undefined || head.length > end || !matchesAt(value, 0, head)) return false;
      at = head.length;
      first = 1;
      if (this.#closed) return at === end;
    }
    if (!this.#openEnd && last > first) {
      const tail = segments[last - 1];
      if (tail === undefined || end - tail.length < at || !matchesAt(value, end - tail.length, tail)) return false;
      end -= tail.length;
      last--;
    }
    for (let i = first; i < last; i++) {
      const part = segments[i];
      if (part === undefined) return false;
      const found = find(value, at, end, part);
      if (found < 0) return false;
      at = found + part.length;
    }
    return true;
  }

  /** The parts that every matching value holds, in order. */
  literals(): PatternLiteral[] {
    const out: PatternLiteral[] = [];
    this.#segments.forEach((part, s) => {
      part.tokens.forEach((token, t) => {
        if (token.kind !== 'text') return;
        out.push({
          text: fold(token.text),
          atStart: s === 0 && t === 0 && !this.#openStart,
          atEnd: s === this.#segments.length - 1 && t === part.tokens.length - 1 && !this.#openEnd,
        });
      });
    });
    return out;
  }
}

function segment(tokens: readonly Token[]): Segment {
  const length = tokens.reduce((sum, token) => sum + (token.kind === 'text' ? token.text.length : 1), 0);
  const [only] = tokens;
  const text = tokens.length === 0 ? '' : tokens.length === 1 && only?.kind === 'text' ? only.text : undefined;
  return { tokens, length, text };
}

function matchesAt(value: string, at: number, part: Segment): boolean {
  if (part.text !== undefined) return value.startsWith(part.text, at);
  let position = at;
  for (const token of part.tokens) {
    if (token.kind === 'text') {
      if (!value.startsWith(token.text, position)) return false;
      position += token.text.length;
    } else {
      const c = value[position++];
      if (c === undefined || (token.kind === 'dash' && !DASHES.includes(c))) return false;
    }
  }
  return true;
}

function find(value: string, from: number, end: number, part: Segment): number {
  if (part.text !== undefined) {
    const found = value.indexOf(part.text, from);
    return found >= 0 && found + part.length <= end ? found : -1;
  }
  for (let at = from; at + part.length <= end; at++) if (matchesAt(value, at, part)) return at;
  return -1;
}
