import type { Token } from '../token.js';

/** For each opening bracket the index of its closing one, or -1. */
export function matching(tokens: readonly Token[]): Int32Array {
  const out = new Int32Array(tokens.length).fill(-1);
  const stack: number[] = [];
  const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (let i = 0; i < tokens.length; i++) {
    const t = tokens[i];
    if (t?.k !== 'op') continue;
    if (t.v === '(' || t.v === '[' || t.v === '{') stack.push(i);
    else {
      const wanted = opening[t.v];
      if (wanted === undefined) continue;
      // A bracket that fits further out closes what was left open (unbalanced text).
      for (let back = stack.length - 1; back >= Math.max(0, stack.length - 8); back--) {
        const open = stack[back] ?? -1;
        if (tokens[open]?.v !== wanted) continue;
        for (let j = back; j < stack.length; j++) out[stack[j] ?? 0] = i;
        stack.length = back;
        break;
      }
    }
  }
  return out;
}
