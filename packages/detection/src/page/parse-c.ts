/** C# and JScript to statements. Tolerant: what it does not understand it steps over; never throws, always ends. */
import { type Node, type Param, type Stmt, unknownNode } from './ast.js';
import { numberOf } from './fold.js';
import { MAX_DEPTH } from './limits.js';
import type { Token } from './token.js';

const SKIPPED = new Set(
  'else do try finally public private protected internal static sealed partial readonly virtual override abstract async unsafe volatile extern break continue goto default fixed checked unchecked params ref out in this_ event operator implicit explicit where get set add remove get_ set_ yield'.split(
    ' ',
  ),
);
const HEADED = new Set(['if', 'while', 'for', 'foreach', 'switch', 'lock', 'using', 'catch', 'with']);
const NO_TYPE = new Set(
  'return new throw await typeof case delete else in is as out ref void_ yield goto var'.split(' '),
);
const PRECEDENCE: Readonly<Record<string, number>> = {
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
const ASSIGNMENT = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '??=', '<<=']);

export class ParserC {
  private i = 0;
  private depth = 0;
  private readonly match: Int32Array;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly script: boolean,
  ) {
    this.match = matching(tokens);
  }

  parse(): Stmt[] {
    return this.statements(this.tokens.length);
  }

  private v(offset = 0): string {
    const t = this.tokens[this.i + offset];
    return t === undefined || t.k === 'str' || t.k === 'regex' ? '' : t.v;
  }
  private kind(offset = 0): Token['k'] | undefined {
    return this.tokens[this.i + offset]?.k;
  }
  private at(): number {
    return this.tokens[this.i]?.at ?? this.tokens.at(-1)?.at ?? 0;
  }
  private close(index: number, end: number): number {
    const m = this.match[index] ?? -1;
    return m < 0 || m > end ? end : m;
  }

  private statements(end: number): Stmt[] {
    const out: Stmt[] = [];
    let attributes: string[] = [];
    if (++this.depth > MAX_DEPTH) {
      this.depth--;
      this.i = end;
      return out;
    }
    while (this.i < end) {
      const before = this.i;
      attributes = this.statement(end, out, attributes);
      if (this.i <= before) this.i = before + 1;
    }
    this.i = end;
    this.depth--;
    return out;
  }

  /** Returns attributes that belong to what follows. */
  private statement(end: number, out: Stmt[], attributes: string[]): string[] {
    const at = this.at();
    const v = this.v();
    const kind = this.kind();
    if (kind === 'op') {
      if (v === '{' || v === '}' || v === ';' || v === ')' || v === ',' || v === ':') {
        this.i++;
        return v === '{' || v === ':' || v === ',' ? attributes : [];
      }
      if (v === '[' && !this.script) {
        const close = this.close(this.i, end);
        const found = this.tokens.slice(this.i + 1, close).map((t) => t.v.toLowerCase());
        this.i = close + 1;
        return [...attributes, ...found].slice(-200);
      }
    }
    if (kind === 'id') {
      if (v === 'using' && this.v(1) !== '(') {
        // `using X = A.B;` gives a type another name; `using var x = …` declares.
        if (this.v(1) === 'static') this.i++;
        if (this.v(2) === '=') {
          const name = this.v(1);
          this.i += 3;
          out.push({ k: 'decl', name, type: '', init: this.expression(end), at });
        } else if (this.v(1) === 'var' || this.kind(2) === 'id') this.i++;
        else while (this.i < end && this.v() !== ';') this.i++;
        return [];
      }
      if (v === 'import' || v === 'package' || v === 'namespace') {
        while (this.i < end && this.v() !== ';' && this.v() !== '{') this.i++;
        return [];
      }
      if (v === 'class' || v === 'struct' || v === 'interface' || v === 'enum' || v === 'record') {
        const name = this.v(1);
        const bases: string[] = [];
        this.i += 2;
        while (this.i < end && this.v() !== '{' && this.v() !== ';') {
          if (this.kind() === 'id') bases.push(this.v());
          this.i++;
        }
        if (v === 'enum' && this.v() === '{') this.i = this.close(this.i, end);
        out.push({ k: 'class', name, bases, at });
        return [];
      }
      if (HEADED.has(v)) {
        this.header(v, end, out);
        return [];
      }
      if (v === 'return' || v === 'throw') {
        this.i++;
        if (this.v() !== ';' && this.v() !== '}') {
          const e = this.expression(end);
          out.push(v === 'return' ? { k: 'ret', e, at } : { k: 'expr', e, at });
        }
        return [];
      }
      if (v === 'case') {
        this.i++;
        out.push({ k: 'expr', e: this.expression(end), at });
        return [];
      }
      if (this.script && /^\w+Attribute$|^WebMethod$/i.test(v) && this.v(1) !== '.' && this.v(1) !== '=') {
        this.i++;
        if (this.v() === '(') this.i = this.close(this.i, end) + 1;
        return [...attributes, v.toLowerCase().replace(/attribute$/, '')];
      }
      if (v === 'function' && this.kind(1) === 'id') {
        this.i++;
        if ((this.v() === 'get' || this.v() === 'set') && this.kind(1) === 'id') this.i++;
        this.definition(this.v(), end, out, attributes, at);
        return [];
      }
      if (v === 'var' || v === 'let' || v === 'const') {
        if (v === 'const' && !this.script) this.i++;
        else {
          this.i++;
          if (this.kind() === 'id') this.declarators('', end, out);
          return [];
        }
      }
      if (SKIPPED.has(v) && this.v(1) !== '=' && this.v(1) !== '.' && this.v(1) !== '(') {
        const external = v === 'extern';
        this.i++;
        return external ? [...attributes, 'extern'] : attributes;
      }
      if (!this.script && this.typed(end, out, attributes)) return [];
    }
    out.push({ k: 'expr', e: this.expression(end), at });
    return [];
  }

  private header(word: string, end: number, out: Stmt[]): void {
    this.i++;
    if (this.v() === 'each') this.i++;
    if (this.v() !== '(') return;
    const close = this.close(this.i, end);
    this.i++;
    const at = this.at();
    const loop = this.loopVariable(close);
    if (loop !== undefined && (word === 'foreach' || word === 'for')) {
      out.push({ k: 'each', name: loop.name, type: loop.type, e: this.expression(close), at });
    }
    out.push(...this.statements(close));
    this.i = close + 1;
  }

  /** `T x in …` */
  private loopVariable(end: number): Param | undefined {
    for (let j = this.i; j < Math.min(end, this.i + 24); j++) {
      const t = this.tokens[j];
      if (t?.k === 'op' && (t.v === ';' || t.v === '=' || t.v === '(')) return undefined;
      if (t?.k === 'id' && t.v === 'in' && j > this.i) {
        const name = this.tokens[j - 1]?.v ?? '';
        const type = j - 2 >= this.i ? (this.tokens[j - 2]?.v ?? '') : '';
        this.i = j + 1;
        return { name, type: type === 'var' ? '' : type };
      }
    }
    return undefined;
  }

  /** Declarations and methods that begin with a type. False where the statement is an expression. */
  private typed(end: number, out: Stmt[], attributes: string[]): boolean {
    if (NO_TYPE.has(this.v())) return false;
    const at = this.at();
    // Constructor: `Name(…) {` or `Name(…) : base(…) {`.
    if (this.v(1) === '(') {
      const close = this.close(this.i + 1, end);
      const next = this.tokens[close + 1];
      if (next?.k === 'op' && (next.v === '{' || (next.v === ':' && this.tokens[close + 2]?.k === 'id'))) {
        this.definition(this.v(), end, out, attributes, at);
        return true;
      }
      return false;
    }
    const j = this.typeEnd(this.i, end);
    if (j < 0 || this.tokens[j]?.k !== 'id') return false;
    const type = lastName(this.tokens.slice(this.i, j));
    const name = this.tokens[j]?.v ?? '';
    const after = this.tokens[j + 1];
    if (after === undefined || j + 1 >= end) {
      out.push({ k: 'decl', name, type, init: undefined, at });
      this.i = j + 1;
      return true;
    }
    if (after.k === 'id' && after.v === 'in') return false;
    if (after.k !== 'op') return false;
    if (after.v === '=' || after.v === ';' || after.v === ',' || after.v === ')') {
      this.i = j;
      this.declarators(type, end, out);
      return true;
    }
    if (after.v === '(' || after.v === '<') {
      this.i = j;
      if (after.v === '<') {
        const generic = this.typeEnd(j, end);
        if (generic < 0 || this.tokens[generic]?.v !== '(') return false;
        this.i = generic - 1;
      }
      this.definition(name, end, out, attributes, at);
      return true;
    }
    if (after.v === '{' || after.v === '=>' || after.v === '[') {
      // A property: its accessors' bodies are read as a function without parameters.
      const open = after.v === '[' ? this.close(j + 1, end) + 1 : j + 1;
      if (this.tokens[open]?.v === '{') {
        const close = this.close(open, end);
        this.i = open + 1;
        const body = this.statements(close);
        this.i = close + 1;
        out.push({ k: 'def', name, params: [{ name: 'value', type: '' }], body, attributes: [], external: false, at });
        if (this.v() === '=') {
          this.i++;
          out.push({ k: 'decl', name, type, init: this.expression(end), at });
        }
        return true;
      }
      if (this.tokens[open]?.v === '=>') {
        this.i = open + 1;
        const e = this.expression(end);
        out.push({ k: 'def', name, params: [], body: [{ k: 'ret', e, at }], attributes: [], external: false, at });
        return true;
      }
    }
    return false;
  }

  /** Index behind `A.B<C,D>[]?*` or -1. */
  private typeEnd(from: number, end: number): number {
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

  private declarators(type: string, end: number, out: Stmt[]): void {
    for (;;) {
      const at = this.at();
      const name = this.v();
      let own = type;
      this.i++;
      if (this.script && this.v() === ':') {
        const j = this.typeEnd(this.i + 1, end);
        if (j > 0) {
          own = lastName(this.tokens.slice(this.i + 1, j));
          this.i = j;
        }
      }
      let init: Node | undefined;
      if (this.v() === '=') {
        this.i++;
        init = this.expression(end);
      } else if (this.script && this.v() === 'in' && this.kind() === 'id') {
        this.i++;
        out.push({ k: 'each', name, type: own, e: this.expression(end), at });
        return;
      }
      out.push({ k: 'decl', name, type: own, init, at });
      if (this.v() !== ',' || this.i >= end || this.kind(1) !== 'id') return;
      this.i++;
    }
  }

  private definition(name: string, end: number, out: Stmt[], attributes: readonly string[], at: number): void {
    this.i++;
    while (this.i < end && this.v() !== '(' && this.v() !== '{' && this.v() !== ';') this.i++;
    const params = this.parameters(end);
    // Return type, base call, constraints.
    while (this.i < end && this.v() !== '{' && this.v() !== ';' && this.v() !== '=>') {
      if (this.v() === '(') {
        const close = this.close(this.i, end);
        out.push(...this.listed(close).map((e): Stmt => ({ k: 'expr', e, at })));
        this.i = close + 1;
      } else this.i++;
    }
    let body: Stmt[] = [];
    if (this.v() === '{') {
      const close = this.close(this.i, end);
      this.i++;
      body = this.statements(close);
      this.i = close + 1;
    } else if (this.v() === '=>') {
      this.i++;
      body = [{ k: 'ret', e: this.expression(end), at }];
    } else this.i++;
    const external = attributes.includes('extern');
    out.push({ k: 'def', name, params, body, attributes, external, at });
  }

  private parameters(end: number): Param[] {
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

  private listed(close: number): Node[] {
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

  expression(end: number, minimum = 0): Node {
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

  private binary(end: number, minimum: number): Node {
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

  private binaryAbove(end: number, minimum: number): Node {
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

  private unary(end: number): Node {
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

  private postfix(start: Node, end: number): Node {
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

  private primary(end: number): Node {
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

  private word(end: number, v: string, at: number): Node {
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

  private created(end: number, at: number): Node {
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

  private parenthesis(end: number, at: number): Node {
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

  private castOperand(end: number): Node {
    if (++this.depth > MAX_DEPTH) {
      this.depth--;
      return unknownNode(this.at());
    }
    const node = this.unary(end);
    this.depth--;
    return node;
  }

  private lambdaBody(params: readonly Param[], end: number, at: number): Node {
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

function lastName(tokens: readonly Token[]): string {
  let name = '';
  for (const t of tokens) {
    if (t.v === '<' || t.v === '[') break;
    if (t.k === 'id') name = t.v;
  }
  return name;
}

/** For each opening bracket the index of its closing one, or -1. */
export function matching(tokens: readonly Token[]): Int32Array {
  const out = new Int32Array(tokens.length).fill(-1);
  const stack: number[] = [];
  const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (let i = 0; i < tokens.length; i++) {
    const t = tokens[i];
    if (t?.k !== 'op') continue;
    if (t.v === '(' || t.v === '[' || t.v === '{') stack.push(i);
    else {
      const wanted = opening[t.v];
      if (wanted === undefined) continue;
      // A bracket that fits further out closes what was left open (unbalanced text).
      for (let back = stack.length - 1; back >= Math.max(0, stack.length - 8); back--) {
        const open = stack[back] ?? -1;
        if (tokens[open]?.v !== wanted) continue;
        for (let j = back; j < stack.length; j++) out[stack[j] ?? 0] = i;
        stack.length = back;
        break;
      }
    }
  }
  return out;
}
