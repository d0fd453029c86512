/** What is known while a page is read: variables, the session, functions, and what was seen so far. */
import { type Dialect, isBasic, type Node, type Stmt } from '../ast.js';
import type { Budget } from '../limits.js';
import type { Observation } from '../observe.js';
import { type FunctionInfo, joined, rootName, UNKNOWN, type Value } from '../value.js';

/** Keys of one dictionary; adding copies it. */
const MAX_KEYS = 200;

export type Scope = Map<string, Value>;

export abstract class Memory {
  readonly observations = new Map<string, Observation>();
  readonly functions = new Map<string, FunctionInfo>();
  /** Pages that the page writes, and where. */
  readonly dropped = new Map<string, { readonly at: number; readonly extension: string }>();
  protected readonly globals: Scope = new Map();
  protected readonly session: Scope = new Map();
  protected readonly entries = new Map<string, number>();
  protected readonly results = new Map<string, Value>();
  protected scope: Scope = this.globals;
  protected stack: FunctionInfo[] = [];
  protected returned: Value | undefined;
  protected dialect: Dialect = 'csharp';
  protected inner = 0;
  protected depth = 0;
  protected readonly characterLoops = new Map<FunctionInfo, boolean>();
  protected readonly decoders = new Map<FunctionInfo, boolean>();
  /** Objects of this page are called from outside (.NET remoting): their public methods take orders. */
  protected remoting = false;
  /** Program text that was read in this pass, and its value. */
  protected readonly ran = new Map<string, Value>();
  /** Where inner program text stands in the page; -1: not inside any. */
  protected innerAt = -1;

  constructor(
    protected readonly budget: Budget,
    protected readonly controls: ReadonlyMap<string, string>,
  ) {}

  protected abstract resolve(node: Node): Value;
  protected abstract statements(body: readonly Stmt[]): void;
  protected abstract define(body: readonly Stmt[], basic: boolean): void;
  protected abstract entry(s: Extract<Stmt, { k: 'def' }>): void;
  protected abstract enter(fn: FunctionInfo, given: readonly Value[], argNodes?: readonly Node[]): Value;
  protected abstract invoke(
    recv: Value,
    name: string,
    args: readonly Value[],
    node: Extract<Node, { k: 'call' }>,
    disguise?: 0 | 1 | 2,
  ): Value;
  protected abstract objectOf(name: Value, at?: number): Value;

  protected key(name: string): string {
    return isBasic(this.dialect) ? name.toLowerCase() : name;
  }

  protected lookup(name: string): Value | undefined {
    const key = this.key(name);
    return this.scope.get(key) ?? this.globals.get(key);
  }

  protected assign(name: string, value: Value): void {
    const key = this.key(name);
    const current = this.stack.at(-1);
    if (current !== undefined && isBasic(this.dialect) && key === current.name.toLowerCase()) {
      const known = this.scope.get(`=${key}`);
      this.scope.set(`=${key}`, known === undefined ? value : joined(known, value));
      return;
    }
    const scope = this.scope.has(key) ? this.scope : this.globals;
    const known = scope.get(key);
    scope.set(key, known === undefined ? value : joined(known, value));
  }

  /** A dictionary keeps what lies under a constant key. Aliases share it, as they do at run time. */
  protected keep(node: Node, key: Value | undefined, value: Value, obj: Value): boolean {
    if (key?.text === undefined || key.taint > 0) return false;
    const entries = new Map<string, Value>(obj.entries ?? []);
    const known = entries.get(key.text);
    if (known === undefined && entries.size >= MAX_KEYS) return false;
    entries.set(key.text, known === undefined ? value : joined(known, value));
    const root = node.k === 'id' ? node.name : undefined;
    if (root === undefined) return false;
    this.assign(root, { ...obj, entries });
    return true;
  }

  /** A container holds what was put into it. */
  protected taintRoot(node: Node, value: Value, obj: Value): void {
    const root = rootName(node);
    if (root === undefined || (value.taint === 0 && value.fixed === obj.fixed && value.from === undefined)) return;
    const known = this.lookup(root);
    if (known === undefined && value.taint === 0) return;
    const base = known ?? UNKNOWN;
    if (
      value.taint <= base.taint &&
      (value.fixed || !base.fixed) &&
      (value.from === undefined || base.from !== undefined)
    )
      return;
    this.assign(root, {
      ...base,
      text: undefined,
      num: undefined,
      items: undefined,
      taint: base.taint > value.taint ? base.taint : value.taint,
      source: base.source ?? value.source,
      from: base.from ?? value.from,
      prefix: base.prefix ?? value.prefix,
      fixed: base.fixed && value.fixed,
    });
  }

  protected client(what: string, at: number, path = 'request.value'): Value {
    return { ...UNKNOWN, path, taint: 2, source: { what, at: this.innerAt >= 0 ? this.innerAt : at } };
  }

  protected tainted(): boolean {
    for (const v of this.globals.values()) if (v.taint > 0) return true;
    return this.session.size > 0;
  }

  protected state(): string {
    let tainted = 0;
    for (const v of this.globals.values()) tainted += v.taint;
    for (const v of this.session.values()) tainted += v.taint;
    return `${tainted}:${this.globals.size}:${this.session.size}:${this.functions.size}:${[...this.observations.values()].map((o) => `${o.technique}${o.strength}`).join()}`;
  }
}
