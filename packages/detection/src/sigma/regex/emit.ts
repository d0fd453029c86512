/** Writes a parsed pattern as the source of a JavaScript RegExp that needs no flags. */
import type { Anchor, CodeRange, RegexNode } from './ast.js';

const ANCHORS: Readonly<Record<Anchor, string>> = {
  start: '^',
  end: '$',
  'end-or-newline': '(?=\\n?$)',
  'line-start': '(?<![^\\n])',
  'line-end': '(?![^\\n])',
  word: '\\b',
  'not-word': '\\B',
};

export function emitRegex(root: RegexNode): string {
  const captures = usesReferences(root);
  const numbers = new Map<number, number>();
  let next = 0;
  // First pass: the numbers that groups get, as every atomic part adds one of its own.
  const number = (node: RegexNode): void => {
    if (node.kind === 'atomic' || (captures && node.kind === 'group' && node.index !== undefined)) {
      next++;
      if (node.kind === 'group' && node.index !== undefined) numbers.set(node.index, next);
    }
    for (const child of children(node)) number(child);
  };
  number(root);
  next = 0;
  const emit = (node: RegexNode): string => {
    switch (node.kind) {
      case 'set':
        return emitSet(node.ranges);
      case 'sequence':
        return node.items.map((item) => (item.kind === 'choice' ? `(?:${emit(item)})` : emit(item))).join('');
      case 'choice':
        return node.options.map(emit).join('|');
      case 'repeat': {
        const max = node.max === Number.POSITIVE_INFINITY ? '' : String(node.max);
        return `(?:${emit(node.item)}){${node.min},${max}}${node.lazy ? '?' : ''}`;
      }
      case 'group':
        if (captures && node.index !== undefined) {
          next++;
          return `(${emit(node.item)})`;
        }
        return `(?:${emit(node.item)})`;
      case 'atomic': {
        // An assertion is never entered again: (?=(X))\n is what PCRE calls (?>X).
        const own = ++next;
        return `(?:(?=(${emit(node.item)}))\\${own})`;
      }
      case 'look':
        return `(?${node.behind ? '<' : ''}${node.negated ? '!' : '='}${emit(node.item)})`;
      case 'anchor':
        return ANCHORS[node.at];
      case 'back':
        return `(?:\\${numbers.get(node.index) ?? 0})`;
    }
  };
  return emit(root);
}

export function children(node: RegexNode): readonly RegexNode[] {
  switch (node.kind) {
    case 'sequence':
      return node.items;
    case 'choice':
      return node.options;
    case 'repeat':
    case 'group':
    case 'atomic':
    case 'look':
      return [node.item];
    default:
      return [];
  }
}

function usesReferences(node: RegexNode): boolean {
  return node.kind === 'back' || children(node).some(usesReferences);
}

const code = (n: number): string => `\\u${n.toString(16).padStart(4, '0')}`;

function emitSet(ranges: readonly CodeRange[]): string {
  const [only] = ranges;
  if (only === undefined) return '[]';
  if (ranges.length === 1 && only[0] === only[1]) return code(only[0]);
  return `[${ranges.map(([from, to]) => (from === to ? code(from) : `${code(from)}-${code(to)}`)).join('')}]`;
}
