/**
 * A condition with the parts that only another engine can decide replaced: by what makes it hold as often as possible,
 * or as seldom. When the first is false, the rule does not match whatever those parts say; when the second is true, it does.
 */
import type { Expression } from '../language/ast.js';
import { isList, isRange } from '../language/ast.js';
import { textOfPath } from './compile.js';
import { moduleFunction } from './modules.js';

export function relax(e: Expression, isForeignRule: (name: string) => boolean, hold: boolean): Expression {
  const foreign = (part: Expression): boolean => holdsForeign(part, isForeignRule);
  const walk = (part: Expression, wanted: boolean): Expression => {
    if (!foreign(part)) return part;
    switch (part.op) {
      case 'and':
      case 'or':
        return { op: part.op, items: part.items.map((item) => walk(item, wanted)) };
      case 'not':
        return { op: 'not', item: walk(part.item, !wanted) };
      default:
        return { op: 'boolean', value: wanted };
    }
  };
  return walk(e, hold);
}

function holdsForeign(e: Expression, isForeignRule: (name: string) => boolean): boolean {
  const inside = (part: Expression | undefined): boolean => part !== undefined && holdsForeign(part, isForeignRule);
  switch (e.op) {
    case 'member':
    case 'index':
      return true;
    case 'call':
      return moduleFunction(textOfPath(e.of)) === undefined || e.arguments.some(inside);
    case 'name':
      return isForeignRule(e.name);
    case 'found':
      return inside(e.at) || inside(e.in?.from) || inside(e.in?.to);
    case 'count':
      return inside(e.in?.from) || inside(e.in?.to);
    case 'offset':
    case 'length':
      return inside(e.index);
    case 'read':
      return inside(e.at);
    case 'not':
    case 'defined':
    case 'negate':
    case 'complement':
      return inside(e.item);
    case 'and':
    case 'or':
      return e.items.some(inside);
    case 'compare':
    case 'test':
    case 'arithmetic':
      return inside(e.left) || inside(e.right);
    case 'matches':
      return inside(e.left);
    case 'of':
      return (
        inside(e.quantifier.value) ||
        inside(e.in?.from) ||
        inside(e.in?.to) ||
        (e.set.of === 'rules' && e.set.names.some((name) => name.endsWith('*') || isForeignRule(name)))
      );
    case 'for-of':
      return inside(e.quantifier.value) || inside(e.body);
    case 'for-in': {
      if (e.variables.length !== 1 || inside(e.body) || inside(e.quantifier.value)) return true;
      if (isList(e.over)) return e.over.some((item) => item.op === 'text' || inside(item));
      return isRange(e.over) ? inside(e.over.from) || inside(e.over.to) : true;
    }
    default:
      return false;
  }
}
