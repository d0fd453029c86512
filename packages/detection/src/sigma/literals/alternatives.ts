/** Alternatives (a disjunction) of parts that stand together (a conjunction): joining them with "or" and with "and". */
import { rarity } from './rarity.js';

/** More alternatives than this and the rule has to see every line. */
export const MAX_ALTERNATIVES = 5000;
/** Conjunctions are multiplied out up to so many alternatives. */
const MAX_PRODUCT = 64;

export function anyOf<T>(parts: readonly (readonly T[] | undefined)[]): readonly T[] | undefined {
  const out: T[] = [];
  for (const part of parts) {
    if (part === undefined || out.length + part.length > MAX_ALTERNATIVES) return undefined;
    out.push(...part);
  }
  return out;
}

interface Textual {
  readonly text: string;
}

/** Multiplies out from the most telling part on, leaving away what would grow too much. */
export function allOf<T extends Textual>(
  parts: readonly (readonly (readonly T[])[] | undefined)[],
): readonly (readonly T[])[] | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  const ranked = known
    .map((part) => ({ part, worth: worth(part) }))
    .sort((a, b) => b.worth - a.worth || a.part.length - b.part.length);
  let out: readonly (readonly T[])[] | undefined;
  for (const { part } of ranked) {
    if (part.length === 0) return [];
    if (out === undefined) out = part;
    else if (out.length * part.length <= Math.max(MAX_PRODUCT, out.length))
      out = out.flatMap((left) => part.map((right) => [...left, ...right]));
  }
  return out;
}

function worth(alternatives: readonly (readonly Textual[])[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const parts of alternatives)
    least = Math.min(
      least,
      parts.reduce((most, p) => Math.max(most, rarity(p.text)), 0),
    );
  return least;
}
