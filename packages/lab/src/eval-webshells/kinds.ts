/**
 * Kinds of pages: near-duplicates counted as one. Two pages are of one kind when they share most of their word
 * sequences; collections copy from one another and change a password or a title.
 */

/** Words of a sequence. */
const SEQUENCE = 4;
/** Values of a page's sketch (minimum of as many hash functions), in bands that find candidates. */
const VALUES = 64;
const ROWS = 4;
/** Share of equal sketch values from which on two pages are of one kind (an estimate of the Jaccard index). */
const ALIKE = 0.7;
/** Words of a page that are looked at. */
const MAX_WORDS = 50_000;

const mix = (value: number): number => {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** MinHash sketch of the word sequences of a text. */
export function sketch(text: string): Uint32Array {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).slice(0, MAX_WORDS).map(hashText);
  const out = new Uint32Array(VALUES).fill(0xffffffff);
  for (let i = 0; i + SEQUENCE <= Math.max(words.length, SEQUENCE); i++) {
    let h = 0;
    for (let j = i; j < i + SEQUENCE; j++) h = mix(Math.imul(h, 31) + (words[j] ?? 0));
    for (let v = 0; v < VALUES; v++) {
      const value = mix(h + Math.imul(v, 0x9e3779b1));
      if (value < (out[v] ?? 0)) out[v] = value;
    }
  }
  return out;
}

/** For each text the number of its kind; numbers are those of the first text of the kind. */
export function kindsOf(sketches: readonly Uint32Array[]): number[] {
  const parent = sketches.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) at = up;
    return at;
  };
  const bands = new Map<string, number>();
  for (const [i, one] of sketches.entries()) {
    for (let band = 0; band < VALUES; band += ROWS) {
      const key = `${band}:${one.slice(band, band + ROWS).join()}`;
      const known = bands.get(key);
      if (known === undefined) bands.set(key, i);
      else {
        const other = sketches[known];
        if (other !== undefined && alike(one, other)) {
          const [a, b] = [root(i), root(known)];
          parent[Math.max(a, b)] = Math.min(a, b);
        }
      }
    }
  }
  return parent.map((_, i) => root(i));
}

function alike(a: Uint32Array, b: Uint32Array): boolean {
  let equal = 0;
  for (let i = 0; i < VALUES; i++) if (a[i] === b[i]) equal++;
  return equal >= ALIKE * VALUES;
}
