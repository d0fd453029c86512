/** Expressions of VBScript and VB.NET. Tolerant: what it does not understand it steps over. */
import { type Node, type Param, type Stmt, unknownNode } from '../ast.js';
import { MAX_DEPTH } from '../limits.js';
import { CursorVb } from './cursor-vb.js';

export const PRECEDENCE: Readonly<Record<string, number>> = {
  xor: 1,
  or: 1,
  orelse: 1,
  eqv: 1,
  imp: 1,
  and: 2,
  andalso: 2,
  '=': 4,
  '<>': 4,
  '><': 4,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  is: 4,
  isnot: 4,
  like: 4,
  '&': 6,
  '+': 7,
  '-': 7,
  mod: 8,
  '\\': 9,
  '*': 10,
  '/': 10,
  '^': 12,
  '<<': 5,
  '>>': 5,
};

export abstract class ExpressionsVb extends CursorVb {
  protected abstract block(out: Stmt[], inside: boolean): void;

  protected argument(): Node {
    // `name:=value`
    if (this.kind() === 'id' && this.v(1) === ':=') this.i += 2;
    if (this.v() === 'byval' || this.v() === 'byref') this.i++;
    return this.expression();
  }

  protected more(args: Node[]): void {
    for (let n = 0; this.v() === ',' && n < 10_000; n++) {
      this.i++;
      args.push(this.atEnd() || this.v() === ',' ? unknownNode(this.at()) : this.argument());
    }
  }

  protected typeName(): string {
    let name = this.raw();
    this.i++;
    while (this.v() === '.' && this.kind(1) === 'id') {
      name = this.raw(1);
      this.i += 2;
    }
    while (this.v() === '(') this.i = this.close() + 1;
    return name;
  }

  protected parameters(params: Param[], close: number): void {
    this.i++;
    let names: string[] = [];
    const flush = (): void => {
      const as = names.findIndex((n) => n.toLowerCase() === 'as');
      const name = as > 0 ? names[as - 1] : names.filter((n) => !/^(?:by(?:val|ref)|optional|paramarray)$/i.test(n))[0];
      if (name !== undefined) params.push({ name, type: as > 0 ? (names.at(-1) ?? '') : '' });
      names = [];
    };
    for (; this.i < close; this.i++) {
      if (this.v() === ',') flush();
      else if (this.kind() === 'id' && names.length < 32) names.push(this.raw());
      else if (this.v() === '=') while (this.i + 1 < close && this.v(1) !== ',') this.i++;
    }
    flush();
  }

  protected expression(minimum = 0): Node {
    if (++this.depth > MAX_DEPTH) {
      this.depth--;
      const at = this.at();
      this.i = this.v() === '(' ? this.close() + 1 : this.i + 1;
      return unknownNode(at);
    }
    const node = this.binary(minimum, this.unary());
    this.depth--;
    return node;
  }

  protected binary(minimum: number, start: Node): Node {
    let left = start;
    for (;;) {
      const at = this.at();
      const v = this.kind() === 'op' || this.kind() === 'id' ? this.v() : '';
      const precedence = PRECEDENCE[v];
      if (precedence === undefined || precedence < minimum) return left;
      if (v === '&' || v === '+') {
        const items: Node[] = [left];
        while (this.v() === v && this.kind() === 'op') {
          this.i++;
          items.push(this.expression(precedence + 1));
        }
        left = { k: 'cat', items, at };
        if (v === '&') {
          left = { ...left, items: [...items, { k: 'lit', text: '', at }] };
        }
        continue;
      }
      this.i++;
      left = { k: 'op', op: v, a: left, b: this.expression(precedence + 1), at };
    }
  }

  protected unary(): Node {
    const at = this.at();
    let negative = '';
    while (
      (this.kind() === 'op' && (this.v() === '-' || this.v() === '+')) ||
      (this.kind() === 'id' && this.v() === 'not')
    ) {
      if (this.v() !== '+') negative = this.v();
      this.i++;
    }
    const word = this.kind() === 'id' ? this.v() : '';
    if (word === 'addressof' || word === 'await') this.i++;
    const node = this.postfix(this.primary());
    return negative === '' ? node : { k: 'op', op: negative, a: node, b: undefined, at };
  }

  protected primary(): Node {
    const at = this.at();
    const kind = this.kind();
    const v = this.v();
    if (kind === 'str') {
      const text = this.raw();
      this.i++;
      return { k: 'lit', text, at };
    }
    if (kind === 'num') {
      const text = this.raw();
      this.i++;
      return { k: 'lit', text, num: Number(text), at };
    }
    if (kind === 'id') return this.word(v, at);
    if (v === '(') {
      const close = this.close();
      this.i++;
      const node = this.expression();
      this.i = Math.max(this.i, close + 1);
      return node;
    }
    if (v === '{') {
      const close = this.close();
      const items = this.listed(close);
      return { k: 'list', items, at };
    }
    if ((v === '.' || v === '!') && this.kind(1) === 'id') {
      const name = this.raw(1);
      this.i += 2;
      return { k: 'mem', obj: this.withs.at(-1) ?? unknownNode(at), name, at };
    }
    if (kind !== 'nl' && kind !== undefined) this.i++;
    return unknownNode(at);
  }

  protected word(v: string, at: number): Node {
    if (v === 'new') {
      this.i++;
      const type = this.kind() === 'id' ? this.dotted() : '';
      let args: Node[] = [];
      if (this.v() === '(') args = this.listed(this.close());
      if (this.v() === '(') args = this.listed(this.close());
      if (this.v() === '{') return { k: 'list', items: this.listed(this.close()), at };
      const init: Node[] = [];
      if (this.v() === 'with' && this.v(1) === '{') {
        this.i++;
        const close = this.close();
        this.i++;
        while (this.i < close) {
          const before = this.i;
          if (this.v() === '.' && this.v(2) === '=') {
            const name = this.raw(1);
            this.i += 3;
            init.push({ k: 'set', target: { k: 'id', name, at }, op: '=', value: this.expression(), at });
          }
          if (this.i <= before || this.v() === ',') this.i++;
        }
        this.i = close + 1;
      }
      return { k: 'new', type: { k: 'id', name: type, at }, args, init, at };
    }
    if ((v === 'ctype' || v === 'directcast' || v === 'trycast') && this.v(1) === '(') {
      this.i++;
      const args = this.listed(this.close());
      const type = args[1];
      return {
        k: 'op',
        op: 'as',
        a: args[0] ?? unknownNode(at),
        b: type?.k === 'mem' || type?.k === 'id' ? { k: 'id', name: type.name, at } : undefined,
        at,
      };
    }
    if (v === 'gettype' && this.v(1) === '(') {
      this.i++;
      return this.listed(this.close())[0] ?? unknownNode(at);
    }
    if ((v === 'function' || v === 'sub') && this.v(1) === '(') {
      this.i++;
      const params: Param[] = [];
      const close = this.close();
      this.parameters(params, close);
      this.i = close + 1;
      if (this.atEnd()) {
        const body: Stmt[] = [];
        this.block(body, true);
        return { k: 'fn', params, body, at };
      }
      return { k: 'fn', params, body: [{ k: 'ret', e: this.expression(), at }], at };
    }
    if (v === 'typeof') {
      this.i++;
      return unknownNode(at);
    }
    const name = this.raw();
    this.i++;
    return { k: 'id', name, at };
  }

  protected dotted(): string {
    let name = this.raw();
    this.i++;
    while (this.v() === '.' && this.kind(1) === 'id') {
      name = this.raw(1);
      this.i += 2;
    }
    if (this.v() === '(' && this.v(1) === 'of') this.i = this.close() + 1;
    return name;
  }

  /** From an opening bracket to `close`; stands behind it afterwards. */
  protected listed(close: number): Node[] {
    this.i++;
    const items: Node[] = [];
    while (this.i < close) {
      const before = this.i;
      if (this.v() === ',') {
        items.push(unknownNode(this.at()));
        this.i++;
        continue;
      }
      if (this.kind() === 'nl') {
        this.i++;
        continue;
      }
      items.push(this.argument());
      if (this.v() === ',') this.i++;
      else if (this.i <= before) this.i = before + 1;
    }
    this.i = close + 1;
    return items;
  }

  protected postfix(start: Node): Node {
    let node = start;
    for (;;) {
      const at = this.at();
      const v = this.v();
      if (this.kind() !== 'op') return node;
      if ((v === '.' || v === '!' || v === '?') && this.kind(1) === 'id') {
        const name = this.raw(1);
        node =
          v === '!'
            ? { k: 'idx', obj: node, args: [{ k: 'lit', text: name, at }], at }
            : { k: 'mem', obj: node, name, at };
        this.i += 2;
        if (this.v() === '(' && this.v(1) === 'of') this.i = this.close() + 1;
      } else if (v === '(') {
        node = { k: 'call', fn: node, args: this.listed(this.close()), at };
      } else return node;
    }
  }
}
