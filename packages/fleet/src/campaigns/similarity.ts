/** How much speaks for two groups being one. Depends on shares, not on sizes: a large group attracts nothing by being large. */
import type { Group } from './group.js';
import { LINK_KINDS, type LinkKind, WEIGHTS } from './kinds.js';
import type { Rarity } from './rarity.js';

export interface Agreement {
  readonly kind: LinkKind | 'hours';
  readonly value: string;
  readonly weight: number;
}

/** Sum over kinds of what agrees and what does not. `notes` gets the parts, for those who ask why. */
export function similarity(a: Group, b: Group, rarity: Rarity, notes?: Agreement[]): number {
  let total = hours(a, b, notes);
  let strong = 0;
  let program = 0;
  for (const kind of LINK_KINDS) {
    if (a.told[kind] === 0 || b.told[kind] === 0) continue;
    const [small, large] = a.values[kind].size <= b.values[kind].size ? [a, b] : [b, a];
    let overlap = 0;
    let weight = 0;
    for (const [value, count] of small.values[kind]) {
      const other = large.values[kind].get(value);
      if (other === undefined) continue;
      // Of the group that has less of it: a third of it shared is a third of the weight, seldom is enough where groups change.
      const share = Math.min(count / small.told[kind], other / large.told[kind]);
      const own = rarity.weight(kind, value);
      overlap += share;
      weight = Math.max(weight, own * damped(kind, share));
      if (notes !== undefined && own > 0) notes.push({ kind, value, weight: own });
    }
    const { disagree } = WEIGHTS[kind];
    total -= disagree * Math.max(0, 1 - overlap / RENEWED[kind]);
    // Equal files have equal programs, which read equal parameters: that is one agreement, not three.
    if (PROGRAM.has(kind)) program = Math.max(program, weight);
    else total += weight;
    if (WEIGHTS[kind].strong) strong = Math.max(strong, weight);
  }
  total += program;
  return strong >= STRONG ? total : Math.min(total, 0);
}

const PROGRAM: ReadonlySet<LinkKind> = new Set<LinkKind>(['shell-parameter', 'shell-body', 'file-hash']);

/** A link needs one trait at least that is rare by itself. */
const STRONG = 1.5;

/** How much of the values must be shared before nothing counts as disagreeing: a group uses several addresses and names. */
const RENEWED: Readonly<Record<LinkKind, number>> = {
  'shell-parameter': 1,
  'shell-body': 0.3,
  'file-hash': 0.3,
  client: 0.2,
  'file-name': 0.2,
  'name-order': 0.2,
  task: 0.3,
  stem: 1,
  folder: 1,
  'user-agent': 0.5,
};

/** Of things that a group has several of, a part in common is enough. */
function damped(kind: LinkKind, share: number): number {
  return Math.min(1, share / RENEWED[kind]);
}

/** Fewer times do not make working hours. */
const TIMES = 4;
const NEAR = 2;
const WORKING = 0.5;
const NOT_WORKING = 2.5;

function hours(a: Group, b: Group, notes: Agreement[] | undefined): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  const known = large.hours.reduce((sum, count) => sum + count, 0);
  const own = small.hours.reduce((sum, count) => sum + count, 0);
  if (known < TIMES || own === 0) return 0;
  const least = Math.max(1, known * 0.03);
  let inside = 0;
  for (let hour = 0; hour < 24; hour++) {
    const count = small.hours[hour] ?? 0;
    if (count === 0) continue;
    let there = 0;
    for (let step = -NEAR; step <= NEAR; step++) there += large.hours[(hour + step + 24) % 24] ?? 0;
    if (there >= least) inside += count;
  }
  const share = inside / own;
  // Few times say little; also a good worker stays late once.
  const trust = Math.min(1, known / (3 * TIMES)) * Math.min(1, own / 3);
  const weight = trust * (share * WORKING - (1 - share) * NOT_WORKING);
  if (notes !== undefined && weight > 0) notes.push({ kind: 'hours', value: 'same hours of the day', weight });
  return weight;
}
