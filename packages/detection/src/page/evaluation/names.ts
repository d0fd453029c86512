/** Names of values: dotted, lower case. */
import type { Node } from '../ast.js';
import type { Value } from '../value.js';
import { MAX_MEMBERS } from './bounds.js';

/** `a.b` of a variable's member: the key under which it is kept. */
export function rootOf(node: Node): string | undefined {
  const names: string[] = [];
  let n = node;
  while (n.k === 'mem' && names.length < MAX_MEMBERS) {
    names.push(n.name);
    n = n.obj;
  }
  return n.k === 'id' ? [n.name, ...names.reverse()].join('.') : undefined;
}

export const shortened = (path: string): string => {
  const parts = path.split('.').filter((p) => p !== '');
  return parts.slice(-3).join('.');
};

export function resultType(path: string, name: string): string {
  if (name === 'getcurrentprocess' || path === 'process.start') return 'process';
  return path;
}

export function forgetText(value: Value): Value {
  return { ...value, text: undefined, num: undefined, items: undefined };
}

/** An object whose kind the caller chose. */
export const CHOSEN = 'object.chosen';

/** A method whose name the page computes. */
export const HIDDEN = '?hidden';
