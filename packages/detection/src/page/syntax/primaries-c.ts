/** The parts of expressions of C# and JScript: names, literals, new objects, functions, brackets. */
import { type Node, type Param, type Stmt, unknownNode } from '../ast.js';
import { numberOf } from '../fold.js';
import { MAX_DEPTH } from '../limits.js';
import { CursorC, lastName } from './cursor-c.js';

/** Operators of two operands: the higher, the tighter. */
export const PRECEDENCE: Readonly<Record<string, number>> = {
  '??': 1,
  '||': 2,
  '&&': 3,
  '|': 4,
  '^': 5,
  '&': 6,
  '==': 7,
  '!=': 7,
  '===': 7,
  '!==': 7,
  '<': 8,
  '>': 8,
  '<=': 8,
  '>=': 8,
  is: 8,
  as: 8,
  in: 8,
  instanceof: 8,
  '<<': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
};

export abstract class PrimariesC extends CursorC {
  protected abstract statements(end: number): Stmt[];
  protected abstract expression(end: number, minimum?: number): Node;
  protected abstract unary(end: number): Node;

  protected listed(close: number): Node[] {
    this.i++;
    const items: Node[] = [];
    while (this.i < close) {
      const before = this.i;
      // `name: value`, `ref x`, `out var x`
      while ((this.v() === 'ref' || this.v() === 'out' || this.v() === 'params') && this.kind(1) === 'id') this.i++;
      if ((this.kind() === 'id' || this.kind() === 'str') && this.v(1) === ':') this.i += 2;
      if (this.v() === 'var' && this.kind(1) === 'id') this.i++;
      items.push(this.expression(close));
      if (this.v() === ',') this.i++;
      else if (this.i < close) {
        if (this.i <= before) this.i = before + 1;
        if (this.v() === ';') this.i++;
      }
    }
    this.i = close;
    return items;
  }

  protected parameters(end: number): Param[] {
    const params: Param[] = [];
    if (this.v() !== '(') return params;
    const close = this.close(this.i, end);
    this.i++;
    let last: string[] = [];
    let depth = 0;
    const flush = (): void => {
      const colon = last.indexOf(':');
      if (this.script && colon > 0) params.push({ name: last[colon - 1] ?? '', type: last.at(-1) ?? '' });
      else if (last.length > 0) {
        const equals = last.indexOf('=');
        const part = equals > 0 ? last.slice(0, equals) : last;
        params.push({ name: part.at(-1) ?? '', type: part.filter((w) => /^\w/.test(w)).at(-2) ?? '' });
      }
      last = [];
    };
    for (; this.i < close; this.i++) {
      const v = this.tokens[this.i]?.v ?? '';
      if (v === '<' || v === '(' || v === '[') depth++;
      if (v === '>' || v === ')' || v === ']') depth--;
      if (v === ',' && depth <= 0) flush();
      else if (last.length < 64) last.push(v);
    }
    flush();
    this.i = close + 1;
    return params;
  }

  protected primary(end: number): Node {
    const at = this.at();
    const token = this.tokens[this.i];
    if (token === undefined || this.i >= end) return unknownNode(at);
    if (token.k === 'str') {
      this.i++;
      return { k: 'lit', text: token.v, at };
    }
    if (token.k === 'regex') {
      this.i++;
      return unknownNode(at);
    }
    if (token.k === 'num') {
      this.i++;
      return { k: 'lit', text: token.v, num: numberOf(token.v), at };
    }
    if (token.k === 'id') return this.word(end, token.v, at);
    if (token.v === '(') return this.parenthesis(end, at);
    if (token.v === '[' || token.v === '{') {
      const close = this.close(this.i, end);
      const items = this.listed(close);
      this.i = close + 1;
      return { k: 'list', items, at };
    }
    this.i++;
    return unknownNode(at);
  }

  protected word(end: number, v: string, at: number): Node {
    if (v === 'new') {
      this.i++;
      return this.created(end, at);
    }
    if (v === 'function' || v === 'delegate') {
      this.i++;
      if (this.kind() === 'id') this.i++;
      const params = this.parameters(end);
      return this.lambdaBody(params, end, at);
    }
    if (v === 'async' && (this.v(1) === '(' || this.v(2) === '=>')) this.i++;
    if (this.v(1) === '=>') {
      const name = this.v();
      this.i += 2;
      return this.lambdaBody([{ name, type: '' }], end, at);
    }
    this.i++;
    if (v === 'typeof' && this.v() === '(' && !this.script) {
      const close = this.close(this.i, end);
      this.i++;
      const node = this.expression(close);
      this.i = close + 1;
      return node;
    }
    if (v === 'typeof') return { k: 'op', op: 'test', a: this.unary(end), b: undefined, at };
    return { k: 'id', name: v, at };
  }

  protected created(end: number, at: number): Node {
    let type: Node = unknownNode(at);
    if (this.script) {
      // `new ActiveXObject(…)`, `new (expression)(…)`
      type = this.primary(end);
      while (this.v() === '.' && this.kind(1) === 'id') {
        type = { k: 'mem', obj: type, name: this.v(1), at };
        this.i += 2;
      }
    } else if (this.kind() === 'id') {
      const j = this.typeEnd(this.i, end);
      type = { k: 'id', name: lastName(this.tokens.slice(this.i, j)), at };
      this.i = j;
    }
    let args: Node[] = [];
    let init: Node[] = [];
    if (this.v() === '(' || this.v() === '[') {
      const array = this.v() === '[';
      const close = this.close(this.i, end);
      args = this.listed(close);
      this.i = close + 1;
      while (array && this.v() === '[') this.i = this.close(this.i, end) + 1;
      if (array && this.v() !== '{') return { k: 'list', items: [], at };
    }
    if (this.v() === '{' && !this.script) {
      const close = this.close(this.i, end);
      init = this.listed(close);
      this.i = close + 1;
      if (args.length === 0 && !init.some((n) => n.k === 'set')) {
        const previous = type.k === 'id' ? type.name : '';
        if (
          previous === '' ||
          /^(?:byte|char|string|object|int|sbyte|long|short|ushort|uint|Type|List|Byte|Char|String|Object)$/.test(
            previous,
          )
        )
          return { k: 'list', items: init, at };
      }
    }
    return { k: 'new', type, args, init, at };
  }

  protected parenthesis(end: number, at: number): Node {
    const close = this.close(this.i, end);
    if (this.tokens[close + 1]?.v === '=>' && close < end) {
      const params = this.parameters(end);
      this.i++;
      return this.lambdaBody(params, end, at);
    }
    if (!this.script) {
      const j = this.typeEnd(this.i + 1, close);
      const next = this.tokens[close + 1];
      if (
        j === close &&
        next !== undefined &&
        close + 1 < end &&
        (next.k === 'id'
          ? !(next.v in PRECEDENCE)
          : next.k === 'str' || next.k === 'num' || next.v === '(' || next.v === '~' || next.v === '!')
      ) {
        const type = lastName(this.tokens.slice(this.i + 1, j));
        this.i = close + 1;
        const value = this.castOperand(end);
        return { k: 'op', op: 'as', a: value, b: { k: 'id', name: type, at }, at };
      }
    }
    this.i++;
    const items: Node[] = [];
    while (this.i < close) {
      const before = this.i;
      items.push(this.expression(close));
      if (this.i < close && this.v() === ',') this.i++;
      else if (this.i <= before) this.i = before + 1;
      else if (this.i < close && this.v() !== ',') this.i++;
    }
    this.i = close + 1;
    const last = items.at(-1) ?? unknownNode(at);
    // The value of a sequence is its last; the others are evaluated for what they do.
    return items.length <= 1
      ? last
      : { k: 'op', op: ',', a: { k: 'list', items: items.slice(0, -1), at }, b: last, at };
  }

  protected castOperand(end: number): Node {
    if (++this.depth > MAX_DEPTH) {
      this.depth--;
      return unknownNode(this.at());
    }
    const node = this.unary(end);
    this.depth--;
    return node;
  }

  protected lambdaBody(params: readonly Param[], end: number, at: number): Node {
    if (this.v() === '{') {
      const close = this.close(this.i, end);
      this.i++;
      const body = this.statements(close);
      this.i = close + 1;
      return { k: 'fn', params, body, at };
    }
    return { k: 'fn', params, body: [{ k: 'ret', e: this.expression(end), at }], at };
  }
}
