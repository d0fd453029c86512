/** Values put together. */
import type { Node } from '../ast.js';
import { arithmetic } from '../fold.js';
import { mixed, numberValue, textValue, UNKNOWN, type Value } from '../value.js';
import { NUMERIC_TYPES, PLAIN_TYPES } from '../vocabulary.js';
import { Access } from './access.js';

export abstract class Operators extends Access {
  protected concatenated(values: readonly Value[]): Value {
    // Only plain numbers add up; anything else becomes text.
    if (values.length === 2 && values.every((v) => v.num !== undefined)) {
      const sum = arithmetic('+', values[0]?.num ?? 0, values[1]?.num ?? 0);
      if (sum !== undefined) return numberValue(sum, 1);
    }
    const parts: string[] = [];
    let length = 0;
    let known = true;
    let disguise: 0 | 1 | 2 = 0;
    for (const v of values) {
      if (v.disguise === 2) disguise = 2;
      if (v.text === undefined) known = false;
      else {
        parts.push(v.text);
        length += v.text.length;
      }
    }
    if (known && this.budget.fold(length))
      return textValue(parts.join(''), disguise === 2 ? 2 : parts.filter((p) => p !== '').length > 1 ? 1 : 0);
    const all = mixed(values);
    // A path stays rooted where it begins with something of the server's.
    const first = values.find((v) => v.text !== '');
    let prefix = '';
    for (const v of values) {
      if (v.text === undefined) {
        prefix += v.prefix ?? '';
        break;
      }
      prefix += v.text;
      if (prefix.length > 200) break;
    }
    const last = values.findLast((v) => v.text !== '');
    const suffix = known ? undefined : (last?.text ?? last?.suffix);
    return {
      ...all,
      suffix: suffix?.slice(-200),
      prefix: prefix === '' ? undefined : prefix.slice(0, 200),
      rooted: first !== undefined && (first.taint === 0 || first.rooted),
      disguise: known ? all.disguise : disguise,
    };
  }

  protected operator(node: Extract<Node, { k: 'op' }>): Value {
    const a = this.resolve(node.a);
    if (node.op === 'as') {
      const type = node.b?.k === 'id' ? node.b.name.toLowerCase() : '';
      if (NUMERIC_TYPES.has(type)) return a.num !== undefined ? a : { ...UNKNOWN, fixed: a.fixed };
      if (type === 'char' && a.num !== undefined) return textValue(String.fromCharCode(a.num), 2);
      return a.path !== undefined || type === '' || PLAIN_TYPES.has(type) ? a : { ...a, path: type };
    }
    const b = node.b === undefined ? undefined : this.resolve(node.b);
    if (node.op === ',') return b ?? UNKNOWN;
    if (node.op === 'test') return { ...UNKNOWN, fixed: a.fixed && (b?.fixed ?? true) };
    if (node.op === '-' && b === undefined && a.num !== undefined) return numberValue(-a.num);
    if (b === undefined) return { ...UNKNOWN, fixed: a.fixed };
    if (a.num !== undefined && b.num !== undefined) {
      const n = arithmetic(node.op, a.num, b.num);
      if (n !== undefined) return numberValue(n, 1);
    }
    if (/^(?:[-^%*+/\\&|]|xor|<<|>>|mod)$/.test(node.op))
      return { ...mixed([a, b]), disguise: /^(?:\^|xor)$/.test(node.op) ? 2 : a.disguise };
    return { ...UNKNOWN, fixed: a.fixed && b.fixed };
  }
}
