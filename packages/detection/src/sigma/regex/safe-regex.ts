/**
 * Regular expressions of strangers on the text of attackers. JavaScript's engine backtracks, so a pattern with
 * several repetitions can take for ever on a value made for it. Hence: the platform's engine only while the worst
 * case is small, beyond that an automaton; what neither can do in bounded time is refused when the rule is read.
 */
import { regexRequirement } from '../literals/regex-literals.js';
import { fold } from '../text.js';
import type { RegexNode } from './ast.js';
import { type Automaton, buildAutomaton } from './automaton.js';
import { children, emitRegex } from './emit.js';
import { parseRegex, type RegexFlags, RegexSyntaxError } from './parse.js';

/** Characters of a field's value that a regular expression sees; IIS itself refuses longer URLs by default (16 KB). */
export const REGEX_INPUT_CAP = 65_536;
/** Steps of backtracking that one test may cost at worst. */
export const BACKTRACKING_BUDGET = 4_000_000;
/** A repetition of more than this counts as unbounded. */
const LARGE_REPEAT = 16;
/** More alternatives or options in a row than this can be combined in too many ways. */
const MAX_WAYS = 16;

export interface SafeRegex {
  readonly source: string;
  readonly root: RegexNode;
  test(value: string): boolean;
}

/** Patterns kept: rules of one family name the same exceptions, and compiling is most of what reading a rule costs. */
const MAX_KEPT = 1000;
const kept = new Map<string, SafeRegex>();

/** @throws RegexSyntaxError with one line that says why the pattern cannot be used. */
export function compileRegex(pattern: string, flags: RegexFlags): SafeRegex {
  const key = JSON.stringify([pattern, flags]);
  let regex = kept.get(key);
  if (regex === undefined) {
    regex = compile(pattern, flags);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, regex);
  }
  return regex;
}

function compile(pattern: string, flags: RegexFlags): SafeRegex {
  const root = parseRegex(pattern, flags);
  let native: RegExp;
  try {
    native = new RegExp(emitRegex(root));
  } catch {
    throw new RegexSyntaxError('JavaScript cannot compile it');
  }
  const { degree, explosive } = backtracking(root);
  const exponent = degree + (isAnchored(root) ? 0 : 1);
  const affordable = explosive ? 0 : Math.floor(BACKTRACKING_BUDGET ** (1 / Math.max(1, exponent)));
  let automaton: Automaton | undefined;
  let built = false;
  const automatonOnce = (): Automaton | undefined => {
    if (!built) automaton = buildAutomaton(root);
    built = true;
    return automaton;
  };
  if (affordable < MIN_NATIVE_INPUT && automatonOnce() === undefined)
    throw new RegexSyntaxError('its repetitions can take exponential time together with assertions or references');
  let needs: readonly (readonly string[])[] | undefined | null = null;
  /** Whether the texts that every match holds are there: a search for them costs a hundredth of the automaton. */
  const mayMatch = (text: string): boolean => {
    if (needs === null) needs = demandedTexts(root);
    if (needs === undefined) return true;
    const folded = fold(text);
    return needs.some((all) => all.every((part) => folded.includes(part)));
  };
  return {
    source: pattern,
    root,
    test(value) {
      const text = value.length > REGEX_INPUT_CAP ? value.slice(0, REGEX_INPUT_CAP) : value;
      if (text.length <= affordable) return native.test(text);
      if (!mayMatch(text)) return false;
      return automatonOnce()?.test(text) ?? native.test(text.slice(0, affordable));
    },
  };
}

/** For each way to match, the ASCII texts that must be there, folded; undefined where nothing can be said. */
function demandedTexts(root: RegexNode): readonly (readonly string[])[] | undefined {
  return regexRequirement(root)?.map((parts) =>
    // Letters of other scripts may have a lower case that depends on their neighbours.
    parts.flatMap(({ text }) => fold(text).split(/[^\0-\x7f]+/)).filter((run) => run.length > 1),
  );
}

/** A pattern that may see less than this many characters, and has no automaton, is of no use. */
export const MIN_NATIVE_INPUT = 128;

interface Cost {
  /** Unbounded repetitions that can trade characters with one another: the worst case is length to this power. */
  readonly degree: number;
  /** Small choices in a row. */
  readonly ways: number;
  /** A repetition of something that can itself match in several ways: exponential. */
  readonly explosive: boolean;
}

const FREE: Cost = { degree: 0, ways: 0, explosive: false };

function backtracking(node: RegexNode): Cost {
  if (node.kind === 'set') return FREE;
  const parts = children(node).map(backtracking);
  const sum = (pick: (cost: Cost) => number): number => parts.reduce((total, part) => total + pick(part), 0);
  const max = (pick: (cost: Cost) => number): number => parts.reduce((most, part) => Math.max(most, pick(part)), 0);
  const explosive = parts.some((part) => part.explosive);
  switch (node.kind) {
    case 'sequence': {
      // An assertion is not entered again: it costs for itself, not on top of the rest.
      const asserted = node.items.map((item, i) => (item.kind === 'look' ? (parts[i]?.degree ?? 0) : 0));
      const own = node.items.map((item, i) => (item.kind === 'look' ? 0 : (parts[i]?.degree ?? 0)));
      const degree = Math.max(
        own.reduce((a, b) => a + b, 0),
        ...asserted,
      );
      const ways = sum((part) => part.ways);
      return { degree, ways, explosive: explosive || ways > MAX_WAYS };
    }
    case 'choice':
      return { degree: max((part) => part.degree), ways: 1 + max((part) => part.ways), explosive };
    case 'repeat': {
      const inner = parts[0] ?? { degree: 0, ways: 0, explosive: false };
      const variable = inner.degree > 0 || inner.ways > 0;
      if (node.max > LARGE_REPEAT)
        return {
          degree: inner.degree + (node.max === node.min ? 0 : 1),
          ways: inner.ways,
          explosive: explosive || variable,
        };
      const times = Math.max(1, node.max);
      const ways = inner.ways * times + (node.max === node.min ? 0 : 1);
      return { degree: inner.degree * times, ways, explosive: explosive || ways > MAX_WAYS };
    }
    case 'back':
      return { degree: 1, ways: 0, explosive };
    default:
      return { degree: sum((part) => part.degree), ways: sum((part) => part.ways), explosive };
  }
}

function isAnchored(node: RegexNode): boolean {
  if (node.kind === 'anchor') return node.at === 'start';
  if (node.kind === 'group') return isAnchored(node.item);
  if (node.kind === 'choice') return node.options.every(isAnchored);
  if (node.kind !== 'sequence') return false;
  const [first] = node.items;
  return first !== undefined && isAnchored(first);
}
