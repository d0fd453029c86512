/** Assignments, to variables, members and elements. */
import { isBasic, type Node } from '../ast.js';
import { MAX_ITEMS } from '../limits.js';
import { FIXED, joined, rootName, UNKNOWN, type Value } from '../value.js';
import { ASSIGNED } from '../vocabulary.js';
import { Creation } from './creation.js';
import { rootOf, shortened } from './names.js';

export abstract class Assignment extends Creation {
  private blank(name: string, value: Node): boolean {
    const own = (n: Node): boolean => n.k === 'id' && n.name.toLowerCase() === name.toLowerCase();
    return (
      value.k === 'cat' &&
      value.items.some(own) &&
      this.lookup(name) === undefined &&
      !this.functions.has(this.key(name))
    );
  }

  protected set(node: Extract<Node, { k: 'set' }>): Value {
    const target = node.target;
    // What nobody has set yet is empty: `r = r & Chr(…)`.
    if (target.k === 'id' && isBasic(this.dialect) && this.blank(target.name, node.value))
      this.globals.set(this.key(target.name), FIXED);
    let value = this.resolve(node.value);
    if (node.op === '+=' || node.op === '&=') value = this.concatenated([this.resolve(target), value]);
    if (target.k === 'id') {
      const current = this.lookup(target.name);
      this.assign(
        target.name,
        value.path === undefined && current?.path !== undefined && value.taint === 0
          ? { ...value, path: current.path }
          : value,
      );
      return value;
    }
    if (target.k === 'mem') {
      const obj = this.resolve(target.obj);
      const path = shortened(`${obj.path ?? ''}.${target.name.toLowerCase()}`);
      for (const [pattern, technique] of ASSIGNED) {
        if (pattern.test(path)) this.act(technique, value, [value], path, target.at);
      }
      const root = rootOf(target.obj);
      if (target.obj.k === 'id' && /^(?:this|me)$/i.test(target.obj.name)) this.assign(target.name, value);
      else if (root !== undefined) {
        const stored = `${root}.${target.name}`;
        const scope = this.scope.has(this.key(root)) ? this.scope : this.globals;
        const key = this.key(stored);
        const known = scope.get(key);
        scope.set(key, known === undefined ? value : joined(known, value));
        // A field of a class of this page is read by its bare name in that class.
        const field = this.key(target.name);
        const declared = this.globals.get(field);
        if (value.taint > 0 && declared !== undefined) this.globals.set(field, joined(declared, value));
        this.taintRoot(target.obj, value, obj);
      }
      return value;
    }
    if (target.k === 'idx' || target.k === 'call') {
      const base = target.k === 'idx' ? target.obj : target.fn;
      const args = target.args.map((n) => this.resolve(n));
      const obj = this.resolve(base);
      if (/(?:^|\.)(?:session|application|cache|contents)$/.test(obj.path ?? '')) {
        const name = args[0]?.text ?? '*';
        const known = this.session.get(name);
        this.session.set(name, known === undefined ? value : joined(known, value));
        return value;
      }
      const first = args[0];
      if (
        value.taint === 0 &&
        first?.text !== undefined &&
        (first.num === undefined ||
          obj.entries !== undefined ||
          // An array of Basic, declared without its elements.
          (target.k === 'call' && obj.items === undefined && obj.text === undefined)) &&
        !/request|response/.test(obj.path ?? '') &&
        this.keep(base, first, value, obj)
      )
        return value;
      const root = rootName(base);
      if (
        root !== undefined &&
        obj.items !== undefined &&
        first?.num !== undefined &&
        first.num < MAX_ITEMS &&
        value.taint === 0
      ) {
        const items = [...obj.items];
        items[first.num] = value;
        if (items.length < 2000) {
          for (let i = 0; i < items.length; i++) items[i] ??= UNKNOWN;
          this.assign(root, { ...obj, items });
          return value;
        }
      }
      this.taintRoot(base, value, obj);
      return value;
    }
    return value;
  }
}
