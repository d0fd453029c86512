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

/** The `most` items that come first in the order of their names; all of them, untouched, where they are not more. */
export function firstInOrder<T>(items: T[], most: number, nameOf: (item: T) => string): { kept: T[]; others: T[] } {
  if (items.length <= most) return { kept: items, others: [] };
  const ranked = items.map((item) => ({ item, name: nameOf(item), order: orderOf(nameOf(item)) }));
  ranked.sort((x, y) => x.order - y.order || compareText(x.name, y.name));
  return { kept: ranked.slice(0, most).map((r) => r.item), others: ranked.slice(most).map((r) => r.item) };
}
