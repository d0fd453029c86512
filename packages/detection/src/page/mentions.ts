import type { Node, Stmt } from './ast.js';

/** Whether text is put together piece by piece: `x = x & …`, `x += …`, `x.Append(…)`. */
export function accumulates(body: readonly Stmt[]): boolean {
  for (const s of body) {
    if (s.k !== 'expr') continue;
    const e = s.e;
    if (e.k === 'call' && e.fn.k === 'mem' && /^(?:append|push|add)$/i.test(e.fn.name)) return true;
    if (e.k !== 'set') continue;
    if (e.op === '+=' || e.op === '&=') return true;
    if (e.target.k === 'idx' || e.target.k === 'call') return true;
    const target = e.target;
    if (
      target.k === 'id' &&
      e.value.k === 'cat' &&
      e.value.items.some((i) => i.k === 'id' && i.name.toLowerCase() === target.name.toLowerCase())
    )
      return true;
  }
  return false;
}

/** Whether one of `names` (lower case) is named anywhere in `body`. */
export function mentions(body: readonly Stmt[], names: ReadonlySet<string>): boolean {
  const work: (Stmt | Node)[] = [...body];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    switch (item.k) {
      case 'expr':
      case 'ret':
      case 'each':
        work.push(item.e);
        break;
      case 'decl':
        if (item.init) work.push(item.init);
        break;
      case 'def':
      case 'fn':
        for (const s of item.body) work.push(s);
        break;
      case 'id':
        if (names.has(item.name.toLowerCase())) return true;
        break;
      case 'mem':
        if (names.has(item.name.toLowerCase())) return true;
        work.push(item.obj);
        break;
      case 'call':
        work.push(item.fn);
        for (const a of item.args) work.push(a);
        break;
      case 'idx':
        work.push(item.obj);
        for (const a of item.args) work.push(a);
        break;
      case 'new':
        work.push(item.type);
        for (const a of item.args) work.push(a);
        for (const a of item.init) work.push(a);
        break;
      case 'cat':
      case 'list':
      case 'alt':
        for (const a of item.items) work.push(a);
        break;
      case 'op':
        if (/^(?:\^|xor)$/.test(item.op)) return true;
        work.push(item.a);
        if (item.b) work.push(item.b);
        break;
      case 'set':
        work.push(item.target, item.value);
        break;
    }
  }
  return false;
}
