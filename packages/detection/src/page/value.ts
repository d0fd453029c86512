/** What is known of a value while a page is read. */
import type { Node, Param, Stmt } from './ast.js';

/** Where data of the caller enters the page. */
export interface Source {
  /** In words: `the form field "x"`. */
  readonly what: string;
  readonly at: number;
}

export interface FunctionInfo {
  readonly name: string;
  readonly params: readonly Param[];
  readonly body: readonly Stmt[];
  readonly attributes: readonly string[];
  readonly external: boolean;
  readonly at: number;
  /** Variables around a function that is a value. */
  readonly captured?: Map<string, Value>;
}

/** 2: the caller decides it; 1: perhaps, through something that could not be followed; 0: no. */
export type Taint = 0 | 1 | 2;

export interface Value {
  /** Known constant. */
  readonly text?: string | undefined;
  readonly num?: number | undefined;
  readonly items?: readonly Value[] | undefined;
  /** Type, object or method: lower case, dotted. */
  readonly path?: string | undefined;
  readonly taint: Taint;
  readonly source?: Source | undefined;
  /** Depends on constants of this page alone, though the constant may not be known. */
  readonly fixed: boolean;
  /** 2: decoded or computed; 1: put together from pieces. */
  readonly disguise: 0 | 1 | 2;
  /** A path whose beginning the server chooses. */
  readonly rooted: boolean;
  /** Read from a file or fetched from elsewhere. */
  readonly from?: 'file' | 'net' | undefined;
  /** A file opened for writing: where. */
  readonly file?: Value | undefined;
  /** Constant with which an unknown text begins. */
  readonly prefix?: string | undefined;
  /** Constant with which an unknown text ends. */
  readonly suffix?: string | undefined;
  /** A dictionary of this page: what lies under which constant key. */
  readonly entries?: ReadonlyMap<string, Value> | undefined;
  /** Other constants that it may be, after branches. */
  readonly others?: readonly string[] | undefined;
  readonly fn?: FunctionInfo | undefined;
  /** Another method by its name (reflection): what `Invoke` calls. */
  readonly method?: string | undefined;
  /** A stream around another one: the variable in which that lies. */
  readonly wraps?: string | undefined;
}

/** All values have the same fields in the same order: that is what keeps the analysis fast. */
function value(
  fixed: boolean,
  text?: string,
  num?: number,
  path?: string,
  disguise: 0 | 1 | 2 = 0,
  rooted = false,
): Value {
  return {
    text,
    num,
    items: undefined,
    path,
    taint: 0,
    source: undefined,
    fixed,
    disguise,
    rooted,
    from: undefined,
    file: undefined,
    prefix: undefined,
    suffix: undefined,
    entries: undefined,
    others: undefined,
    fn: undefined,
    method: undefined,
    wraps: undefined,
  };
}

export const UNKNOWN: Value = value(false);
export const FIXED: Value = value(true);

export const textValue = (text: string, disguise: 0 | 1 | 2 = 0): Value =>
  value(true, text, undefined, undefined, disguise, true);
export const numberValue = (num: number, disguise: 0 | 1 | 2 = 0): Value =>
  value(true, String(num), num, undefined, disguise, true);
export const pathValue = (path: string, disguise: 0 | 1 | 2 = 0): Value =>
  value(false, undefined, undefined, path, disguise);

const larger = (a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 => (a > b ? a : b);

/** Of several things the caller sends, the one that matters most. */
const SECRET = /pass|pwd/i;

/** What is known of something made of all of `values`; no constant. */
export function mixed(values: readonly Value[], weaken = false): Value {
  let taint: Taint = 0;
  let source: Source | undefined;
  let fixed = values.length > 0;
  let disguise: 0 | 1 | 2 = 0;
  let from: 'file' | 'net' | undefined;
  for (const v of values) {
    if (v.taint > taint || (taint > 0 && v.taint === taint && SECRET.test(v.source?.what ?? ''))) {
      taint = v.taint;
      source = v.source;
    }
    fixed = fixed && v.fixed;
    disguise = larger(disguise, v.disguise);
    from ??= v.from;
  }
  if (weaken && taint === 2) taint = 1;
  const first = values[0];
  return {
    text: undefined,
    num: undefined,
    items: undefined,
    path: undefined,
    taint,
    source,
    fixed,
    disguise,
    rooted: first?.rooted ?? false,
    from,
    file: undefined,
    prefix: first?.prefix,
    suffix: undefined,
    entries: undefined,
    others: undefined,
    fn: undefined,
    method: undefined,
    wraps: undefined,
  };
}

/** Constants of one variable that are kept. */
const MAX_OTHERS = 6;
/** Shorter ones are no program. */
const MIN_OTHER = 4;

function alternatives(before: Value, after: Value): readonly string[] | undefined {
  const text = before.text;
  if (text === undefined || text === after.text || text.length < MIN_OTHER || after.text === undefined)
    return after.others ?? before.others;
  // A text that grows is not another one.
  if (after.text.startsWith(text)) return before.others;
  return [...new Set([...(before.others ?? []), ...(after.others ?? []), text])].slice(-MAX_OTHERS);
}

/** One of two values, as after a branch. */
export function joined(before: Value, after: Value): Value {
  const strong = before.taint > after.taint ? before : after;
  const bothKnown = before.taint === 0 && after.taint === 0;
  return {
    text: bothKnown ? after.text : undefined,
    num: bothKnown ? after.num : undefined,
    items: bothKnown ? after.items : undefined,
    path: after.path ?? before.path,
    taint: strong.taint,
    source: strong.source,
    fixed: bothKnown && after.fixed,
    disguise: larger(before.disguise, after.disguise),
    rooted: before.taint > 0 && after.taint > 0 ? before.rooted && after.rooted : strong.rooted,
    from: after.from ?? before.from,
    file: after.file ?? before.file,
    prefix: after.prefix ?? before.prefix,
    suffix: after.suffix ?? before.suffix,
    entries: after.entries ?? before.entries,
    others: bothKnown ? alternatives(before, after) : undefined,
    fn: after.fn ?? before.fn,
    method: after.method ?? before.method,
    wraps: after.wraps ?? before.wraps,
  };
}

/** `x` of `x`, `x[1]`, `x.y`: the variable at the bottom. */
export function rootName(node: Node): string | undefined {
  let n = node;
  for (let i = 0; i < 50; i++) {
    if (n.k === 'id') return n.name;
    if (n.k === 'mem') {
      if (n.obj.k === 'id' && /^(?:this|me|self)$/i.test(n.obj.name)) return n.name;
      n = n.obj;
    } else if (n.k === 'idx') n = n.obj;
    else if (n.k === 'call') n = n.fn;
    else if (n.k === 'op' && n.op === 'as') n = n.a;
    else return undefined;
  }
  return undefined;
}
