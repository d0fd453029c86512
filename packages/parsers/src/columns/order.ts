/**
 * A fixed pseudo-random order of names. Where more names come than can be kept, the first ones in this order
 * stay. Unlike "the first that were seen" this gives the same choice, with complete counts, however the
 * evidence was divided: a name that belongs to the choice belongs to it in every part where it occurs.
 */

/** 53 bits, for one character a byte (other characters count by their code). The order must never change. */
export function orderOf(name: string): number {
  let a = 0x243f_6a88 ^ name.length;
  let b = 0x85a3_08d3;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    a = Math.imul(a ^ c, 0xcc9e_2d51);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b + c, 0x1b87_3593);
    b ^= b >>> 15;
  }
  a = Math.imul(a ^ (a >>> 16) ^ b, 0x85eb_ca6b);
  b = Math.imul(b ^ (b >>> 13) ^ a, 0xc2b2_ae35);
  a ^= a >>> 13;
  b ^= b >>> 16;
  return (b >>> 11) * 0x1_0000_0000 + (a >>> 0);
}

/** Code unit order: the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The `most` items that come first in the order of their names; all of them where they are not more.
 */
export function firstInOrder<T>(items: T[], most: number, nameOf: (item: T) => string): { kept: T[]; others: T[] } {
  if (items.length <= most) return { kept: items, others: [] };
  const orders = Float64Array.from(items, (item) => orderOf(nameOf(item)));
  const limit = orders.slice().sort()[most - 1] ?? Number.POSITIVE_INFINITY;
  const kept = items.filter((_, i) => (orders[i] ?? 0) < limit);
  const others = items.filter((_, i) => (orders[i] ?? 0) > limit);
  // Nearly always one, which is kept; where several share the last place, their names decide.
  const last = items.filter((_, i) => orders[i] === limit).sort((a, b) => compareText(nameOf(a), nameOf(b)));
  const places = most - kept.length;
  return { kept: [...kept, ...last.slice(0, places)], others: [...others, ...last.slice(places)] };
}
