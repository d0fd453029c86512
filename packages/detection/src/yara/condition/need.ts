/**
 * What must be noticed before a rule is worth running: the condition can only hold when one of these patterns was
 * found or the file begins with one of these two bytes. Undefined: nothing is known, the rule runs over every file.
 */
import type { Expression, Quantifier } from '../language/ast.js';
import { isList } from '../language/ast.js';
import { textOfPath } from './compile.js';

export interface Need {
  readonly patterns: ReadonlySet<number>;
  /** First two bytes, little endian. */
  readonly heads: ReadonlySet<number>;
  /** About how often a byte of a file makes the rule run. */
  readonly cost: number;
}

export interface NeedContext {
  strings(name: string): readonly number[];
  /** Undefined where a pattern is not noticed by the table. */
  patternCost(pattern: number): number | undefined;
  /** Of a rule that is known; undefined where it runs over every file. */
  ofRule(name: string): Need | undefined;
  rules(name: string): readonly (Need | undefined)[];
}

/** Files that begin so are rare in web folders. */
const HEAD_COST = 1e-7;
/** Modules that know nothing of files that begin otherwise. */
const MODULE_HEADS: Readonly<Record<string, number>> = { pe: 0x5a4d, dotnet: 0x5a4d, elf: 0x457f };

const NEVER: Need = { patterns: new Set(), heads: new Set(), cost: 0 };

export function needOf(e: Expression, context: NeedContext, current?: readonly number[]): Need | undefined {
  const one = (pattern: number): Need | undefined => {
    const cost = context.patternCost(pattern);
    return cost === undefined ? undefined : { patterns: new Set([pattern]), heads: new Set(), cost };
  };
  const named = (id: string): Need | undefined =>
    id === '$' ? either((current ?? []).map(one)) : either(context.strings(id).slice(0, 1).map(one));
  switch (e.op) {
    case 'boolean':
      return e.value ? undefined : NEVER;
    case 'found':
    case 'offset':
    case 'length':
      return named(e.id);
    case 'count':
      return named(e.id);
    case 'name':
      return context.ofRule(e.name);
    case 'and':
      return cheapest(e.items.map((item) => needOf(item, context, current)));
    case 'or':
      return either(e.items.map((item) => needOf(item, context, current)));
    case 'member':
    case 'index':
    case 'call':
      return moduleNeed(e);
    case 'compare':
      return ofComparison(e, context, current);
    case 'test':
    case 'matches':
      return valueNeed(e.left, context, current);
    case 'of': {
      const each =
        e.set.of === 'rules'
          ? e.set.names.flatMap((name) => [...context.rules(name)])
          : e.set.names.flatMap((name) => context.strings(name).map(one));
      return ofQuantified(e.quantifier, each);
    }
    case 'for-of': {
      const { body } = e;
      const each = e.set.names.flatMap((name) =>
        context.strings(name).map((pattern) => needOf(body, context, [pattern])),
      );
      return ofQuantified(e.quantifier, each);
    }
    case 'for-in': {
      const { kind, value } = e.quantifier;
      // Without a round no loop holds, and at least one round must be true.
      const some = kind === 'any' || kind === 'all' || (kind === 'count' && value?.op === 'integer' && value.value > 0);
      const over = isList(e.over) || 'from' in e.over ? undefined : moduleNeed(e.over);
      return some ? cheapest([needOf(e.body, context, current), over]) : undefined;
    }
    default:
      return undefined;
  }
}

function moduleNeed(e: Expression): Need | undefined {
  const module = /^(\w+)\./.exec(textOfPath(e))?.[1] ?? '';
  // `is_pe` and its like are known of every file, but true only of these.
  const head = MODULE_HEADS[module];
  return head === undefined ? undefined : { patterns: new Set(), heads: new Set([head]), cost: HEAD_COST };
}

/** A value that is undefined without its string or its module makes what is computed from it undefined. */
function valueNeed(e: Expression, context: NeedContext, current: readonly number[] | undefined): Need | undefined {
  switch (e.op) {
    case 'offset':
    case 'length':
      return needOf(e, context, current);
    case 'member':
    case 'index':
    case 'call':
      return /\.is_\w+$|\.is_\w+\(\)$/.test(textOfPath(e)) ? undefined : moduleNeed(e);
    case 'arithmetic':
      return cheapest([valueNeed(e.left, context, current), valueNeed(e.right, context, current)]);
    case 'negate':
    case 'complement':
      return valueNeed(e.item, context, current);
    default:
      return undefined;
  }
}

function ofComparison(
  e: Extract<Expression, { op: 'compare' }>,
  context: NeedContext,
  current: readonly number[] | undefined,
): Need | undefined {
  const { how, left, right } = e;
  const value = right.op === 'integer' ? right.value : undefined;
  if (left.op === 'count' && left.in === undefined && value !== undefined) {
    const some = (how === '>' && value >= 0) || ((how === '>=' || how === '==') && value >= 1);
    if (some) return needOf(left, context, current);
  }
  if (how === '==' && left.op === 'read' && left.at.op === 'integer' && left.at.value === 0 && value !== undefined) {
    const head = headOf(left.bytes, left.big, value);
    if (head !== undefined && !left.signed) return { patterns: new Set(), heads: new Set([head]), cost: HEAD_COST };
  }
  return cheapest([valueNeed(left, context, current), valueNeed(right, context, current)]);
}

function headOf(bytes: 1 | 2 | 4, big: boolean, value: number): number | undefined {
  if (bytes === 1) return undefined;
  if (!big) return value % 0x10000;
  const top = bytes === 2 ? value : Math.floor(value / 0x10000);
  return ((top & 0xff) << 8) | ((top >> 8) & 0xff);
}

function ofQuantified({ kind, value }: Quantifier, each: readonly (Need | undefined)[]): Need | undefined {
  let wanted = 0;
  if (kind === 'any') wanted = 1;
  else if (kind === 'all') wanted = each.length;
  else if (kind === 'none') return undefined;
  else if (value?.op !== 'integer') return undefined;
  else wanted = kind === 'percent' ? Math.ceil((value.value * each.length) / 100) : value.value;
  if (wanted < 1) return undefined;
  if (wanted > each.length) return NEVER;
  // Of any n - k + 1 of them one is among the k found: the rarest ones are watched.
  const sorted = [...each].sort(
    (a, b) => (a?.cost ?? Number.POSITIVE_INFINITY) - (b?.cost ?? Number.POSITIVE_INFINITY),
  );
  return either(sorted.slice(0, each.length - wanted + 1));
}

function either(needs: readonly (Need | undefined)[]): Need | undefined {
  const patterns = new Set<number>();
  const heads = new Set<number>();
  let cost = 0;
  for (const need of needs) {
    if (need === undefined) return undefined;
    for (const pattern of need.patterns) patterns.add(pattern);
    for (const head of need.heads) heads.add(head);
    cost += need.cost;
  }
  return { patterns, heads, cost };
}

function cheapest(needs: readonly (Need | undefined)[]): Need | undefined {
  let best: Need | undefined;
  for (const need of needs) if (need !== undefined && (best === undefined || need.cost < best.cost)) best = need;
  return best;
}
