/** Which function a call means: of the page, of a value, of the platform. */
import { isBasic, type Node } from '../ast.js';
import { joined, mixed, pathValue, UNKNOWN, type Value } from '../value.js';
import { SINKS } from '../vocabulary.js';
import { Invocation } from './invocation.js';
import { rootOf } from './names.js';

export abstract class Calls extends Invocation {
  protected call(node: Extract<Node, { k: 'call' }>): Value {
    const fn = node.fn;
    let name = '';
    let recv: Value = UNKNOWN;
    let disguise: 0 | 1 | 2 = 0;
    if (fn.k === 'id') {
      const known = this.lookup(fn.name);
      const own = this.functions.get(this.key(fn.name));
      if (known?.fn !== undefined || (own !== undefined && known === undefined)) {
        const target = own ?? known?.fn;
        if (target !== undefined) {
          const args = node.args.map((n) => this.resolve(n));
          if (target.external) return this.external(target, args, node.at);
          return this.enter(target, args, node.args);
        }
      }
      if (known !== undefined && isBasic(this.dialect)) {
        if (
          known.path === undefined ||
          known.items !== undefined ||
          known.entries !== undefined ||
          known.taint > 0 ||
          known.path?.startsWith('request')
        )
          return this.indexed(
            known,
            node.args.map((n) => this.resolve(n)),
            node.at,
            node,
          );
      }
      if (known === undefined && /^(?:request|session|application)$/i.test(fn.name)) {
        return this.indexed(
          this.identifier(fn.name, node.at),
          node.args.map((n) => this.resolve(n)),
          node.at,
          node,
        );
      }
      // `var e = eval; e(x)`
      const alias = known?.path?.split('.');
      name = alias?.at(-1) ?? fn.name.toLowerCase();
      if (alias !== undefined && alias.length > 1) recv = pathValue(alias.slice(0, -1).join('.'));
      disguise = known?.disguise ?? (alias === undefined ? 0 : 1);
      if (known?.method !== undefined) {
        name = known.method;
        recv = pathValue(known.path ?? '');
      }
    } else if (fn.k === 'mem') {
      recv = this.resolve(fn.obj);
      name = fn.name.toLowerCase();
      // A method of something unknown is not the statement of that name.
      if (recv.path === undefined && recv.text === undefined) recv = { ...recv, path: '?' };
      if (recv.path === 'request' || /(?:^|\.)request$/.test(recv.path ?? '')) {
        const args = node.args.map((n) => this.resolve(n));
        const collection = this.member({ ...recv, path: 'request' }, fn.name, node.at, fn);
        if (/^(?:saveas)$/.test(name)) this.act('upload', args[0] ?? UNKNOWN, args, 'request.saveas', node.at);
        return collection.taint > 0 || collection.path !== undefined
          ? args.length > 0
            ? this.indexed(collection, args, node.at, fn)
            : collection
          : UNKNOWN;
      }
      const own = this.functions.get(this.key(fn.name));
      const isOwn =
        own !== undefined &&
        !SINKS.has(name) &&
        (fn.obj.k !== 'id' || !/^(?:response|server|convert|encoding)$/i.test(fn.obj.name));
      if (own !== undefined && isOwn) {
        const args = node.args.map((n) => this.resolve(n));
        return own.external
          ? this.external(own, args, node.at)
          : joined(this.enter(own, args, node.args), recv.taint > 0 ? mixed([recv]) : UNKNOWN);
      }
      const held = recv.items?.find((i) => i.fn !== undefined || (i.path !== undefined && SINKS.has(i.path)));
      if (held !== undefined && !SINKS.has(name)) {
        // `{ a: eval }.a(x)`: which of its functions is called does not matter.
        const args = node.args.map((n) => this.resolve(n));
        return held.fn === undefined
          ? this.invoke(UNKNOWN, held.path ?? '', args, node, 1)
          : this.enter(held.fn, args, node.args);
      }
      const stored = this.lookup(`${rootOf(fn.obj) ?? ''}.${fn.name}`);
      if (stored?.fn !== undefined)
        return this.enter(
          stored.fn,
          node.args.map((n) => this.resolve(n)),
          node.args,
        );
      if (
        isBasic(this.dialect) &&
        recv.entries === undefined &&
        /^(?:form|querystring|cookies|servervariables|item|files|headers|params)$/.test(name)
      ) {
        return this.indexed(
          this.member(recv, fn.name, node.at, fn),
          node.args.map((n) => this.resolve(n)),
          node.at,
          fn,
        );
      }
    } else {
      const target = this.resolve(fn);
      if (target.fn !== undefined)
        return this.enter(
          target.fn,
          node.args.map((n) => this.resolve(n)),
          node.args,
        );
      const path = target.path?.split('.') ?? [];
      if (isBasic(this.dialect) || path.length === 0 || path[0] === 'request') {
        const args = node.args.map((n) => this.resolve(n));
        if (path.length === 0 || target.taint > 0 || (path[0] ?? '') === 'request' || fn.k === 'call')
          return this.indexed(target, args, node.at, fn);
      }
      name = path.at(-1) ?? '';
      recv = { ...target, path: path.slice(0, -1).join('.') };
      disguise = target.disguise;
    }
    const args = node.args.map((n) => this.resolve(n));
    return this.invoke(recv, name, args, node, disguise);
  }
}
