/** A place among the tokens of VBScript and VB.NET. */
import type { Node } from '../ast.js';
import type { Token } from '../token.js';
import { matching } from './brackets.js';

export class CursorVb {
  protected i = 0;
  protected depth = 0;
  protected readonly match: Int32Array;
  protected readonly withs: Node[] = [];

  constructor(protected readonly tokens: readonly Token[]) {
    this.match = matching(tokens);
  }

  /** Lower case; empty for strings. */
  protected v(offset = 0): string {
    const t = this.tokens[this.i + offset];
    return t === undefined || t.k === 'str' ? '' : t.k === 'id' ? t.v.toLowerCase() : t.v;
  }

  protected raw(offset = 0): string {
    return this.tokens[this.i + offset]?.v ?? '';
  }

  protected kind(offset = 0): Token['k'] | undefined {
    return this.tokens[this.i + offset]?.k;
  }

  protected at(): number {
    return this.tokens[this.i]?.at ?? this.tokens.at(-1)?.at ?? 0;
  }

  protected close(): number {
    const m = this.match[this.i] ?? -1;
    if (m >= 0) return m;
    let j = this.i;
    while (j < this.tokens.length && this.tokens[j]?.k !== 'nl') j++;
    return j;
  }

  protected toLineEnd(): void {
    while (this.i < this.tokens.length && this.kind() !== 'nl') this.i++;
  }

  protected atEnd(): boolean {
    return this.i >= this.tokens.length || this.kind() === 'nl';
  }
}
