/** What was examined, in clauses short enough for one line each. */
import type { Assessment, NotExamined, SourceCoverage } from '@allclear/model';
import { asClause, counted, list, number } from '../text/counts.js';
import { dayRange, milliseconds } from '../text/dates.js';
import { NOT_EXAMINED } from '../text/labels.js';

const HOUR = 3_600_000;
/** A note longer than this is left to the report. */
const MAX_NOTE = 70;
/** Unreadable lines are worth a word on the summary from 1 in this many; the report names every one. */
const UNREADABLE_SHARE = 1000;
/** Titles that begin with a name keep its capital. */
const NAME = /^(?:Exchange|Windows|Velociraptor|[A-Z]{2})/;

function insideSentence(title: string): string {
  return NAME.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** Whether the source begins later than the first sign of the attack. */
export function startsAfterAttack(source: SourceCoverage, a: Assessment): boolean {
  const start = milliseconds(source.period?.from);
  const attack = milliseconds(a.incident.first);
  return start !== undefined && attack !== undefined && start - attack > HOUR;
}

/** `IIS 2021-02-20 to 03-15, complete`; `HttpProxy from 2021-03-01 to 03-15 (starts after the first known attacks)`. */
export function sourceClause(source: SourceCoverage, a: Assessment): string {
  const words = [source.title];
  if (source.period) words.push(dayRange(source.period));
  const state: string[] = [];
  if (source.gaps.length > 0) state.push(`with ${counted(source.gaps.length, 'gap')}`);
  if (source.status === 'partly') state.push('in part');
  if (source.unreadable * UNREADABLE_SHARE > source.records)
    state.push(`${counted(source.unreadable, 'line')} not readable`);
  const note = source.notes.find((text) => /^starts? /i.test(text) && text.length <= MAX_NOTE);
  const late = startsAfterAttack(source, a) ? 'starts after the first sign of the attack' : '';
  const remark = note === undefined ? late : asClause(note);
  if (state.length === 0 && source.period && remark === '' && source.collect === undefined) state.push('complete');
  return words.join(' ') + (state.length > 0 ? `, ${state.join(', ')}` : '') + (remark === '' ? '' : ` (${remark})`);
}

/** The Examined line: `… · … · no registry, no MFT`. */
export function examinedClauses(a: Assessment, limit: number): string[] {
  const there = a.coverage.sources.filter((source) => source.status === 'examined' || source.status === 'partly');
  const clauses = there.slice(0, limit).map((source) => sourceClause(source, a));
  if (there.length > limit) clauses.push(`${number(there.length - limit)} more sources`);
  const missing = a.coverage.sources.filter((source) => source.status === 'missing').map((source) => source.title);
  if (missing.length > 0) {
    const shown = missing.slice(0, limit).map((title) => `no ${insideSentence(title)}`);
    if (missing.length > limit) shown.push(`${number(missing.length - limit)} more missing`);
    clauses.push(shown.join(', '));
  }
  const later = a.coverage.sources.filter((source) => source.status === 'not-supported').map((source) => source.title);
  if (later.length > 0) clauses.push(`there but not supported yet: ${list(later, limit)}`);
  return clauses.length > 0 ? clauses : ['nothing'];
}

/** Reasons with their counts, most frequent first: `2 damaged, 1 encrypted`. */
export function notExaminedReasons(items: readonly NotExamined[]): string {
  const counts = new Map<string, number>();
  for (const item of items) {
    const reason = NOT_EXAMINED[item.code];
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1))
    .map(([reason, count]) => `${number(count)} ${reason}`)
    .join(', ');
}

/** Sources that would answer more, each with the way to collect it. */
export function toCollect(a: Assessment): { title: string; how: string }[] {
  return a.coverage.sources.flatMap((source) =>
    source.collect === undefined ? [] : [{ title: source.title, how: source.collect }],
  );
}
