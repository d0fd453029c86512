/** Texts that every match of a regular expression holds. */
import type { RegexNode } from '../regex/ast.js';
import { allOf, anyOf } from './alternatives.js';

export interface RegexLiteral {
  readonly text: string;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

type Literals = readonly (readonly RegexLiteral[])[] | undefined;

export function regexRequirement(root: RegexNode): Literals {
  return ofNode(root, true);
}

/** @param first nothing of the value can stand before this part, apart from what an anchor allows. */
function ofNode(node: RegexNode, first: boolean): Literals {
  const parts: Literals[] = [];
  let run = '';
  let runAtStart = false;
  let anchored = false;
  let consumed = false;
  const flush = (): void => {
    if (run !== '') parts.push([[{ text: run, atStart: runAtStart, atEnd: false }]]);
    run = '';
  };
  const visit = (item: RegexNode): void => {
    switch (item.kind) {
      case 'set': {
        const c = oneLetter(item);
        if (c === undefined) flush();
        else {
          if (run === '') runAtStart = anchored && !consumed;
          run += c;
        }
        consumed = true;
        return;
      }
      case 'sequence':
        for (const inner of item.items) visit(inner);
        return;
      case 'group':
      case 'atomic':
        visit(item.item);
        return;
      case 'anchor':
        if (item.at === 'start' && first && !consumed) anchored = true;
        return;
      case 'choice':
        flush();
        parts.push(anyOf(item.options.map((option) => ofNode(option, false))));
        consumed = true;
        return;
      case 'repeat':
        flush();
        if (item.min > 0) parts.push(ofNode(item.item, false));
        consumed = true;
        return;
      case 'look':
        flush();
        if (!item.negated) parts.push(ofNode(item.item, false));
        return;
      case 'back':
        flush();
        consumed = true;
        return;
    }
  };
  visit(node);
  flush();
  return allOf(parts);
}

/** The letter of a set with one member, or with both cases of one ASCII letter; lower case. */
function oneLetter(set: Extract<RegexNode, { kind: 'set' }>): string | undefined {
  const [a, b] = set.ranges;
  if (a === undefined || a[0] !== a[1] || set.ranges.length > 2) return undefined;
  const letter = String.fromCharCode(a[0]);
  if (b === undefined) return a[0] < 0x80 ? letter.toLowerCase() : letter;
  const isPair = b[0] === b[1] && a[0] >= 0x41 && a[0] <= 0x5a && b[0] === a[0] + 32;
  return isPair ? letter.toLowerCase() : undefined;
}
