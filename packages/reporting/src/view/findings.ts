/** Findings in the order and with the facts that every target shows. */
import type { Assessment, Finding, Place } from '@allclear/model';
import { Outcome, SEVERITY_ORDER } from '@allclear/model';
import { number } from '../text/counts.js';

const OUTCOME_ORDER = Outcome.options;

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Worst first: severity, then outcome, then time, then id. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    SEVERITY_ORDER.indexOf(b.severity) - SEVERITY_ORDER.indexOf(a.severity) ||
    OUTCOME_ORDER.indexOf(b.outcome) - OUTCOME_ORDER.indexOf(a.outcome) ||
    compareText(a.first ?? '~', b.first ?? '~') ||
    compareText(a.id, b.id)
  );
}

/** All findings, worst first. */
export function sortedFindings(a: Assessment): Finding[] {
  return [...a.findings].sort(compareFindings);
}

/** At most `limit` findings, worst first; those that the verdict rests on are always among them (up to the limit). */
export function selectFindings(a: Assessment, limit: number): { shown: Finding[]; left: number } {
  const sorted = sortedFindings(a);
  if (sorted.length <= limit) return { shown: sorted, left: 0 };
  const deciding = new Set([...a.verdict.findings, ...a.answers.flatMap((answer) => answer.findings)]);
  const first = sorted.filter((finding) => deciding.has(finding.id));
  const rest = sorted.filter((finding) => !deciding.has(finding.id));
  const shown = [...first, ...rest].slice(0, limit).sort(compareFindings);
  return { shown, left: sorted.length - shown.length };
}

/** ` line 12, offset 3,456`: where in the file, without the file; empty where nothing more is known. */
export function placeDetail(place: Place): string {
  const parts: string[] = [];
  if (place.line !== undefined) parts.push(`line ${number(place.line)}`);
  if (place.record !== undefined) parts.push(`record ${number(place.record)}`);
  if (place.offset !== undefined) parts.push(`byte ${number(place.offset)}`);
  if (place.key !== undefined) parts.push(`at ${place.key}`);
  return parts.join(', ');
}

/** Names that no shell obeys, in quotes or without: no bracket (but Windows' own), no sign of a variable, no option. */
const PLAIN_NAME = /^(?!-)(?:[\p{L}\p{N}_./\\: +,=~-]|\(x86\))+$/u;

/**
 * How to see it with an ordinary tool. `{file}` and `{line}` that are still open are filled in from the first quote,
 * but a file name that a shell could obey is never put into a command: the placeholder stays and `where` names it.
 */
export function howToSee(finding: Finding): { text: string; where?: string } | undefined {
  if (finding.see === undefined) return undefined;
  const place = finding.quotes[0]?.place;
  if (place === undefined) return { text: finding.see };
  const text = finding.see.replaceAll('{line}', () => (place.line === undefined ? '{line}' : String(place.line)));
  if (!text.includes('{file}')) return { text };
  if (PLAIN_NAME.test(place.file)) return { text: text.replaceAll('{file}', () => place.file) };
  return { text, where: `{file} is ${place.file}` };
}
