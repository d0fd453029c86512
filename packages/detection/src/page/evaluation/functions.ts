/** Functions of the page: what they do with what they are given. */
import { isBasic, type Node, type Stmt } from '../ast.js';
import { accumulates, mentions } from '../mentions.js';
import { FIXED, type FunctionInfo, joined, mixed, pathValue, UNKNOWN, type Value } from '../value.js';
import { CHARACTERS, DECODING, MEMORY_CALLS, NUMERIC_TYPES, PLAIN_TYPES } from '../vocabulary.js';
import { MAX_CALLS, MAX_ENTRIES, MIN_DECODED } from './bounds.js';
import { Calls } from './calls.js';
import type { Scope } from './memory.js';
import { forgetText } from './names.js';

/** Elements of a constant list that are taken for the characters of a text. */
const MIN_ITEMS = 2;

/** Whether data of the caller lies in a variable. */
function arrived(scope: Scope): boolean {
  for (const value of scope.values()) if (value.taint > 0) return true;
  return false;
}

const tainted = (values: readonly Value[]): Pick<Value, 'taint' | 'source' | 'fixed'> => {
  const { taint, source } = mixed(values);
  return { taint, source, fixed: false };
};

export abstract class Functions extends Calls {
  protected define(body: readonly Stmt[], basic: boolean): void {
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
  protected entry(s: Extract<Stmt, { k: 'def' }>): void {
    if (s.external) return;
    const remote =
      this.remoting ||
      s.attributes.some(
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

  protected enter(fn: FunctionInfo, given: readonly Value[], argNodes?: readonly Node[]): Value {
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
    const local: Scope = new Map(fn.captured ?? []);
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
    // What a later line finds out can matter in an earlier one (loops, state machines).
    if (this.stack.length <= 2 && arrived(local)) this.statements(fn.body);
    this.stack.pop();
    for (const [key, before] of fn.captured ?? []) {
      const after = local.get(key);
      if (after !== undefined && after.taint > before.taint) fn.captured?.set(key, after);
    }
    let result: Value =
      this.returned ?? (isBasic(this.dialect) ? local.get(`=${fn.name.toLowerCase()}`) : undefined) ?? UNKNOWN;
    if (
      result.taint === 0 &&
      result.from === undefined &&
      args.some(
        (a) =>
          (a.text?.length ?? 0) >= MIN_DECODED ||
          (a.fixed && (a.disguise === 2 || (a.items?.length ?? 0) >= MIN_ITEMS)),
      ) &&
      this.decoder(fn)
    ) {
      // A loop over characters of a constant: what comes out cannot be known here, but it depends on the page alone.
      result = { ...FIXED, disguise: 2 };
    }
    // A decoder of the page's own looks its characters up: what comes out is what the caller meant to say.
    if (result.taint === 0 && result.from === undefined && args.some((a) => a.taint > 0) && this.decoder(fn))
      result = { ...result, ...tainted(args), text: undefined, num: undefined, items: undefined };
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
  protected decoding(fn: FunctionInfo): boolean {
    const known = this.decoders.get(fn);
    if (known !== undefined) return known;
    const found = mentions(fn.body, DECODING);
    this.decoders.set(fn, found);
    return found;
  }

  /** Whether a function makes text character by character. */
  protected decoder(fn: FunctionInfo): boolean {
    const known = this.characterLoops.get(fn);
    if (known !== undefined) return known;
    const found = mentions(fn.body, CHARACTERS) && accumulates(fn.body);
    this.characterLoops.set(fn, found);
    return found;
  }
}
