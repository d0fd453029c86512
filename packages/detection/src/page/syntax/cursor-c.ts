/** A place among the tokens of C# and JScript, and where a type ends. */
import type { Token } from '../token.js';
import { matching } from './brackets.js';

export class CursorC {
  protected i = 0;
  protected depth = 0;
  protected readonly match: Int32Array;

  constructor(
    protected readonly tokens: readonly Token[],
    protected readonly script: boolean,
  ) {
    this.match = matching(tokens);
  }

  protected v(offset = 0): string {
    const t = this.tokens[this.i + offset];
    return t === undefined || t.k === 'str' || t.k === 'regex' ? '' : t.v;
  }

  protected kind(offset = 0): Token['k'] | undefined {
    return this.tokens[this.i + offset]?.k;
  }

  protected at(): number {
    return this.tokens[this.i]?.at ?? this.tokens.at(-1)?.at ?? 0;
  }

  protected close(index: number, end: number): number {
    const m = this.match[index] ?? -1;
    return m < 0 || m > end ? end : m;
  }

  /** Index behind `A.B<C,D>[]?*` or -1. */
  protected typeEnd(from: number, end: number): number {
    let j = from;
    if (this.tokens[j]?.k !== 'id') return -1;
    j++;
    while (j < end) {
      const t = this.tokens[j];
      if (t?.k !== 'op') break;
      if ((t.v === '.' || t.v === '::') && this.tokens[j + 1]?.k === 'id') j += 2;
      else if (t.v === '<') {
        let depth = 1;
        let k = j + 1;
        for (; k < Math.min(end, j + 60) && depth > 0; k++) {
          const u = this.tokens[k];
          if (u?.k === 'str' || u?.k === 'num') return -1;
          if (u?.v === '<') depth++;
          else if (u?.v === '>') depth--;
          else if (u?.k === 'op' && !/^[.,[\]?:()*]|::$/.test(u.v)) return -1;
        }
        if (depth > 0) return -1;
        j = k;
      } else if (t.v === '[') {
        let k = j + 1;
        while (this.tokens[k]?.v === ',') k++;
        if (this.tokens[k]?.v !== ']') return j;
        j = k + 1;
      } else if (t.v === '?' || t.v === '*') {
        if (this.tokens[j + 1]?.k !== 'id' && this.tokens[j + 1]?.v !== '[') return j;
        // `a * b;` is a declaration of a pointer or nothing of interest.
        j++;
      } else break;
    }
    return j;
  }
}

/** `C` of `A.B.C<D>[]`. */
export function lastName(tokens: readonly Token[]): string {
  let name = '';
  for (const t of tokens) {
    if (t.v === '<' || t.v === '[') break;
    if (t.k === 'id') name = t.v;
  }
  return name;
}
