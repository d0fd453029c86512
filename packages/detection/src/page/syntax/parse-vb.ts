/** VBScript and VB.NET to statements. Tolerant: what it does not understand it steps over; never throws, always ends. */
import type { Stmt } from '../ast.js';
import { MAX_DEPTH } from '../limits.js';
import { DeclarationsVb } from './declarations-vb.js';

const MODIFIERS = new Set(
  'public private friend protected shared shadows static overrides overridable overloads readonly default withevents partial mustinherit notinheritable async iterator writeonly mustoverride notoverridable'.split(
    ' ',
  ),
);
const ENDS = new Set(['function', 'sub', 'property', 'get', 'set', 'operator']);

export class ParserVb extends DeclarationsVb {
  parse(): Stmt[] {
    const out: Stmt[] = [];
    while (this.i < this.tokens.length) this.block(out, false);
    return out;
  }

  protected block(out: Stmt[], inside: boolean): void {
    if (++this.depth > MAX_DEPTH) {
      this.depth--;
      this.toLineEnd();
      return;
    }
    let attributes: string[] = [];
    while (this.i < this.tokens.length) {
      const before = this.i;
      if (this.v() === 'end' && ENDS.has(this.v(1)) && this.kind() === 'id') {
        this.i += 2;
        if (inside) break;
        continue;
      }
      attributes = this.statement(out, attributes);
      if (this.i <= before) this.i = before + 1;
    }
    this.depth--;
  }

  protected statement(out: Stmt[], attributes: string[]): string[] {
    const at = this.at();
    if (this.kind() === 'nl') {
      this.i++;
      return attributes;
    }
    if (this.v() === '<' && this.kind() === 'op') {
      // VB.NET attribute.
      const start = this.i;
      while (this.i < this.tokens.length && !(this.v() === '>' && this.kind() === 'op') && this.i < start + 60)
        this.i++;
      this.i++;
      return [...attributes, ...this.tokens.slice(start + 1, this.i - 1).map((t) => t.v.toLowerCase())].slice(-200);
    }
    const v = this.kind() === 'id' ? this.v() : '';
    if (MODIFIERS.has(v) || v === 'dim' || v === 'const') {
      this.i++;
      while (MODIFIERS.has(this.v()) || this.v() === 'const' || this.v() === 'dim') this.i++;
      const next = this.v();
      if (
        next === 'function' ||
        next === 'sub' ||
        next === 'property' ||
        next === 'class' ||
        next === 'module' ||
        next === 'declare' ||
        next === 'event' ||
        next === 'structure' ||
        next === 'enum' ||
        next === 'delegate' ||
        next === 'operator' ||
        next === 'interface'
      )
        return attributes;
      this.declarations(out);
      return [];
    }
    switch (v) {
      case 'function':
      case 'sub':
      case 'property':
        this.definition(out, attributes, at);
        return [];
      case 'declare': {
        while (!this.atEnd() && this.v() !== 'function' && this.v() !== 'sub') this.i++;
        const name = this.raw(1);
        const found: string[] = [];
        while (!this.atEnd()) {
          if (this.kind() === 'str') found.push(this.raw().toLowerCase());
          this.i++;
        }
        out.push({ k: 'def', name, params: [], body: [], attributes: ['dllimport', ...found], external: true, at });
        return [];
      }
      case 'class':
      case 'module':
      case 'structure':
      case 'namespace':
      case 'interface':
        out.push({ k: 'class', name: this.raw(1), bases: [], at });
        this.i += 2;
        return [];
      case 'inherits':
      case 'implements':
        out.push({ k: 'class', name: '', bases: this.words(), at });
        return [];
      case 'imports': {
        if (this.v(2) === '=') {
          const name = this.raw(1);
          this.i += 3;
          out.push({ k: 'decl', name, type: '', init: this.expression(), at });
        }
        this.toLineEnd();
        return [];
      }
      case 'option':
      case 'on':
        // Up to its last word: in copies the rest of the page may stand on the same line.
        for (let n = 0; n < 5 && !this.atEnd(); n++) {
          const word = this.v();
          this.i++;
          if (word === 'next' || word === '0') break;
        }
        return [];
      case 'exit':
      case 'next':
      case 'wend':
      case 'goto':
      case 'resume':
      case 'randomize':
      case 'raiseevent':
      case 'event':
      case 'enum':
        this.toLineEnd();
        return [];
      case 'loop':
      case 'do': {
        this.i++;
        if (this.v() === 'while' || this.v() === 'until') {
          this.i++;
          out.push({ k: 'expr', e: this.expression(), at });
        }
        return [];
      }
      case 'else':
      case 'try':
      case 'finally':
      case 'then':
        this.i++;
        return [];
      case 'end':
        this.i++;
        if (this.v() === 'with') this.withs.pop();
        if (!this.atEnd()) this.i++;
        return [];
      case 'if':
      case 'elseif':
      case 'while':
      case 'throw':
      case 'synclock':
      case 'yield':
      case 'erase':
        this.i++;
        if (!this.atEnd()) out.push({ k: 'expr', e: this.expression(), at });
        if (this.v() === 'then') this.i++;
        return [];
      case 'select':
        this.i += this.v(1) === 'case' ? 2 : 1;
        out.push({ k: 'expr', e: this.expression(), at });
        return [];
      case 'case':
        this.i++;
        for (let n = 0; !this.atEnd() && n < 500; n++) {
          out.push({ k: 'expr', e: this.expression(), at });
          if (this.v() !== ',') break;
          this.i++;
        }
        return [];
      case 'catch':
        this.toLineEnd();
        return [];
      case 'return':
        this.i++;
        if (!this.atEnd()) out.push({ k: 'ret', e: this.expression(), at });
        return [];
      case 'with': {
        this.i++;
        const e = this.expression();
        out.push({ k: 'expr', e, at });
        if (this.withs.length < 32) this.withs.push(e);
        return [];
      }
      case 'using':
        this.i++;
        if (this.kind() === 'id' && (this.v(1) === 'as' || this.v(1) === '=')) this.declarations(out);
        else out.push({ k: 'expr', e: this.expression(), at });
        return [];
      case 'for':
        this.loop(out, at);
        return [];
      case 'call':
      case 'set':
      case 'let':
        if (this.v(1) === '=' || this.v(1) === '(') break;
        this.i++;
        break;
      case 'addhandler':
        this.toLineEnd();
        return [];
    }
    this.simple(out, at);
    return [];
  }
}
