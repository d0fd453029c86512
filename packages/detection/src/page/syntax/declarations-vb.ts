/** Declarations, definitions, loops and simple statements of VBScript and VB.NET. */
import { type Node, type Param, type Stmt, unknownNode } from '../ast.js';
import { ExpressionsVb, PRECEDENCE } from './expressions-vb.js';

/** What may follow the parameters of a definition and is no statement. */
const AFTER_HEAD: ReadonlySet<string> = new Set(['as', 'handles', 'implements', 'of', 'lib', 'alias']);

export abstract class DeclarationsVb extends ExpressionsVb {
  protected declarations(out: Stmt[]): void {
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

  protected definition(out: Stmt[], attributes: readonly string[], at: number): void {
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
    if (this.v() === 'as') {
      this.i++;
      this.typeName();
    }
    // In VBScript the body may begin on the same line, and end there.
    if (word === 'property' || this.kind() !== 'id' || AFTER_HEAD.has(this.v())) this.toLineEnd();
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

  protected loop(out: Stmt[], at: number): void {
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
  protected simple(out: Stmt[], at: number): void {
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

  protected words(): string[] {
    const names: string[] = [];
    this.i++;
    while (!this.atEnd()) {
      if (this.kind() === 'id') names.push(this.raw());
      this.i++;
    }
    return names;
  }
}
