/** Evaluates a rule's logic as far as it is decided by which fields a table has at all. */
import { both, type Node, testFields } from '../detection.js';

export function simplify(node: Node, lacks: (field: string) => boolean): Node {
  switch (node.kind) {
    case 'constant':
      return node;
    case 'not': {
      const part = simplify(node.part, lacks);
      return part.kind === 'constant' ? { kind: 'constant', value: !part.value } : { kind: 'not', part };
    }
    case 'and':
    case 'or': {
      const decisive = node.kind === 'or';
      const parts: Node[] = [];
      for (const item of node.parts) {
        const part = simplify(item, lacks);
        if (part.kind !== 'constant') parts.push(part);
        else if (part.value === decisive) return part;
      }
      return parts.length === 0 ? { kind: 'constant', value: !decisive } : both(node.kind, parts);
    }
    case 'test': {
      const { test } = node;
      if (!testFields(test).some(lacks)) return node;
      if (test.kind === 'absent') return { kind: 'constant', value: true };
      if (test.kind === 'exists') return { kind: 'constant', value: !test.expected };
      return { kind: 'constant', value: false };
    }
  }
}
