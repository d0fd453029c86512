/** VBScript and VB.NET to statements. Tolerant: what it does not understand it steps over; never throws, always ends. */
import { type Node, type Param, type Stmt, unknownNode } from './ast.js';
import { MAX_DEPTH } from './limits.js';
import { matching } from './parse-c.js';
import type { Token } from './token.js';

const MODIFIERS = new Set(
  'public private friend protected shared shadows static overrides overridable overloads readonly default withevents partial mustinherit notinheritable async iterator writeonly mustoverride notoverridable'.split(
    ' ',
  ),
);
const PRECEDENCE: Readonly<Record<string, number>> = {
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
const ENDS = new Set(['function', 'sub', 'property', 'get', 'set', 'operator']);

export class ParserVb {
  private i = 0;
  private depth = 0;
  private readonly match: Int32Array;
  private readonly withs: Node[] = [];

  constructor(private readonly tokens: readonly Token[]) {
    this.match = matching(tokens);
  }

  parse(): Stmt[] {
    const out: Stmt[] = [];
    while (this.i < this.tokens.length) this.block(out, false);
    return out;
  }

  /** Lower case; empty for strings. */
  private v(offset = 0): string {
    const t = this.tokens[this.i + offset];
    return t === undefined || t.k === 'str' ? '' : t.k === 'id' ? t.v.toLowerCase() : t.v;
  }
  private raw(offset = 0): string {
    return this.tokens[this.i + offset]?.v ?? '';
  }
  private kind(offset = 0): Token['k'] | undefined {
    return this.tokens[this.i + offset]?.k;
  }
  private at(): number {
    return this.tokens[this.i]?.at ?? this.tokens.at(-1)?.at ?? 0;
  }
  private close(): number {
    const m = this.match[this.i] ?? -1;
    if (m >= 0) return m;
    let j = this.i;
    while (j < this.tokens.length && this.tokens[j]?.k !== 'nl') j++;
    return j;
  }
  private toLineEnd(): void {
    while (this.i < this.tokens.length && this.kind() !== 'nl') this.i++;
  }
  private atEnd(): boolean {
    return this.i >= this.tokens.length || this.kind() === 'nl';
  }

  private block(out: Stmt[], inside: boolean): void {
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

  private statement(out: Stmt[], attributes: string[]): string[] {
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

  private words(): string[] {
    const names: string[] = [];
    this.i++;
    while (!this.atEnd()) {
      if (this.kind() === 'id') names.push(this.raw());
      this.i++;
    }
    return names;
  }

  private loop(out: Stmt[], at: number): void {
    this.i++;
    if (this.v() === 'each') {
      this.i++;
      const name = this.raw();
      let type = '';
      this.i++;
      if (this.v() === 'as') {
        this.i++;
        type = this.typeName();
      }
      if (this.v() === 'in') {
        this.i++;
        out.push({ k: 'each', name, type, e: this.expression(), at });
      }
      return;
    }
    const name = this.raw();
    this.i++;
    while (!this.atEnd() && this.v() !== '=') this.i++;
    if (this.v() !== '=') return;
    this.i++;
    const first = this.expression();
    let last: Node = unknownNode(at);
    if (this.v() === 'to') {
      this.i++;
      last = this.expression();
    }
    if (this.v() === 'step') {
      this.i++;
      this.expression();
    }
    // A counter: no constant.
    out.push({ k: 'decl', name, type: '', init: { k: 'op', op: 'test', a: first, b: last, at }, at });
  }

  /** Assignment, or a call with or without parentheses. */
  private simple(out: Stmt[], at: number): void {
    const target = this.postfix(this.primary());
    const v = this.v();
    if (this.kind() === 'op' && (v === '=' || v === '+=' || v === '&=' || v === '-=' || v === '*=')) {
      this.i++;
      const value = this.expression();
      out.push({ k: 'expr', e: { k: 'set', target, op: v, value, at }, at });
      return;
    }
    if (this.atEnd()) {
      // `Execute` alone or `a.Close`: a call without arguments.
      out.push({ k: 'expr', e: target.k === 'call' ? target : { k: 'call', fn: target, args: [], at }, at });
      return;
    }
    if (this.kind() === 'op' && v === ',' && target.k === 'call') {
      // `Foo (a), b`
      const args = [...target.args];
      this.more(args);
      out.push({ k: 'expr', e: { k: 'call', fn: target.fn, args, at: target.at }, at });
      return;
    }
    if (this.kind() === 'op' && PRECEDENCE[v] !== undefined && target.k === 'call' && target.args.length === 1) {
      // `Foo (a) & b`: the parentheses belong to the argument.
      const first = target.args[0] ?? unknownNode(at);
      const args = [this.binary(0, first)];
      this.more(args);
      out.push({ k: 'expr', e: { k: 'call', fn: target.fn, args, at: target.at }, at });
      return;
    }
    if (this.kind() === 'id' && (v === 'then' || v === 'else' || PRECEDENCE[v] !== undefined)) {
      out.push({ k: 'expr', e: PRECEDENCE[v] === undefined ? target : this.binary(0, target), at });
      return;
    }
    if (this.kind() === 'op' && v !== '(' && v !== '-' && v !== '{' && v !== '.' && v !== ',') {
      out.push({ k: 'expr', e: PRECEDENCE[v] === undefined ? target : this.binary(0, target), at });
      if (PRECEDENCE[v] === undefined) this.i++;
      return;
    }
    const args: Node[] = v === ',' ? [unknownNode(at)] : [this.argument()];
    this.more(args);
    out.push({ k: 'expr', e: { k: 'call', fn: target, args, at: target.at }, at });
  }

  private more(args: Node[]): void {
    for (let n = 0; this.v() === ',' && n < 10_000; n++) {
      this.i++;
      args.push(this.atEnd() || this.v() === ',' ? unknownNode(this.at()) : this.argument());
    }
  }

  private declarations(out: Stmt[]): void {
    for (let n = 0; n < 10_000; n++) {
      if (this.kind() !== 'id') return;
      const at = this.at();
      const name = this.raw();
      let type = '';
      let init: Node | undefined;
      this.i++;
      if (this.v() === '(') this.i = this.close() + 1;
      if (this.v() === 'as') {
        this.i++;
        if (this.v() === 'new') init = this.primary();
        else type = this.typeName();
      }
      if (this.v() === '=') {
        this.i++;
        init = this.expression();
      }
      out.push({ k: 'decl', name, type, init, at });
      if (this.v() !== ',') return;
      this.i++;
    }
  }

  private typeName(): string {
    let name = this.raw();
    this.i++;
    while (this.v() === '.' && this.kind(1) === 'id') {
      name = this.raw(1);
      this.i += 2;
    }
    while (this.v() === '(') this.i = this.close() + 1;
    return name;
  }

  private definition(out: Stmt[], attributes: readonly string[], at: number): void {
    const word = this.v();
    this.i++;
    if (
      word === 'property' &&
      (this.v() === 'get' || this.v() === 'let' || this.v() === 'set') &&
      this.kind(1) === 'id'
    )
      this.i++;
    const name = this.raw();
    this.i++;
    const params: Param[] = [];
    if (this.v() === '(') {
      const close = this.close();
      if (this.v(1) === 'of') this.i = close;
      else this.parameters(params, close);
      this.i = close + 1;
      if (this.v() === '(') {
        const second = this.close();
        this.parameters(params, second);
        this.i = second + 1;
      }
    }
    while (!this.atEnd()) this.i++;
    const body: Stmt[] = [];
    const external = attributes.includes('dllimport');
    if (!(external && word !== 'property')) {
      this.block(body, true);
      if (word === 'property') {
        // VB.NET: the accessors have ends of their own; the last belongs to the property.
        while (this.kind() === 'nl') this.i++;
        if (this.v() === 'set' && this.v(1) === '(') this.block(body, true);
      }
    } else {
      while (this.kind() === 'nl') this.i++;
      if (this.v() === 'end') this.i += 2;
    }
    out.push({ k: 'def', name, params, body, attributes, external, at });
  }

  private parameters(params: Param[], close: number): void {
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

  private argument(): Node {
    // `name:=value`
    if (this.kind() === 'id' && this.v(1) === ':=') this.i += 2;
    if (this.v() === 'byval' || this.v() === 'byref') this.i++;
    return this.expression();
  }

  private expression(minimum = 0): Node {
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

  private binary(minimum: number, start: Node): Node {
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

  private unary(): Node {
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

  private primary(): Node {
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

  private word(v: string, at: number): Node {
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

  private dotted(): string {
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
  private listed(close: number): Node[] {
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

  private postfix(start: Node): Node {
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
