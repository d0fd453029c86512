/** Small pieces of plain English, shared by answers and notes. */
import type { Finding } from '@allclear/model';

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function list(values: readonly string[], shown = 2): string {
  const unique = [...new Set(values)];
  if (unique.length <= shown) return unique.length === 2 ? unique.join(' and ') : unique.join(', ');
  return `${unique.slice(0, shown).join(', ')} and ${unique.length - shown} more`;
}

/** A sentence as the end of another one: `The build is not known.` -> `the build is not known`. */
export function clause(sentence: string): string {
  return sentence.replace(/\.$/, '').replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** `2021-03-03 06:49:42 UTC`. */
export function when(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}
export function day(instant: string): string {
  return instant.slice(0, 10);
}

export function earliest(findings: readonly Finding[]): string | undefined {
  return findings
    .map((f) => f.first)
    .filter((t): t is string => t !== undefined)
    .sort()[0];
}

export function latest(findings: readonly Finding[]): string | undefined {
  return findings
    .map((f) => f.last ?? f.first)
    .filter((t): t is string => t !== undefined)
    .sort()
    .at(-1);
}

export function entityValues(findings: readonly Finding[], kind: string): string[] {
  return [...new Set(findings.flatMap((f) => f.entities.filter((e) => e.kind === kind).map((e) => e.value)))];
}

export function bytes(n: number): string {
  if (n < 1_000) return `${n} bytes`;
  if (n < 1_000_000) return `${(n / 1_000).toFixed(0)} kB`;
  if (n < 1_000_000_000) return `${(n / 1_000_000).toFixed(1)} MB`;
  return `${(n / 1_000_000_000).toFixed(1)} GB`;
}
