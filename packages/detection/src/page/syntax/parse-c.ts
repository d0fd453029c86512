/** C# and JScript to statements. Tolerant: what it does not understand it steps over; never throws, always ends. */
import type { Node, Param, Stmt } from '../ast.js';
import { MAX_DEPTH } from '../limits.js';
import { lastName } from './cursor-c.js';
import { ExpressionsC } from './expressions-c.js';

const SKIPPED = new Set(
  'else do try finally public private protected internal static sealed partial readonly virtual override abstract async unsafe volatile extern break continue goto default fixed checked unchecked params ref out in this_ event operator implicit explicit where get set add remove get_ set_ yield'.split(
    ' ',
  ),
);
const HEADED = new Set(['if', 'while', 'for', 'foreach', 'switch', 'lock', 'using', 'catch', 'with']);
const NO_TYPE = new Set(
  'return new throw await typeof case delete else in is as out ref void_ yield goto var'.split(' '),
);

export class ParserC extends ExpressionsC {
  parse(): Stmt[] {
    return this.statements(this.tokens.length);
  }

  protected statements(end: number): Stmt[] {
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
  protected statement(end: number, out: Stmt[], attributes: string[]): string[] {
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

  protected header(word: string, end: number, out: Stmt[]): void {
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
  protected loopVariable(end: number): Param | undefined {
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
  protected typed(end: number, out: Stmt[], attributes: string[]): boolean {
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

  protected declarators(type: string, end: number, out: Stmt[]): void {
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

  protected definition(name: string, end: number, out: Stmt[], attributes: readonly string[], at: number): void {
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
}
