/**
 * Which literal texts a matching record must hold, out of a rule's logic: a disjunction of conjunctions.
 * `undefined` = nothing can be said; no alternatives at all = the rule cannot match.
 */
import type { Node } from '../detection.js';
import { allOf, anyOf } from './alternatives.js';
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
