/**
 * Follows values through a page: constants are folded, functions of the page are entered with their arguments, and what
 * the caller sends is traced to what executes or controls. Branches are not decided: whatever can happen counts.
 */
import { type Dialect, isBasic, type Node, type Stmt } from './ast.js';
import { arithmetic } from './fold.js';
import { foldCall } from './fold-call.js';
import { type Budget, MAX_INNER, MAX_ITEMS, MAX_PASSES } from './limits.js';
import { accumulates, mentions } from './mentions.js';
import { type Observation, observe } from './observe.js';
import { parseCode } from './parse.js';
import {
  FIXED,
  type FunctionInfo,
  joined,
  mixed,
  numberValue,
  pathValue,
  rootName,
  type Source,
  textValue,
  UNKNOWN,
  type Value,
} from './value.js';
import {
  ASSIGNED,
  CHARACTERS,
  CLASS_IDS,
  CLEAN_RESULT,
  CLIENT_VARIABLE,
  CREATED,
  DECODING,
  FILLS,
  MEMORY_CALLS,
  NOT_CLIENT,
  NUMERIC_TYPES,
  PLAIN_TYPES,
  SINKS,
  SQL_SHELL,
  type Technique,
  THROUGH,
} from './vocabulary.js';

/** Calls within calls of the page's own functions that are entered. */
const MAX_CALLS = 4;
/** Times one function is entered with new arguments in one pass. */
/** Characters of a constant from which on a decoding function is taken for one. */
const MIN_DECODED = 8;
/** The same where the function itself is not to be seen. */
const MIN_HIDDEN = 40;
const MAX_ENTRIES = 12;

/** Members of members of a variable that are kept apart. */
const MAX_MEMBERS = 6;
/** Functions that make characters out of something else. */
const DECODED =
  /^(?:chrw?|chrb|char|tochar|fromcharcode|strreverse|reverse|frombase64string|frombase64chararray|unescape|transformfinalblock|decrypt|decompress|tobyte)$/;

const BASIC_CONSTANTS: Readonly<Record<string, string>> = {
  vbcrlf: '\r\n',
  vbnewline: '\r\n',
  vbcr: '\r',
  vblf: '\n',
  vbtab: '\t',
  vbnullstring: '',
  vbnullchar: '\0',
};

type Scope = Map<string, Value>;

export class Evaluator {
  readonly observations = new Map<string, Observation>();
  readonly functions = new Map<string, FunctionInfo>();
  /** Pages that the page writes, and where. */
  readonly dropped = new Map<string, { readonly at: number; readonly extension: string }>();
  private readonly globals: Scope = new Map();
  private readonly session: Scope = new Map();
  private readonly entries = new Map<string, number>();
  private readonly results = new Map<string, Value>();
  private scope: Scope = this.globals;
  private stack: FunctionInfo[] = [];
  private returned: Value | undefined;
  private dialect: Dialect = 'csharp';
  private inner = 0;
  private depth = 0;
  private readonly characterLoops = new Map<FunctionInfo, boolean>();
  private readonly decoders = new Map<FunctionInfo, boolean>();
  /** Program text that was read in this pass, and its value. */
  private readonly ran = new Map<string, Value>();
  /** Where inner program text stands in the page; -1: not inside any. */
  private innerAt = -1;

  constructor(
    private readonly budget: Budget,
    private readonly controls: ReadonlyMap<string, string>,
    objects: ReadonlyMap<string, string>,
  ) {
    for (const [id, type] of objects) this.globals.set(id.toLowerCase(), this.objectOf(textValue(type)));
  }

  run(programs: readonly { readonly dialect: Dialect; readonly body: readonly Stmt[] }[]): void {
    for (const p of programs) this.define(p.body, isBasic(p.dialect));
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
      if (this.observations.size === 0 && !this.tainted()) break;
      const now = this.state();
      if (now === before || this.budget.steps <= 0) break;
      before = now;
    }
  }

  private tainted(): boolean {
    for (const v of this.globals.values()) if (v.taint > 0) return true;
    return this.session.size > 0;
  }

  private state(): string {
    let tainted = 0;
    for (const v of this.globals.values()) tainted += v.taint;
    for (const v of this.session.values()) tainted += v.taint;
    return `${tainted}:${this.globals.size}:${this.session.size}:${this.functions.size}:${[...this.observations.values()].map((o) => `${o.technique}${o.strength}`).join()}`;
  }

  private key(name: string): string {
    return isBasic(this.dialect) ? name.toLowerCase() : name;
  }

  private define(body: readonly Stmt[], basic: boolean): void {
    for (const s of body) {
      if (s.k !== 'def') continue;
      const key = basic ? s.name.toLowerCase() : s.name;
      const known = this.functions.get(key);
      // Overloads: the one with the larger body says more.
      if (known === undefined || known.body.length < s.body.length) this.functions.set(key, s);
      if (s.external) {
        const names = [s.name.toLowerCase(), ...s.attributes];
        const name = names.find((n) => MEMORY_CALLS.has(n));
        if (name !== undefined) this.note('memory', 2, s.at, FIXED, name);
      }
      this.define(s.body, basic);
    }
  }

  /** A function as the server calls it: parameters unknown, except those that callers of a service fill. */
  private entry(s: Extract<Stmt, { k: 'def' }>): void {
    if (s.external) return;
    const remote = s.attributes.some(
      (a) =>
        a === 'webmethod' ||
        a === 'webmethodattribute' ||
        a === 'operationcontract' ||
        a === 'soaprpcmethod' ||
        a === 'webget' ||
        a === 'webinvoke' ||
        a === 'scriptmethod',
    );
    const args = s.params.map((p): Value => {
      const type = p.type.toLowerCase();
      if (remote && !NUMERIC_TYPES.has(type))
        return {
          ...UNKNOWN,
          taint: 2,
          source: { what: `parameter "${p.name}" of the service's method ${s.name}`, at: s.at },
        };
      return PLAIN_TYPES.has(type) || type === '' ? UNKNOWN : pathValue(type);
    });
    this.enter(s, args);
    for (const inner of s.body) if (inner.k === 'def') this.entry(inner);
  }

  private enter(fn: FunctionInfo, given: readonly Value[], argNodes?: readonly Node[]): Value {
    if (fn.external) return mixed(given);
    if (!this.decoding(fn))
      given = given.map((a) => (a.text === undefined && a.items === undefined ? a : forgetText(a)));
    const args = given;
    if (this.stack.length >= MAX_CALLS || this.stack.includes(fn)) return this.results.get(fn.name) ?? mixed(args);
    const signature = `${fn.name}@${fn.at}(${args.map((a) => `${a.taint}${a.rooted ? 'r' : ''}${a.path ?? ''}${a.text === undefined ? (a.fixed ? '#' : '') : `"${a.text.length > 64 ? `${a.text.length}:${a.text.slice(0, 64)}` : a.text}"`}`).join()})`;
    const cached = this.results.get(signature);
    if (cached !== undefined) return cached;
    const count = this.entries.get(fn.name) ?? 0;
    if (count >= MAX_ENTRIES) return this.results.get(fn.name) ?? mixed(args);
    this.entries.set(fn.name, count + 1);
    const outer = this.scope;
    const returned = this.returned;
    const local: Scope = new Map();
    for (const [i, p] of fn.params.entries()) {
      const value = args[i] ?? UNKNOWN;
      const type = p.type.toLowerCase();
      local.set(
        this.key(p.name),
        value.path === undefined && type !== '' && !PLAIN_TYPES.has(type) ? { ...value, path: type } : value,
      );
    }
    this.scope = local;
    this.returned = undefined;
    this.stack.push(fn);
    this.statements(fn.body);
    this.stack.pop();
    let result: Value =
      this.returned ?? (isBasic(this.dialect) ? local.get(`=${fn.name.toLowerCase()}`) : undefined) ?? UNKNOWN;
    if (
      result.taint === 0 &&
      result.from === undefined &&
      args.some((a) => (a.text?.length ?? 0) >= MIN_DECODED || (a.fixed && a.disguise === 2)) &&
      this.decoder(fn)
    ) {
      // A loop over characters of a constant: what comes out cannot be known here, but it depends on the page alone.
      result = { ...FIXED, disguise: 2 };
    }
    if (argNodes !== undefined) {
      // What a function writes into its parameters comes back to the caller's variables.
      for (const [i, p] of fn.params.entries()) {
        const node = argNodes[i];
        const after = local.get(this.key(p.name));
        if (node?.k !== 'id' || after === undefined || after.taint <= (args[i]?.taint ?? 0)) continue;
        this.scope = outer;
        this.assign(node.name, after);
      }
    }
    this.scope = outer;
    this.returned = returned;
    this.results.set(signature, result);
    const general = this.results.get(fn.name);
    this.results.set(fn.name, general === undefined ? result : joined(general, result));
    return result;
  }

  /** Whether constants matter to a function: it decodes text, or hands it to something that acts. */
  private decoding(fn: FunctionInfo): boolean {
    const known = this.decoders.get(fn);
    if (known !== undefined) return known;
    const found = mentions(fn.body, DECODING);
    this.decoders.set(fn, found);
    return found;
  }

  /** Whether a function makes text character by character. */
  private decoder(fn: FunctionInfo): boolean {
    const known = this.characterLoops.get(fn);
    if (known !== undefined) return known;
    const found = mentions(fn.body, CHARACTERS) && accumulates(fn.body);
    this.characterLoops.set(fn, found);
    return found;
  }

  private statements(body: readonly Stmt[]): void {
    for (const s of body) {
      if (!this.budget.step()) return;
      switch (s.k) {
        case 'expr':
          this.eval(s.e);
          break;
        case 'decl': {
          const value = s.init === undefined ? undefined : this.eval(s.init);
          const type = s.type.toLowerCase();
          const typed: Value =
            value === undefined
              ? type === '' || PLAIN_TYPES.has(type)
                ? FIXED
                : pathValue(type)
              : value.path === undefined && type !== '' && !PLAIN_TYPES.has(type)
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
          const value = this.eval(s.e);
          this.returned = this.returned === undefined ? value : joined(this.returned, value);
          break;
        }
        case 'each': {
          const list = this.eval(s.e);
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

  private lookup(name: string): Value | undefined {
    const key = this.key(name);
    return this.scope.get(key) ?? this.globals.get(key);
  }

  private assign(name: string, value: Value): void {
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

  /** Notes that data of this value reaches something that acts. */
  note(technique: Technique, strength: 0 | 1 | 2, at: number, value: Value, what: string): void {
    const place = this.innerAt >= 0 ? this.innerAt : at;
    observe(this.observations, {
      technique,
      strength,
      at: place,
      source: value.source,
      what,
      raw: !value.rooted,
      text: value.text,
      fixed: value.fixed,
      disguise: value.disguise,
      from: value.from,
      inner: this.innerAt >= 0,
      content: 0,
    });
  }

  private eval(node: Node): Value {
    if (this.depth > 300 || !this.budget.step()) return UNKNOWN;
    this.depth++;
    const value = this.evaluate(node);
    this.depth--;
    return value;
  }

  private evaluate(node: Node): Value {
    switch (node.k) {
      case 'lit':
        if (SQL_SHELL.test(node.text) && node.text.length < 4000)
          this.note('sql-shell', 1, node.at, textValue(node.text), 'database');
        if (node.text.length > 50 && node.text.includes('urn:schemas-microsoft-com:xslt'))
          this.note('transform', 2, node.at, FIXED, 'script in a transformation');
        return node.num !== undefined && !Number.isNaN(node.num) ? numberValue(node.num) : textValue(node.text);
      case 'id':
        return this.identifier(node.name, node.at);
      case 'mem':
        return this.member(this.eval(node.obj), node.name, node.at, node);
      case 'idx':
        return this.index(node);
      case 'call':
        return this.call(node);
      case 'new':
        return this.created(node);
      case 'cat':
        return this.concatenated(node.items.map((n) => this.eval(n)));
      case 'op':
        return this.operator(node);
      case 'set':
        return this.set(node);
      case 'list': {
        const items = node.items.slice(0, MAX_ITEMS).map((n) => this.eval(n));
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
        const [first, ...rest] = node.items.map((n) => this.eval(n));
        return rest.reduce(joined, first ?? UNKNOWN);
      }
    }
  }

  private identifier(name: string, at: number): Value {
    const lower = name.toLowerCase();
    const current = this.stack.at(-1);
    // Inside a VB function its name is the result so far.
    if (current !== undefined && isBasic(this.dialect) && lower === current.name.toLowerCase())
      return this.scope.get(`=${lower}`) ?? { ...FIXED, text: '' };
    const known = this.lookup(name);
    if (known !== undefined) return known;
    if (lower === 'request') return pathValue('request');
    const constant = BASIC_CONSTANTS[lower];
    if (constant !== undefined && isBasic(this.dialect)) return textValue(constant);
    const control =
      this.controls.get(name) ??
      (isBasic(this.dialect) ? [...this.controls].find(([id]) => id.toLowerCase() === lower)?.[1] : undefined);
    if (control !== undefined)
      return { ...pathValue('control'), source: { what: `the field "${name}" of the page`, at } };
    const fn = this.functions.get(this.key(name));
    if (fn !== undefined) {
      // VB calls a function without arguments by its name; a property reads its accessor.
      const value = fn.params.length === 0 || fn.params[0]?.name === 'value' ? this.enter(fn, []) : UNKNOWN;
      return { ...value, fn };
    }
    return pathValue(lower);
  }

  private client(what: string, at: number, path = 'request.value'): Value {
    return { ...UNKNOWN, path, taint: 2, source: { what, at: this.innerAt >= 0 ? this.innerAt : at } };
  }

  private member(obj: Value, name: string, at: number, node: Node): Value {
    const lower = name.toLowerCase();
    const path = obj.path ?? '';
    if (node.k === 'mem') {
      const stored = this.lookup(`${rootOf(node.obj) ?? ''}.${name}`);
      if (stored !== undefined && rootOf(node.obj) !== undefined && path !== 'control') return stored;
      if (node.obj.k === 'id' && /^(?:this|me|base|mybase)$/i.test(node.obj.name)) return this.identifier(name, at);
    }
    if (path === 'request') {
      if (NOT_CLIENT.has(lower)) return UNKNOWN;
      if (lower === 'servervariables') return pathValue('request.servervariables');
      if (
        lower === 'binaryread' ||
        lower === 'inputstream' ||
        lower === 'getbufferedinputstream' ||
        lower === 'getbufferlessinputstream' ||
        lower === 'body'
      )
        return this.client('the body of the request', at, `request.${lower}`);
      if (lower === 'files') return this.client('an uploaded file', at, 'request.files');
      return this.client(`the request (${name})`, at, `request.${lower}`);
    }
    if (lower === 'request' && !/web|http(?:web)?client|message/.test(path)) return pathValue('request');
    if (path === 'control') {
      if (
        /^(?:text|value|innertext|innerhtml|selectedvalue|selecteditem|postedfile|filebytes|filecontent|filename|checked|selectedindex|commandargument)$/.test(
          lower,
        )
      )
        return lower === 'checked' || lower === 'selectedindex'
          ? UNKNOWN
          : {
              ...this.client(
                obj.source?.what ?? 'a field of the page',
                at,
                lower === 'postedfile' ? 'request.files' : 'control.value',
              ),
            };
      return pathValue(`control.${lower}`);
    }
    if (lower === 'commandargument') return { ...UNKNOWN, taint: 1, source: { what: 'an argument of a button', at } };
    if (lower === 'trustedxslt') this.note('transform', 2, at, FIXED, 'TrustedXslt');
    if (/^(?:responsetext|responsebody|responsestream|getresponsestream)$/.test(lower))
      return { ...UNKNOWN, from: 'net' };
    if (CLEAN_RESULT.has(lower) && lower !== 'read') return { ...UNKNOWN, fixed: obj.fixed };
    const folded = foldCall(lower, obj, [], this.budget);
    if (folded !== undefined && /^(?:length|count)$/.test(lower)) return folded;
    const next = shortened(`${path}.${lower}`);
    return { ...mixed([obj]), path: obj.taint > 0 && path.startsWith('request') ? path : next, file: obj.file };
  }

  private index(node: Extract<Node, { k: 'idx' }>): Value {
    const obj = this.eval(node.obj);
    const args = node.args.map((n) => this.eval(n));
    return this.indexed(obj, args, node.at, node);
  }

  private indexed(obj: Value, args: readonly Value[], at: number, node: Node): Value {
    const key = args[0];
    const path = obj.path ?? '';
    const name = key?.text ?? '';
    if (path === 'request')
      return this.client(name === '' ? 'a form or query value' : `the form, query or cookie value "${name}"`, at);
    // Its own address: a page that writes there writes a page.
    if (path === 'request.servervariables' && /^(?:script_name|path_translated|path_info|url)$/i.test(name))
      return { ...textValue('page.asp'), fixed: false };
    if (path === 'request.servervariables')
      return name === '' || CLIENT_VARIABLE.test(name)
        ? this.client(`the request's ${name === '' ? 'headers' : name}`, at)
        : UNKNOWN;
    if (path.startsWith('request.') && obj.taint > 0 && obj.source !== undefined && path !== 'request.value') {
      const kind = path.slice(8);
      const label = /^(?:form|querystring|params|item)$/.test(kind)
        ? 'form or query value'
        : kind === 'cookies'
          ? 'cookie'
          : kind === 'headers'
            ? 'header'
            : kind === 'files'
              ? 'uploaded file'
              : kind;
      return {
        ...obj,
        path: kind === 'files' ? obj.path : 'request.value',
        source: { what: name === '' ? `a ${label}` : `the ${label} "${name}"`, at: obj.source.at },
      };
    }
    if (/(?:^|\.)(?:session|application|cache|contents)$/.test(path)) {
      return this.session.get(name) ?? this.session.get('*') ?? pathValue('session.value');
    }
    // A method by its name: `window["…"]`, `this["…"]`.
    if (
      name !== '' &&
      obj.items === undefined &&
      obj.text === undefined &&
      obj.taint === 0 &&
      key?.num === undefined &&
      /^[\w.]+$/.test(name)
    ) {
      const value = this.member(obj, name, at, node);
      if (/^(?:this|window|global|me|self)?$/.test(path) || obj.disguise > 0)
        return {
          ...value,
          path: /^(?:this|window|global|me|self)$/.test(path) ? name.toLowerCase() : (value.path ?? ''),
          disguise: key?.disguise === 0 ? 1 : (key?.disguise ?? 1),
        };
      return value;
    }
    if (obj.items !== undefined && key?.num !== undefined) return obj.items[key.num] ?? UNKNOWN;
    if (obj.text !== undefined && key?.num !== undefined && key.num < obj.text.length)
      return textValue(obj.text[key.num] ?? '', 1);
    return { ...mixed([obj]), path: obj.path };
  }

  private concatenated(values: readonly Value[]): Value {
    // Only plain numbers add up; anything else becomes text.
    if (values.length === 2 && values.every((v) => v.num !== undefined)) {
      const sum = arithmetic('+', values[0]?.num ?? 0, values[1]?.num ?? 0);
      if (sum !== undefined) return numberValue(sum, 1);
    }
    const parts: string[] = [];
    let length = 0;
    let known = true;
    let disguise: 0 | 1 | 2 = 0;
    for (const v of values) {
      if (v.disguise === 2) disguise = 2;
      if (v.text === undefined) known = false;
      else {
        parts.push(v.text);
        length += v.text.length;
      }
    }
    if (known && this.budget.fold(length))
      return textValue(parts.join(''), disguise === 2 ? 2 : parts.filter((p) => p !== '').length > 1 ? 1 : 0);
    const all = mixed(values);
    // A path stays rooted where it begins with something of the server's.
    const first = values.find((v) => v.text !== '');
    let prefix = '';
    for (const v of values) {
      if (v.text === undefined) {
        prefix += v.prefix ?? '';
        break;
      }
      prefix += v.text;
      if (prefix.length > 200) break;
    }
    return {
      ...all,
      prefix: prefix === '' ? undefined : prefix.slice(0, 200),
      rooted: first !== undefined && (first.taint === 0 || first.rooted),
      disguise: known ? all.disguise : disguise,
    };
  }

  private operator(node: Extract<Node, { k: 'op' }>): Value {
    const a = this.eval(node.a);
    if (node.op === 'as') {
      const type = node.b?.k === 'id' ? node.b.name.toLowerCase() : '';
      if (NUMERIC_TYPES.has(type)) return a.num !== undefined ? a : { ...UNKNOWN, fixed: a.fixed };
      if (type === 'char' && a.num !== undefined) return textValue(String.fromCharCode(a.num), 2);
      return a.path !== undefined || type === '' || PLAIN_TYPES.has(type) ? a : { ...a, path: type };
    }
    const b = node.b === undefined ? undefined : this.eval(node.b);
    if (node.op === ',') return b ?? UNKNOWN;
    if (node.op === 'test') return { ...UNKNOWN, fixed: a.fixed && (b?.fixed ?? true) };
    if (node.op === '-' && b === undefined && a.num !== undefined) return numberValue(-a.num);
    if (b === undefined) return { ...UNKNOWN, fixed: a.fixed };
    if (a.num !== undefined && b.num !== undefined) {
      const n = arithmetic(node.op, a.num, b.num);
      if (n !== undefined) return numberValue(n, 1);
    }
    if (/^(?:[-^%*+/\\&|]|xor|<<|>>|mod)$/.test(node.op))
      return { ...mixed([a, b]), disguise: /^(?:\^|xor)$/.test(node.op) ? 2 : a.disguise };
    return { ...UNKNOWN, fixed: a.fixed && b.fixed };
  }

  private set(node: Extract<Node, { k: 'set' }>): Value {
    let value = this.eval(node.value);
    const target = node.target;
    if (node.op === '+=' || node.op === '&=') value = this.concatenated([this.eval(target), value]);
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
      const obj = this.eval(target.obj);
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
        this.taintRoot(target.obj, value, obj);
      }
      return value;
    }
    if (target.k === 'idx' || target.k === 'call') {
      const base = target.k === 'idx' ? target.obj : target.fn;
      const args = target.args.map((n) => this.eval(n));
      const obj = this.eval(base);
      if (/(?:^|\.)(?:session|application|cache|contents)$/.test(obj.path ?? '')) {
        const name = args[0]?.text ?? '*';
        const known = this.session.get(name);
        this.session.set(name, known === undefined ? value : joined(known, value));
        return value;
      }
      const first = args[0];
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

  /** A container holds what was put into it. */
  private taintRoot(node: Node, value: Value, obj: Value): void {
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
      fixed: base.fixed && value.fixed,
    });
  }

  private created(node: Extract<Node, { k: 'new' }>): Value {
    const type = this.eval(node.type);
    const name =
      (node.type.k === 'id' ? (this.lookup(node.type.name)?.path ?? node.type.name) : (type.path ?? type.text ?? ''))
        .toLowerCase()
        .split('.')
        .at(-1) ?? '';
    const args = node.args.map((n) => this.eval(n));
    const all = mixed(args);
    for (const init of node.init) {
      if (init.k === 'set') {
        const value = this.eval(init.value);
        const property = init.target.k === 'id' ? `${name}.${init.target.name.toLowerCase()}` : name;
        for (const [pattern, technique] of ASSIGNED)
          if (pattern.test(property)) this.act(technique, value, [value], property, init.at);
        if (value.taint > all.taint) Object.assign(all, { taint: value.taint, source: value.source });
      } else this.eval(init);
    }
    if (name === 'xsltsettings' && node.args.some((a) => a.k === 'id' && a.name.toLowerCase() === 'true'))
      this.note('transform', 2, node.at, all, 'XsltSettings');
    if (name === 'activexobject') return this.objectOf(args[0] ?? UNKNOWN, node.at);
    const technique = CREATED.get(name);
    const first = args[0];
    if (technique !== undefined && first !== undefined && (technique !== 'evaluate' || this.dialect === 'jscript'))
      this.act(technique, all, args, name, node.at);
    if (name === 'string' && first !== undefined) {
      if (first.items?.every((i) => i.text !== undefined))
        return textValue(
          first.items.map((i) => (i.num !== undefined ? String.fromCharCode(i.num) : (i.text ?? ''))).join(''),
          2,
        );
      return first;
    }
    if (name === 'array') return { ...mixed(args), items: args };
    if (/^(?:streamwriter|filestream|binarywriter)$/.test(name) && first !== undefined && first.path !== 'filestream') {
      const reading =
        node.args.some((a) => a.k === 'mem' && /^(?:open|read)$/i.test(a.name)) &&
        !node.args.some(
          (a) => a.k === 'mem' && /^(?:create|openorcreate|append|write|readwrite|createnew|truncate)$/i.test(a.name),
        );
      if (name === 'filestream' && reading) {
        this.act('read', first, [first], name, node.at);
        return { ...pathValue('filestream'), from: 'file' };
      }
      return { ...pathValue(name), file: first.file ?? first };
    }
    if (
      /^(?:streamreader|binaryreader)$/.test(name) &&
      first !== undefined &&
      first.path === undefined &&
      first.from === undefined
    ) {
      if (first.taint > 0 || first.text !== undefined) this.act('read', first, [first], name, node.at);
    }
    if (/^(?:fileinfo|directoryinfo)$/.test(name)) return { ...all, path: name };
    const fn = this.functions.get(this.key(node.type.k === 'id' ? node.type.name : ''));
    if (fn !== undefined) this.enter(fn, args, node.args);
    return { ...all, path: name };
  }

  /** What CreateObject gives for a name. */
  private objectOf(name: Value, at = 0): Value {
    if (name.text !== undefined) {
      const lower = name.text.trim().toLowerCase();
      const id = /\{?([0-9a-f]{8}-[0-9a-f-]{27})\}?/.exec(lower)?.[1];
      return pathValue((id === undefined ? undefined : CLASS_IDS.get(id)) ?? lower, name.disguise);
    }
    if (name.taint > 0) this.note('object', name.taint, at, name, 'CreateObject');
    return { ...mixed([name]), taint: 0, path: 'object', disguise: name.fixed ? 2 : 0 };
  }

  private call(node: Extract<Node, { k: 'call' }>): Value {
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
          const args = node.args.map((n) => this.eval(n));
          if (target.external) return this.external(target, args, node.at);
          return this.enter(target, args, node.args);
        }
      }
      if (known !== undefined && isBasic(this.dialect)) {
        if (
          known.path === undefined ||
          known.items !== undefined ||
          known.taint > 0 ||
          known.path?.startsWith('request')
        )
          return this.indexed(
            known,
            node.args.map((n) => this.eval(n)),
            node.at,
            node,
          );
      }
      if (known === undefined && /^(?:request|session|application)$/i.test(fn.name)) {
        return this.indexed(
          this.identifier(fn.name, node.at),
          node.args.map((n) => this.eval(n)),
          node.at,
          node,
        );
      }
      // `var e = eval; e(x)`
      const alias = known?.path?.split('.');
      name = alias?.at(-1) ?? fn.name.toLowerCase();
      if (alias !== undefined && alias.length > 1) recv = pathValue(alias.slice(0, -1).join('.'));
      disguise = known?.disguise ?? (alias === undefined ? 0 : 1);
      if (known?.method !== undefined) name = known.method;
    } else if (fn.k === 'mem') {
      recv = this.eval(fn.obj);
      name = fn.name.toLowerCase();
      if (recv.path === 'request' || /(?:^|\.)request$/.test(recv.path ?? '')) {
        const args = node.args.map((n) => this.eval(n));
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
        const args = node.args.map((n) => this.eval(n));
        return own.external
          ? this.external(own, args, node.at)
          : joined(this.enter(own, args, node.args), recv.taint > 0 ? mixed([recv]) : UNKNOWN);
      }
      const held = recv.items?.find((i) => i.fn !== undefined || (i.path !== undefined && SINKS.has(i.path)));
      if (held !== undefined && !SINKS.has(name)) {
        // `{ a: eval }.a(x)`: which of its functions is called does not matter.
        const args = node.args.map((n) => this.eval(n));
        return held.fn === undefined
          ? this.invoke(UNKNOWN, held.path ?? '', args, node, 1)
          : this.enter(held.fn, args, node.args);
      }
      const stored = this.lookup(`${rootOf(fn.obj) ?? ''}.${fn.name}`);
      if (stored?.fn !== undefined)
        return this.enter(
          stored.fn,
          node.args.map((n) => this.eval(n)),
          node.args,
        );
      if (
        isBasic(this.dialect) &&
        /^(?:form|querystring|cookies|servervariables|item|files|headers|params)$/.test(name)
      ) {
        return this.indexed(
          this.member(recv, fn.name, node.at, fn),
          node.args.map((n) => this.eval(n)),
          node.at,
          fn,
        );
      }
    } else {
      const target = this.eval(fn);
      if (target.fn !== undefined)
        return this.enter(
          target.fn,
          node.args.map((n) => this.eval(n)),
          node.args,
        );
      const path = target.path?.split('.') ?? [];
      if (isBasic(this.dialect) || path.length === 0) {
        const args = node.args.map((n) => this.eval(n));
        if (path.length === 0 || target.taint > 0 || (path[0] ?? '') === 'request' || fn.k === 'call')
          return this.indexed(target, args, node.at, fn);
      }
      name = path.at(-1) ?? '';
      recv = { ...target, path: path.slice(0, -1).join('.') };
      disguise = target.disguise;
    }
    const args = node.args.map((n) => this.eval(n));
    return this.invoke(recv, name, args, node, disguise);
  }

  private external(fn: FunctionInfo, args: readonly Value[], at: number): Value {
    const name = [fn.name.toLowerCase(), ...fn.attributes].find((n) => SINKS.has(n));
    if (name !== undefined) this.act(SINKS.get(name)?.[0]?.technique ?? 'start', mixed(args), args, name, at);
    return mixed(args);
  }

  /** A method or function of the platform. */
  private invoke(
    recv: Value,
    name: string,
    args: readonly Value[],
    node: Extract<Node, { k: 'call' }>,
    disguise: 0 | 1 | 2 = 0,
  ): Value {
    const at = node.at;
    const on = recv.path ?? '';
    const first = args[0] ?? UNKNOWN;
    if (
      this.dialect === 'vbscript' &&
      args.some((a) => a.path === 'request') &&
      (args.some((a) => a.path === 'response') || /scriptcontrol/.test(on))
    ) {
      this.note('object', 2, at, { ...FIXED, source: { what: 'the whole request', at } }, name);
    }
    switch (name) {
      case 'createobject':
      case 'gettypefromprogid':
      case 'gettypefromclsid':
      case 'getobject':
        return this.objectOf(first, at);
      case 'createinstance':
        if (first.path !== undefined) return on.includes('assembly') ? { ...first, taint: recv.taint } : first;
        break;
      case 'mappath':
      case 'getfullpath':
        return name === 'mappath'
          ? { ...mixed(args), rooted: first.text !== undefined || first.rooted, text: first.text }
          : mixed(args);
      case 'getmethod':
      case 'getproperty':
      case 'getmember':
        if (first.text !== undefined)
          return {
            ...mixed([recv]),
            path: on,
            method: first.text.toLowerCase(),
            disguise: first.disguise > 0 || recv.disguise > 0 ? 2 : 1,
          };
        if (first.taint > 0) this.note('reflect', first.taint, at, first, name);
        return { ...mixed([recv, ...args]), method: '?', disguise: 2 };
      case 'gettype':
        if (first.text !== undefined)
          return {
            ...pathValue((first.text.split(',')[0] ?? '').toLowerCase().split('.').slice(-2).join('.'), first.disguise),
            taint: recv.taint,
            source: recv.source,
          };
        if (first.taint > 0) this.note('reflect', first.taint, at, first, name);
        break;
      case 'invoke':
      case 'dynamicinvoke':
        if (recv.fn !== undefined) return this.enter(recv.fn, args, node.args);
        if (recv.method !== undefined) {
          const flat = [...args.slice(0, 1), ...(args[1]?.items ?? args.slice(1))];
          return this.invoke({ ...first, path: on }, recv.method, flat.slice(1), node, 2);
        }
        break;
      case 'invokemember':
      case 'callbyname': {
        const member = name === 'callbyname' ? args[1] : first;
        if (member?.text !== undefined) {
          const target = name === 'callbyname' ? first : args[3]?.path !== undefined ? args[3] : recv;
          const list = name === 'callbyname' ? args.slice(3) : (args[4]?.items ?? args.slice(4));
          return this.invoke(target, member.text.toLowerCase(), list, node, 1);
        }
        if (member !== undefined && member.taint > 0) this.note('reflect', member.taint, at, member, name);
        break;
      }
      case 'getref': {
        const own = first.text === undefined ? undefined : this.functions.get(this.key(first.text));
        return own === undefined
          ? first.text === undefined
            ? UNKNOWN
            : pathValue(first.text.toLowerCase(), 1)
          : { ...UNKNOWN, fn: own };
      }
      case 'call':
      case 'apply':
        // JScript: `f.call(this, …)`; the receiver is the function.
        if (this.dialect === 'jscript' && on !== '') {
          const parts = on.split('.');
          return this.invoke(
            pathValue(parts.slice(0, -1).join('.')),
            parts.at(-1) ?? '',
            name === 'call' ? args.slice(1) : (args[1]?.items ?? []),
            node,
            1,
          );
        }
        break;
      case 'getsection':
      case 'getwebapplicationsection':
        if (first.text !== undefined && /machinekey/i.test(first.text)) this.note('keys', 2, at, first, 'machineKey');
        break;
      case 'createtextfile':
      case 'opentextfile':
      case 'createtext':
      case 'appendtext':
      case 'openwrite':
      case 'openastextstream':
      case 'open': {
        if (name === 'open' && on !== 'file' && !on.endsWith('.file')) break;
        const target = name === 'openastextstream' || args.length === 0 ? recv : first;
        const mode = args[1]?.num ?? (name === 'opentextfile' || name === 'openastextstream' ? 1 : 2);
        if (mode === 1 && (name === 'opentextfile' || name === 'openastextstream')) {
          this.act('read', target, [target], name, at);
          return { ...pathValue('textstream'), from: 'file' };
        }
        return { ...pathValue('textstream'), file: target };
      }
      case 'create':
        if (on === 'file' || on.endsWith('.file')) return { ...pathValue('filestream'), file: first };
        if (on === 'powershell') return pathValue('powershell');
        break;
      case 'getfile':
        if (/filesystemobject|^fso/.test(on)) return { ...mixed(args), path: 'fileinfo' };
        break;
      case 'write':
      case 'writeline':
      case 'writebyte':
      case 'writeblanklines':
        if (recv.file !== undefined) this.written(recv.file, mixed(args), name, at);
        break;
      case 'saveas':
        if (recv.taint > 0) this.written(first, recv, name, at, 'upload');
        return UNKNOWN;
      case 'savetofile':
        this.written(first, recv, name, at);
        return UNKNOWN;
      case 'writealltext':
      case 'writeallbytes':
      case 'writealllines':
      case 'appendalltext':
        this.written(first, args[1] ?? UNKNOWN, name, at);
        return UNKNOWN;
      case 'copyto':
        if (first.file !== undefined) this.written(first.file, recv, name, at);
        break;
    }
    if (/standardinput$/.test(on) && (name === 'write' || name === 'writeline'))
      this.act('start', mixed(args), args, 'standardinput', at);
    const sinks = SINKS.get(name);
    if (
      sinks !== undefined &&
      !['saveas', 'savetofile', 'writealltext', 'writeallbytes', 'writealllines', 'appendalltext'].includes(name)
    ) {
      for (const sink of sinks) {
        if (sink.scriptOnly === true && !(this.dialect === 'vbscript' || this.dialect === 'jscript')) continue;
        const hiddenObject = recv.path === 'object' && recv.disguise === 2 && /^(?:run|exec|shellexecute)$/.test(name);
        if (sink.on !== undefined && !sink.on.test(on) && !hiddenObject) continue;
        const relevant =
          sink.arg === undefined
            ? [...args, ...(on.startsWith('request') ? [] : [{ ...recv, disguise: 0 as const }])]
            : [args[sink.arg] ?? UNKNOWN];
        if (sink.arg !== undefined && args.length === 0) continue;
        this.act(
          sink.technique,
          mixed(relevant),
          relevant,
          on === '' ? name : `${on}.${name}`,
          at,
          disguise > 0 ? disguise : recv.disguise,
        );
        if (sink.technique === 'evaluate') {
          const program = relevant[0] ?? UNKNOWN;
          if (program.text !== undefined && program.taint === 0) return this.innerProgram(program, at, false, name);
          return mixed([program], true);
        }
        break;
      }
    }
    return this.result(recv, name, args, node);
  }

  private written(path: Value, content: Value, name: string, at: number, technique: Technique = 'write'): void {
    const strength = path.taint > content.taint ? path : content;
    if (content.text?.includes('<%') || (content.text !== undefined && /runat/i.test(content.text)))
      this.dropped.set(content.text, {
        at: this.innerAt >= 0 ? this.innerAt : at,
        extension: /\.\w{1,6}$/.exec(path.text ?? '')?.[0]?.toLowerCase() ?? '',
      });
    observe(this.observations, {
      technique,
      strength: strength.taint,
      at: this.innerAt >= 0 ? this.innerAt : at,
      source: (content.taint > 0 ? content.source : path.source) ?? path.source,
      what: name,
      raw: path.taint > 0 && !path.rooted,
      text: path.text,
      fixed: content.fixed,
      disguise: content.disguise,
      from: content.from,
      inner: this.innerAt >= 0,
      content: content.taint,
      pathTaint: path.taint,
      pathSource: path.source,
    });
  }

  /** Something that acts is reached by these values. */
  private act(
    technique: Technique,
    value: Value,
    args: readonly Value[],
    what: string,
    at: number,
    disguise: 0 | 1 | 2 = 0,
  ): void {
    const first = args[0] ?? UNKNOWN;
    if (technique === 'evaluate' || technique === 'compile') {
      if (first.text !== undefined && first.taint === 0) {
        this.innerProgram(first, at, technique === 'compile', what);
        return;
      }
    }
    const strong = args.find((a) => a.taint === value.taint && a.taint > 0) ?? value;
    observe(this.observations, {
      technique,
      strength: value.taint,
      at: this.innerAt >= 0 ? this.innerAt : at,
      source: value.source ?? strong.source,
      what,
      raw: technique === 'start' || !strong.rooted,
      text: args
        .map((a) => a.text ?? a.prefix ?? '')
        .join(' ')
        .slice(0, 4000),
      fixed: value.fixed && args.length > 0,
      disguise: disguise > value.disguise ? disguise : value.disguise,
      from: value.from,
      inner: this.innerAt >= 0,
      content: 0,
      prefix: first.prefix,
    });
  }

  /** Program text in a constant is read as part of the page. */
  private innerProgram(value: Value, at: number, compiled: boolean, by: string): Value {
    const text = value.text ?? '';
    if (text.length < 3 || this.inner >= MAX_INNER) return UNKNOWN;
    const id = `${this.dialect}:${text}`;
    const known = this.ran.get(id);
    if (known !== undefined) return known;
    this.ran.set(id, UNKNOWN);
    if (value.disguise === 2 && text.length > 24) {
      observe(this.observations, {
        technique: 'hidden',
        strength: 1,
        at: this.innerAt >= 0 ? this.innerAt : at,
        source: undefined,
        what: 'decoded',
        raw: false,
        text,
        fixed: true,
        disguise: 2,
        from: undefined,
        inner: true,
        content: 0,
      });
    }
    const dialect: Dialect = compiled
      ? /\bimports\b|\bend sub\b/i.test(text)
        ? 'vbnet'
        : 'csharp'
      : /executestatement|addcode|executeglobal/.test(by)
        ? 'vbscript'
        : this.dialect;
    const body = parseCode(text, dialect, 0, this.budget);
    const outerAt = this.innerAt;
    const outerDialect = this.dialect;
    this.innerAt = outerAt >= 0 ? outerAt : at;
    this.inner++;
    this.dialect = dialect;
    this.define(body, isBasic(dialect));
    const last = body.at(-1);
    this.statements(last?.k === 'expr' ? body.slice(0, -1) : body);
    // The value of program text is that of its last expression.
    const result = last?.k === 'expr' ? this.eval(last.e) : UNKNOWN;
    for (const s of body) if (s.k === 'def') this.entry(s);
    this.ran.set(id, result);
    this.inner--;
    this.dialect = outerDialect;
    this.innerAt = outerAt;
    return result;
  }

  private result(recv: Value, name: string, args: readonly Value[], node: Extract<Node, { k: 'call' }>): Value {
    const on = recv.path ?? '';
    const folded = foldCall(name, recv, args, this.budget);
    if (folded !== undefined) return folded;
    const fn = node.fn;
    // Reading into an array or a stream: the caller's variable holds the data afterwards.
    if (recv.taint > 0 && /^(?:read|readblock|copyto|readasync|writeto)$/.test(name)) {
      const target = node.args[0];
      if (target?.k === 'id') this.taintRoot(target, recv, args[0] ?? UNKNOWN);
    }
    if (/^(?:blockcopy|copy|constrainedcopy)$/.test(name) && (args[0]?.taint ?? 0) > 0) {
      for (const n of node.args.slice(1, 4)) if (n.k === 'id') this.taintRoot(n, args[0] ?? UNKNOWN, UNKNOWN);
    }
    if (FILLS.has(name) && fn.k === 'mem' && on !== 'response' && !on.endsWith('.response') && name !== 'parse') {
      const all = mixed(args);
      if (all.taint > 0 || all.from !== undefined) this.taintRoot(fn.obj, all, recv);
      if (recv.file !== undefined) return recv;
      return { ...mixed([recv, ...args]), path: recv.path };
    }
    if (/^(?:session|application)$/.test(on) && name === 'add')
      this.session.set(args[0]?.text ?? '*', args[1] ?? UNKNOWN);
    if (CLEAN_RESULT.has(name)) return { ...UNKNOWN, fixed: recv.fixed && args.every((a) => a.fixed) };
    if (
      name === 'readall' ||
      name === 'readtoend' ||
      name === 'readtext' ||
      name === 'readline' ||
      name === 'readalltext' ||
      name === 'readallbytes' ||
      name === 'readalllines'
    ) {
      if (recv.taint > 0) return mixed([recv]);
      return { ...UNKNOWN, from: recv.from ?? 'file' };
    }
    if (
      /xmlhttp|winhttp|webclient|httpclient|webrequest|webresponse/.test(on) ||
      /^(?:downloadstring|downloaddata|getresponse|getresponsestream)$/.test(name)
    ) {
      return { ...UNKNOWN, path: on, from: 'net' };
    }
    if (
      /(?:^|\.)(?:executereader|executescalar|executenonquery|openrecordset)$/.test(name) ||
      /adodb|recordset|connection|command/.test(on)
    )
      return pathValue('recordset');
    if (
      fn.k === 'id' &&
      !THROUGH.has(name) &&
      (this.dialect === 'vbscript' || this.dialect === 'jscript') &&
      args.some((a) => (a.text?.length ?? 0) >= MIN_HIDDEN && a.taint === 0)
    ) {
      // A function that the page does not show makes something of a long constant.
      return { ...FIXED, disguise: 2 };
    }
    const all = [recv, ...args];
    const known = THROUGH.has(name);
    const out = mixed(fn.k === 'mem' ? all : args, !known);
    const path = on === '' ? name : known && on.startsWith('request') ? on : shortened(`${on}.${name}`);
    const computed = DECODED.test(name);
    return {
      ...out,
      disguise: computed && out.taint === 0 ? 2 : out.disguise,
      fixed:
        known &&
        all.filter((v) => v !== UNKNOWN).every((v) => v.fixed || v.path !== undefined) &&
        all.some((v) => v.fixed),
      path: resultType(path, name),
      file: recv.file,
    };
  }
}

/** `a.b` of a variable's member: the key under which it is kept. */
function rootOf(node: Node): string | undefined {
  const names: string[] = [];
  let n = node;
  while (n.k === 'mem' && names.length < MAX_MEMBERS) {
    names.push(n.name);
    n = n.obj;
  }
  return n.k === 'id' ? [n.name, ...names.reverse()].join('.') : undefined;
}

const shortened = (path: string): string => {
  const parts = path.split('.').filter((p) => p !== '');
  return parts.slice(-3).join('.');
};

function resultType(path: string, name: string): string {
  if (name === 'getcurrentprocess' || path === 'process.start') return 'process';
  return path;
}

function forgetText(value: Value): Value {
  return { ...value, text: undefined, num: undefined, items: undefined };
}

export type { Source };
