/** What the evaluation saw, one entry for a place and a technique; the strongest stays. */
import { MAX_FINDINGS } from './limits.js';
import type { Source } from './value.js';
import type { Technique } from './vocabulary.js';

export interface Observation {
  readonly technique: Technique;
  /** Whether data of the caller arrives: 2 surely, 1 perhaps, 0 no. */
  readonly strength: 0 | 1 | 2;
  /** Offset of what acts. */
  readonly at: number;
  readonly source: Source | undefined;
  /** Name of what acts. */
  readonly what: string;
  /** The caller decides from the first character on (a path, a program). */
  readonly raw: boolean;
  /** Constants that arrive there. */
  readonly text: string | undefined;
  readonly fixed: boolean;
  readonly disguise: 0 | 1 | 2;
  readonly from: 'file' | 'net' | undefined;
  /** Seen in program text inside a string. */
  readonly inner: boolean;
  /** For files that are written: whether the content is the caller's. */
  readonly content: 0 | 1 | 2;
  readonly pathTaint?: 0 | 1 | 2;
  readonly pathSource?: Source | undefined;
  /** Of a path only the end is known. */
  readonly ending?: boolean;
  /** Constant with which the content begins that is written. */
  readonly contentPrefix?: string | undefined;
  /** Constant with which the text begins. */
  readonly prefix?: string | undefined;
}

const MAX_OBSERVATIONS = MAX_FINDINGS * 10;

export function observe(all: Map<string, Observation>, one: Observation): void {
  const key = `${one.technique}@${one.at}`;
  const known = all.get(key);
  if (known === undefined) {
    if (all.size < MAX_OBSERVATIONS || one.strength === 2) all.set(key, one);
    return;
  }
  const rank = (o: Observation): number =>
    o.strength * 8 + (o.pathTaint ?? 0) * 2 + o.content * 2 + (o.raw ? 1 : 0) + (o.fixed && o.strength === 0 ? 1 : 0);
  if (rank(one) > rank(known)) all.set(key, one);
}
