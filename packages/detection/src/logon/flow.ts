/**
 * Follows the password through one program, in the browser's language or the server's: variables by scope, own functions by
 * their parameters, everything that may happen counts. Bounded by the nodes of the program and a fixed number of passes.
 */
import type { Node, Stmt } from '../page/ast.js';
import {
  BROWSER_SINKS,
  BROWSER_TARGETS,
  namesPassword,
  PASSWORD,
  SERVER_SINKS,
  SERVER_WRITERS,
  TESTS,
} from './secrets.js';

export interface Leak {
  /** Offset of what carries the password out. */
  readonly at: number;
  /** In words: `written to a file`. */
  readonly how: string;
  /** Constant of an address or file beside it. */
  readonly where: string | undefined;
}

/** `field`: where the password is typed; `secret`: the password, or something made of it; `writer`: an open file. */
type Kind = 'field' | 'secret' | 'writer' | undefined;

const PASSES = 3;
const MAX_DEPTH = 100;
const MAX_STEPS = 400_000;
const MAX_LEAKS = 20;

class Scope {
  readonly values = new Map<string, Kind>();
  constructor(readonly parent: Scope | undefined) {}

  find(name: string): Kind {
    for (let s: Scope | undefined = this; s !== undefined; s = s.parent)
      if (s.values.has(name)) return s.values.get(name);
    return undefined;
  }
  assign(name: string, kind: Kind): void {
    if (kind === undefined) return;
    let s: Scope = this;
    while (!s.values.has(name) && s.parent !== undefined) s = s.parent;
    if (s.values.get(name) !== 'secret') s.values.set(name, kind);
  }
}

interface Fn {
  readonly params: readonly { readonly name: string }[];
  readonly body: readonly Stmt[];
  readonly scope: Scope;
  returns: Kind;
}

export function passwordLeaks(program: readonly Stmt[], side: 'browser' | 'server'): Leak[] {
  const flow = new Flow(side);
  for (let pass = 0; pass < PASSES; pass++) flow.run(program);
  return [...flow.leaks.values()];
}

class Flow {
  readonly leaks = new Map<number, Leak>();
  private readonly global = new Scope(undefined);
  private readonly functions = new Map<string, Fn>();
  private readonly bodies = new Map<readonly Stmt[], Fn>();
  private scope = this.global;
  private current: Fn | undefined;
  private steps = MAX_STEPS;
  private depth = 0;

  constructor(private readonly side: 'browser' | 'server') {}

  run(program: readonly Stmt[]): void {
    this.scope = this.global;
    this.statements(program);
  }

  private statements(body: readonly Stmt[]): void {
    for (const s of body) {
      if (this.steps-- <= 0) return;
      switch (s.k) {
        case 'expr':
          this.kind(s.e);
          break;
        case 'decl': {
          const kind = s.init === undefined ? undefined : this.kind(s.init);
          if (!this.scope.values.has(s.name)) this.scope.values.set(s.name, undefined);
          this.scope.assign(s.name, kind);
          break;
        }
        case 'ret': {
          const kind = this.kind(s.e);
          if (this.current !== undefined && kind !== undefined) this.current.returns = kind;
          break;
        }
        case 'each':
          this.scope.assign(s.name, this.kind(s.e));
          break;
        case 'def':
          this.enter(s, s.name);
          break;
        case 'class':
          break;
      }
    }
  }

  /** The body of a function, once a pass, with what its callers have handed it so far. */
  private enter(f: { readonly params: Fn['params']; readonly body: readonly Stmt[] }, name: string | undefined): Fn {
    let fn = this.bodies.get(f.body);
    if (fn === undefined) {
      fn = { params: f.params, body: f.body, scope: new Scope(this.scope), returns: undefined };
      for (const p of f.params)
        fn.scope.values.set(p.name, this.side === 'server' && PASSWORD.test(p.name) ? 'secret' : undefined);
      this.bodies.set(f.body, fn);
    }
    if (name !== undefined && name !== '') this.functions.set(name.toLowerCase(), fn);
    if (this.depth > MAX_DEPTH) return fn;
    const { scope, current } = this;
    this.depth++;
    this.scope = fn.scope;
    this.current = fn;
    this.statements(fn.body);
    this.scope = scope;
    this.current = current;
    this.depth--;
    return fn;
  }

  private kind(node: Node): Kind {
    if (this.depth > MAX_DEPTH || this.steps-- <= 0) return undefined;
    this.depth++;
    const kind = this.kindOf(node);
    this.depth--;
    return kind;
  }

  private strongest(nodes: readonly Node[]): Kind {
    let best: Kind;
    for (const node of nodes) {
      const kind = this.kind(node);
      if (kind === 'secret' || best === undefined) best = kind === 'secret' ? kind : (best ?? kind);
    }
    return best;
  }

  private kindOf(node: Node): Kind {
    switch (node.k) {
      case 'lit':
        return undefined;
      case 'id':
        return this.scope.find(node.name);
      case 'mem': {
        const object = this.kind(node.obj);
        const name = node.name.toLowerCase();
        if (name === 'length' || name === 'style' || name === 'checked' || name === 'disabled') return undefined;
        if (object === 'field')
          return /^(?:value|text)$/.test(name) ? 'secret' : name === 'parentnode' ? undefined : 'field';
        if (object === 'secret' || object === 'writer') return object;
        const stored = this.scope.find(memberKey(node) ?? '');
        if (stored !== undefined) return stored;
        // `document.forms[0].password`, `frm.passwd`.
        return this.side === 'browser' && PASSWORD.test(node.name) ? 'field' : undefined;
      }
      case 'idx': {
        const args = this.strongest(node.args);
        const object = this.kind(node.obj);
        if (object !== undefined) return object;
        if (node.args.some((a) => namesPassword(constantText(a))))
          return this.side === 'server' ? (isRequest(node.obj) ? 'secret' : undefined) : 'field';
        return args === 'secret' ? undefined : args;
      }
      case 'call':
        return this.call(node);
      case 'new':
        return this.created(node);
      case 'cat':
      case 'list':
      case 'alt':
        return this.strongest(node.items) === 'secret' ? 'secret' : undefined;
      case 'op': {
        const kinds = [this.kind(node.a), node.b === undefined ? undefined : this.kind(node.b)];
        if (/^(?:[<>]=?|[!=]==?|!|test|instanceof|in|is|<>|=|like|typeof|not)$/i.test(node.op)) return undefined;
        return kinds.find((k) => k === 'secret') ?? kinds.find((k) => k !== undefined);
      }
      case 'set':
        return this.set(node);
      case 'fn':
        this.enter(node, undefined);
        return undefined;
    }
  }

  private set(node: Extract<Node, { k: 'set' }>): Kind {
    const { target } = node;
    if (node.value.k === 'fn')
      this.enter(node.value, target.k === 'mem' ? target.name : target.k === 'id' ? target.name : undefined);
    const kind = this.kind(node.value);
    if (target.k === 'id') {
      this.scope.assign(target.name, kind);
      if (kind === 'secret' && this.side === 'browser') this.target(target.name, node, target.at);
    } else if (target.k === 'mem') {
      const object = this.kind(target.obj);
      const key = memberKey(target);
      if (key !== undefined && kind !== undefined && object !== 'field') this.scope.assign(key, kind);
      if (kind === 'secret' && this.side === 'browser') this.target(target.name, node, target.at);
      // `data.password = …`: the object holds it.
      if (
        kind === 'secret' &&
        target.obj.k === 'id' &&
        object === undefined &&
        !/^(?:value|innerhtml|classname)$/i.test(target.name)
      )
        this.scope.assign(target.obj.name, 'secret');
    } else if (target.k === 'idx') {
      this.kind(target);
      if (kind === 'secret' && target.obj.k === 'id') this.scope.assign(target.obj.name, 'secret');
    }
    return kind;
  }

  private target(name: string, node: Extract<Node, { k: 'set' }>, at: number): void {
    const how = BROWSER_TARGETS.get(name.toLowerCase());
    if (how !== undefined) this.leak(at, how, [node.value]);
  }

  private created(node: Extract<Node, { k: 'new' }>): Kind {
    const args = this.strongest([...node.args, ...node.init.map((i) => (i.k === 'set' ? i.value : i))]);
    const name =
      node.type.k === 'id' ? node.type.name.toLowerCase() : node.type.k === 'mem' ? node.type.name.toLowerCase() : '';
    if (this.side === 'server' && SERVER_WRITERS.test(name)) return 'writer';
    if (name === 'websocket' && args === 'secret') this.leak(node.at, BROWSER_SINKS.get(name) ?? '', node.args);
    return args === 'secret' ? 'secret' : undefined;
  }

  private call(node: Extract<Node, { k: 'call' }>): Kind {
    const { fn } = node;
    const args = node.args.map((a) => this.kind(a));
    const secret = args.includes('secret');
    const object = fn.k === 'mem' ? this.kind(fn.obj) : fn.k === 'id' ? undefined : this.kind(fn);
    const name = (fn.k === 'mem' || fn.k === 'id' ? fn.name : '').toLowerCase();
    for (const a of node.args) if (a.k === 'fn') this.enter(a, undefined);
    const own = this.functions.get(name);
    if (own !== undefined && fn.k === 'id') {
      for (const [i, p] of own.params.entries()) {
        const kind = args[i];
        if (kind !== undefined && own.scope.values.get(p.name) !== 'secret') own.scope.values.set(p.name, kind);
      }
      // A shorthand for getElementById gives the field; only what it is told decides.
      if (own.returns === 'secret' || own.returns === 'writer') return own.returns;
    }
    const how = (this.side === 'browser' ? BROWSER_SINKS : SERVER_SINKS).get(name);
    if (secret && how !== undefined) this.leak(node.at, how, node.args);
    if (this.side === 'server') {
      if (secret && object === 'writer' && /^write(?:line|async|lineasync)?$/.test(name))
        this.leak(node.at, 'written to a file', node.args);
      if (SERVER_WRITERS.test(name)) return 'writer';
    }
    if (TESTS.has(name)) return undefined;
    if (secret || object === 'secret') {
      // `list.push(password)`: the list holds it.
      if (
        secret &&
        fn.k === 'mem' &&
        fn.obj.k === 'id' &&
        /^(?:push|append|add|appendformat|appendline|set|concat)$/.test(name)
      )
        this.scope.assign(fn.obj.name, 'secret');
      return 'secret';
    }
    if (object === 'writer') return 'writer';
    if (object === 'field') return name === 'val' && node.args.length === 0 ? 'secret' : 'field';
    if (node.args.some((a) => namesPassword(constantText(a)))) {
      if (this.side === 'server') return isRequest(fn) ? 'secret' : undefined;
      return /^(?:getelementbyid|getelementsbyname|queryselector|queryselectorall|gbid|getel|\$|jquery|\$get|find|byid|item|get|id|el)$/.test(
        name,
      ) || own !== undefined
        ? 'field'
        : undefined;
    }
    return undefined;
  }

  private leak(at: number, how: string, nodes: readonly Node[]): void {
    if (this.leaks.size >= MAX_LEAKS || this.leaks.has(at)) return;
    this.leaks.set(at, { at, how, where: constantIn(nodes) });
  }
}

/** `a.b` of `a.b`: the key under which a member is kept. */
function memberKey(node: Extract<Node, { k: 'mem' }>): string | undefined {
  return node.obj.k === 'id' ? `${node.obj.name}.${node.name}` : undefined;
}

/** `Request["x"]`, `Request.Form["x"]`, `context.Request.Params.Get("x")`. */
function isRequest(node: Node): boolean {
  let n = node;
  for (let i = 0; i < 8; i++) {
    if (n.k === 'id') return /^request$/i.test(n.name);
    if (n.k !== 'mem') return false;
    if (/^request$/i.test(n.name)) return true;
    n = n.obj;
  }
  return false;
}

/** A constant, put together from pieces or not; empty where it is none. */
function constantText(node: Node): string {
  if (node.k === 'lit') return node.text;
  if (node.k !== 'cat' || node.items.length > 40) return '';
  return node.items.every((i) => i.k === 'lit') ? node.items.map((i) => (i.k === 'lit' ? i.text : '')).join('') : '';
}

/** First constant that looks like an address or a path. */
function constantIn(nodes: readonly Node[]): string | undefined {
  const work = [...nodes];
  for (let i = 0; i < 200; i++) {
    const node = work.shift();
    if (node === undefined) return undefined;
    if (node.k === 'lit' && /[\\/.]\w/.test(node.text)) return node.text.slice(0, 200);
    if (node.k === 'cat' || node.k === 'list') work.push(...node.items.slice(0, 20));
    else if (node.k === 'set') work.push(node.value);
  }
  return undefined;
}
