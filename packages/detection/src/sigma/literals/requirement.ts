/**
 * Which literal texts a matching record must hold, out of a rule's logic: a disjunction of conjunctions.
 * `undefined` = nothing can be said; no alternatives at all = the rule cannot match.
 */
import type { Node } from '../detection.js';
import { rarity } from './rarity.js';
import { regexRequirement } from './regex-literals.js';

/** A text that the value of `field` (undefined: the whole record) holds; folded, may be short or not ASCII. */
export interface LiteralPart {
  readonly field: string | undefined;
  readonly text: string;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}
export type Alternative = readonly LiteralPart[];
export type Requirement = readonly Alternative[] | undefined;

/** More alternatives than this and the rule has to see every line. */
export const MAX_ALTERNATIVES = 5000;
/** Conjunctions are multiplied out up to so many alternatives. */
const MAX_PRODUCT = 64;

export function requirementOf(node: Node, negated = false): Requirement {
  switch (node.kind) {
    case 'constant':
      return node.value === negated ? [] : undefined;
    case 'not':
      return requirementOf(node.part, !negated);
    case 'and':
    case 'or': {
      const parts = node.parts.map((part) => requirementOf(part, negated));
      return (node.kind === 'and') === negated ? anyOf(parts) : allOf(parts);
    }
    case 'test': {
      const { test } = node;
      if (negated) return undefined;
      if (test.kind === 'text') {
        const { field } = test;
        const literals = test.pattern.literals();
        return literals.length === 0 ? undefined : [literals.map((literal) => ({ field, ...literal }))];
      }
      if (test.kind === 'regex') {
        const { field } = test;
        return regexRequirement(test.regex.root)?.map((parts) => parts.map((part) => ({ field, ...part })));
      }
      return undefined;
    }
  }
}

export function anyOf<T>(parts: readonly (readonly T[] | undefined)[]): readonly T[] | undefined {
  const out: T[] = [];
  for (const part of parts) {
    if (part === undefined || out.length + part.length > MAX_ALTERNATIVES) return undefined;
    out.push(...part);
  }
  return out;
}

interface Textual {
  readonly text: string;
}

/** Multiplies out from the most telling part on, leaving away what would grow too much. */
export function allOf<T extends Textual>(
  parts: readonly (readonly (readonly T[])[] | undefined)[],
): readonly (readonly T[])[] | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  const ranked = known
    .map((part) => ({ part, worth: worth(part) }))
    .sort((a, b) => b.worth - a.worth || a.part.length - b.part.length);
  let out: readonly (readonly T[])[] | undefined;
  for (const { part } of ranked) {
    if (part.length === 0) return [];
    if (out === undefined) out = part;
    else if (out.length * part.length <= Math.max(MAX_PRODUCT, out.length))
      out = out.flatMap((left) => part.map((right) => [...left, ...right]));
  }
  return out;
}

function worth(alternatives: readonly (readonly Textual[])[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const parts of alternatives)
    least = Math.min(
      least,
      parts.reduce((most, p) => Math.max(most, rarity(p.text)), 0),
    );
  return least;
}
