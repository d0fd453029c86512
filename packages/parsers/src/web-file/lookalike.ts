/** Names made to be overlooked: `RedirSuiteServerProxy.aspx` beside the genuine `RedirSuiteServiceProxy.aspx`. */

const MAX_NAME = 64;
/** Changes that still look alike; one more in a long name, where nobody counts letters. */
export const MAX_DISTANCE = 2;
const LONG_STEM = 16;

/** Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, changes, swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

function split(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? { stem: name, extension: '' } : { stem: name.slice(0, dot), extension: name.slice(dot) };
}

/** Digits and signs that stand for letters. */
const unmask = (stem: string): string =>
  stem.replace(/[013457@$]/g, (c) => ({ 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' })[c] ?? c);

/** Shorter stems resemble everything. */
const MIN_STEM = 5;

/** The genuine name that `name` resembles without being it (same stem with another extension included), or undefined. */
export function lookalikeOf(name: string, genuine: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  if (lower.length > MAX_NAME || genuine.some((other) => other.toLowerCase() === lower)) return undefined;
  const own = split(lower);
  let best: { name: string; distance: number } | undefined;
  for (const candidate of genuine) {
    const other = split(candidate.toLowerCase());
    if (other.stem === own.stem) {
      // Same stem, other extension: logon.ashx beside logon.aspx.
      if (best === undefined || best.distance > 0) best = { name: candidate, distance: 0 };
      continue;
    }
    if (Math.abs(other.stem.length - own.stem.length) > MAX_DISTANCE || other.stem.length < MIN_STEM) continue;
    const allowed = other.stem.length >= LONG_STEM ? MAX_DISTANCE + 1 : MAX_DISTANCE;
    const distance = Math.min(
      editDistance(own.stem, other.stem),
      editDistance(unmask(own.stem), unmask(other.stem)) + 1,
    );
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name;
}
