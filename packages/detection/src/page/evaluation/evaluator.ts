/**
 * Follows values through a page: constants are folded, functions of the page are entered with their arguments, and what
 * the caller sends is traced to what executes or controls. Branches are not decided: whatever can happen counts.
 */
import { type Dialect, isBasic, type Node, type Stmt } from '../ast.js';
import { type Budget, MAX_ITEMS, MAX_PASSES } from '../limits.js';
import {
  FIXED,
  type FunctionInfo,
  joined,
  mixed,
  numberValue,
  pathValue,
  textValue,
  UNKNOWN,
  type Value,
} from '../value.js';
import { PLAIN_TYPES, SQL_SHELL } from '../vocabulary.js';
import { Functions } from './functions.js';
import { forgetText } from './names.js';

/** Properties of the IIS metabase that hold passwords. */
const IIS_SECRET = /^(?:anonymoususerpass|wamuserpass|uncpassword)$/i;

export class Evaluator extends Functions {
  constructor(budget: Budget, controls: ReadonlyMap<string, string>, objects: ReadonlyMap<string, string>) {
    super(budget, controls);
    for (const [id, type] of objects) this.globals.set(id.toLowerCase(), this.objectOf(textValue(type)));
  }

  run(programs: readonly { readonly dialect: Dialect; readonly body: readonly Stmt[] }[]): void {
    for (const p of programs) {
      this.define(p.body, isBasic(p.dialect));
      if (p.body.some((s) => s.k === 'class' && s.bases.some((b) => /^marshalbyrefobject$/i.test(b))))
        this.remoting = true;
    }
    let before = '';
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      this.entries.clear();
      this.results.clear();
      this.ran.clear();
      for (const [key, value] of this.globals)
        if (value.text !== undefined || value.items !== undefined) this.globals.set(key, forgetText(value));
      for (const p of programs) {
        this.dialect = p.dialect;
        this.scope = this.globals;
        this.statements(p.body);
      }
      for (const p of programs) {
        this.dialect = p.dialect;
        for (const s of p.body) if (s.k === 'def') this.entry(s);
      }
      // Later rounds make known places stronger; where the second saw nothing that acts, there is none.
      if (this.observations.size === 0 && (pass > 0 || !this.tainted())) break;
      const now = this.state();
      if (now === before || this.budget.steps <= 0) break;
      before = now;
    }
  }

  protected statements(body: readonly Stmt[]): void {
    for (const s of body) {
      if (!this.budget.step()) return;
      switch (s.k) {
        case 'expr':
          this.resolve(s.e);
          break;
        case 'decl': {
          const value = s.init === undefined ? undefined : this.resolve(s.init);
          const type = s.type.toLowerCase();
          const typed: Value =
            value === undefined
              ? type === '' || PLAIN_TYPES.has(type)
                ? FIXED
                : pathValue(type)
              : (value.path === undefined || value.path === 'session.value') && type !== '' && !PLAIN_TYPES.has(type)
                ? { ...value, path: type }
                : value;
          const key = this.key(s.name);
          const known = this.scope.get(key);
          // `Dim x` behind the use of x does not empty it.
          if (value === undefined && known !== undefined) break;
          this.scope.set(key, known === undefined ? typed : joined(known, typed));
          break;
        }
        case 'ret': {
          const value = this.resolve(s.e);
          this.returned = this.returned === undefined ? value : joined(this.returned, value);
          break;
        }
        case 'each': {
          const list = this.resolve(s.e);
          if (/^machineaccounts(?:\.children)?$/.test(list.path ?? '')) this.note('account', 0, s.at, FIXED, 'list');
          const type = s.type.toLowerCase();
          const element: Value = {
            ...mixed([list, ...(list.items ?? []).slice(0, 50)]),
            path: type !== '' && !PLAIN_TYPES.has(type) ? type : list.path,
          };
          this.assign(s.name, element);
          break;
        }
        case 'class':
          if (s.bases.some((b) => /^virtualpathprovider$/i.test(b)))
            this.note('register', 1, s.at, FIXED, 'VirtualPathProvider');
          break;
        case 'def':
          break;
      }
    }
  }

  protected resolve(node: Node): Value {
    if (this.depth > 300 || !this.budget.step()) return UNKNOWN;
    this.depth++;
    const value = this.evaluate(node);
    this.depth--;
    return value;
  }

  protected evaluate(node: Node): Value {
    switch (node.k) {
      case 'lit':
        if (SQL_SHELL.test(node.text) && node.text.length < 4000)
          this.note('sql-shell', 1, node.at, textValue(node.text), 'database');
        if (IIS_SECRET.test(node.text)) this.note('keys', 2, node.at, textValue(node.text), node.text);
        if (node.text.length > 50 && node.text.includes('urn:schemas-microsoft-com:xslt'))
          this.note('transform', 2, node.at, FIXED, 'script in a transformation');
        return node.num !== undefined && !Number.isNaN(node.num) ? numberValue(node.num) : textValue(node.text);
      case 'id':
        return this.identifier(node.name, node.at);
      case 'mem':
        return this.member(this.resolve(node.obj), node.name, node.at, node);
      case 'idx':
        return this.index(node);
      case 'call':
        return this.call(node);
      case 'new':
        return this.created(node);
      case 'cat':
        return this.concatenated(node.items.map((n) => this.resolve(n)));
      case 'op':
        return this.operator(node);
      case 'set':
        return this.set(node);
      case 'list': {
        const items = node.items.slice(0, MAX_ITEMS).map((n) => this.resolve(n));
        return { ...mixed(items), items, fixed: items.every((i) => i.fixed) };
      }
      case 'fn': {
        const info: FunctionInfo = {
          name: `lambda@${node.at}`,
          params: node.params,
          body: node.body,
          attributes: [],
          external: false,
          at: node.at,
          ...(this.scope === this.globals ? {} : { captured: this.scope }),
        };
        this.define(node.body, isBasic(this.dialect));
        // It may be called by anybody, with anything.
        const result = this.enter(
          info,
          node.params.map(() => UNKNOWN),
        );
        return { ...UNKNOWN, fn: info, taint: result.taint, source: result.source };
      }
      case 'alt': {
        const [first, ...rest] = node.items.map((n) => this.resolve(n));
        return rest.reduce(joined, first ?? UNKNOWN);
      }
    }
  }
}
