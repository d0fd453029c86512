/** Expressions of C# and JScript. Tolerant: what it does not understand it steps over. */
import { type Node, unknownNode } from '../ast.js';
import { MAX_DEPTH } from '../limits.js';
import { lastName } from './cursor-c.js';
import { PRECEDENCE, PrimariesC } from './primaries-c.js';

const ASSIGNMENT = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '??=', '<<=']);

export abstract class ExpressionsC extends PrimariesC {
  protected expression(end: number, minimum = 0): Node {
    if (++this.depth > MAX_DEPTH) {
      this.depth--;
      // Too deep: to the end of this bracket, value unknown.
      const at = this.at();
      const v = this.v();
      this.i = v === '(' || v === '[' || v === '{' ? this.close(this.i, end) + 1 : this.i + 1;
      return unknownNode(at);
    }
    const node = this.binary(end, minimum);
    this.depth--;
    return node;
  }

  protected binary(end: number, minimum: number): Node {
    let left = this.unary(end);
    for (;;) {
      if (this.i >= end) return left;
      const at = this.at();
      const v = this.v();
      if (ASSIGNMENT.has(v) && this.kind() === 'op' && minimum === 0) {
        this.i++;
        const value = this.expression(end);
        return { k: 'set', target: left, op: v, value, at };
      }
      if (v === '?' && minimum === 0) {
        this.i++;
        const a = this.expression(end);
        if (this.v() !== ':') return a;
        this.i++;
        const b = this.expression(end);
        left = { k: 'alt', items: [a, b, { k: 'op', op: 'test', a: left, b: undefined, at }], at };
        continue;
      }
      if (v === '+' && minimum <= 10) {
        const items: Node[] = [left];
        while (this.v() === '+' && this.kind() === 'op' && this.i < end) {
          this.i++;
          items.push(this.binaryAbove(end, 11));
        }
        left = { k: 'cat', items, at };
        continue;
      }
      const precedence = PRECEDENCE[v];
      if (precedence === undefined || precedence < Math.max(minimum, 1) || (v !== '' && this.kind() === 'str'))
        return left;
      this.i++;
      if (v === 'is' || v === 'as') {
        const j = this.typeEnd(this.i, end);
        if (j > 0) {
          const type = lastName(this.tokens.slice(this.i, j));
          this.i = j;
          left = { k: 'op', op: v, a: left, b: { k: 'id', name: type, at }, at };
          continue;
        }
      }
      const right = this.binaryAbove(end, precedence + 1);
      left =
        v === '??' || (v === '||' && this.script)
          ? { k: 'alt', items: [left, right], at }
          : { k: 'op', op: v, a: left, b: right, at };
    }
  }

  protected binaryAbove(end: number, minimum: number): Node {
    if (++this.depth > MAX_DEPTH) {
      this.depth--;
      const at = this.at();
      this.i++;
      return unknownNode(at);
    }
    const node = this.binary(end, minimum);
    this.depth--;
    return node;
  }

  protected unary(end: number): Node {
    const at = this.at();
    const operators: string[] = [];
    for (;;) {
      const v = this.v();
      if (this.i < end && /^(?:!|-|~|\+|\+\+|--|&|\*)$/.test(v) && this.kind() === 'op') operators.push(v);
      else if (/^(?:await|void|delete)$/.test(v) && this.kind(1) !== 'op') operators.push('');
      else break;
      this.i++;
    }
    const node = this.postfix(this.primary(end), end);
    return operators.some((o) => o === '-' || o === '!' || o === '~')
      ? { k: 'op', op: operators.length === 1 ? (operators[0] ?? '') : 'neg', a: node, b: undefined, at }
      : node;
  }

  protected postfix(start: Node, end: number): Node {
    let node = start;
    for (;;) {
      const at = this.at();
      const v = this.v();
      if (this.i >= end || this.kind() !== 'op') return node;
      if ((v === '.' || v === '?.' || v === '::') && this.kind(1) === 'id') {
        node = { k: 'mem', obj: node, name: this.v(1), at };
        this.i += 2;
        // Generic method: `Get<T>(`
        if (this.v() === '<') {
          const j = this.typeEnd(this.i - 1, end);
          if (j > 0 && this.tokens[j]?.v === '(') this.i = j;
        }
      } else if (v === '(') {
        const close = this.close(this.i, end);
        const args = this.listed(close);
        this.i = close + 1;
        node = { k: 'call', fn: node, args, at };
      } else if (v === '[' || (v === '?.' && this.v(1) === '[')) {
        if (v === '?.') this.i++;
        const close = this.close(this.i, end);
        const args = this.listed(close);
        this.i = close + 1;
        node = { k: 'idx', obj: node, args, at };
      } else if (v === '++' || v === '--' || (v === '!' && this.v(1) !== '=')) this.i++;
      else return node;
    }
  }
}
