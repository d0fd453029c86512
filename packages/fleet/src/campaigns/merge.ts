/** Groups grow by joining the two that fit best, until none fit: what belongs is decided by whole groups, not by single links. */
import { type Group, joined } from './group.js';
import { LINK_KINDS, WEIGHTS } from './kinds.js';
import { keyOf, type Rarity } from './rarity.js';
import { similarity } from './similarity.js';

export interface MergeOptions {
  /** Least similarity of what is joined. */
  readonly threshold: number;
  /** A value in more groups than this proposes no pairs. */
  readonly popular: number;
}

interface Proposal {
  readonly score: number;
  readonly a: number;
  readonly b: number;
}

/** Deterministic: equal groups in equal order give equal results. */
export function merge(initial: readonly Group[], rarity: Rarity, options: MergeOptions): Group[] {
  const live = new Map(initial.map((group) => [group.id, group]));
  const holders = new Map<string, Set<number>>();
  const heap = new Heap();
  let next = initial.reduce((most, { id }) => Math.max(most, id + 1), 0);
  const keysOf = (group: Group): string[] =>
    LINK_KINDS.filter((kind) => WEIGHTS[kind].strong).flatMap((kind) =>
      [...group.values[kind].keys()]
        .filter((value) => rarity.weight(kind, value) > 0)
        .map((value) => keyOf(kind, value)),
    );
  const keys = new Map<number, string[]>();
  const add = (group: Group): void => {
    const own = keysOf(group);
    keys.set(group.id, own);
    for (const key of own) {
      const known = holders.get(key);
      if (known) known.add(group.id);
      else holders.set(key, new Set([group.id]));
    }
  };
  const propose = (group: Group, others: (id: number) => boolean): void => {
    const seen = new Set<number>();
    for (const key of keys.get(group.id) ?? []) {
      const known = holders.get(key);
      if (known === undefined || known.size > options.popular) continue;
      for (const id of known) {
        if (id === group.id || seen.has(id) || !others(id)) continue;
        seen.add(id);
        const other = live.get(id);
        if (other === undefined) continue;
        const score = similarity(group, other, rarity);
        if (score >= options.threshold) heap.push({ score, a: Math.min(group.id, id), b: Math.max(group.id, id) });
      }
    }
  };
  for (const group of initial) add(group);
  for (const group of initial) propose(group, (id) => id > group.id);
  for (let best = heap.pop(); best !== undefined; best = heap.pop()) {
    const a = live.get(best.a);
    const b = live.get(best.b);
    if (a === undefined || b === undefined) continue;
    for (const old of [a, b]) {
      live.delete(old.id);
      for (const key of keys.get(old.id) ?? []) holders.get(key)?.delete(old.id);
      keys.delete(old.id);
    }
    const group = joined(next++, a, b);
    live.set(group.id, group);
    add(group);
    propose(group, () => true);
  }
  return [...live.values()];
}

/** The best proposal first; equal ones by the age of their groups. */
class Heap {
  readonly #items: Proposal[] = [];

  push(item: Proposal): void {
    this.#items.push(item);
    let at = this.#items.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#before(at, up)) break;
      this.#swap(at, up);
      at = up;
    }
  }

  pop(): Proposal | undefined {
    const [best] = this.#items;
    const last = this.#items.pop();
    if (best === undefined || last === undefined || this.#items.length === 0) return best;
    this.#items[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let first = at;
      if (left < this.#items.length && this.#before(left, first)) first = left;
      if (right < this.#items.length && this.#before(right, first)) first = right;
      if (first === at) return best;
      this.#swap(at, first);
      at = first;
    }
  }

  #before(one: number, other: number): boolean {
    const x = this.#items[one];
    const y = this.#items[other];
    if (x === undefined || y === undefined) return false;
    return x.score !== y.score ? x.score > y.score : x.a !== y.a ? x.a < y.a : x.b < y.b;
  }

  #swap(one: number, other: number): void {
    const x = this.#items[one];
    const y = this.#items[other];
    if (x === undefined || y === undefined) return;
    this.#items[one] = y;
    this.#items[other] = x;
  }
}
