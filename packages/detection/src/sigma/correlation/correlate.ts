/** Works out correlations over all matches of a host (Sigma correlation rules specification 2.1). */
import type { SigmaCorrelation, SigmaRule } from '../rule.js';
import { fold } from '../text.js';
import {
  type CorrelationMatch,
  compareMatches,
  compareText,
  MAX_EPISODE_MATCHES,
  MAX_EPISODES,
  type RuleMatch,
} from './match.js';
import { type Member, memberField, type ResolvedCorrelation, resolveCorrelations } from './resolve.js';
import { findWindows, type TimedItem, type Window } from './windows.js';

/** Windows of a correlation that other correlations may build on. */
const MAX_WINDOWS = 20_000;
/** Records that such a window keeps for its group and values. */
const MAX_WINDOW_SOURCES = 100;

/** An occurrence of a member: a record, or a window of a correlation. */
interface Occurrence {
  readonly first: number;
  readonly time: number;
  /** The records behind it; a record has itself. */
  readonly sources: readonly RuleMatch[];
  /** Values that a correlation has grouped by, by name in lower case. */
  readonly group: ReadonlyMap<string, string> | undefined;
}

interface Item extends TimedItem {
  readonly occurrence: Occurrence;
}

/**
 * Deterministic: equal matches in any order give equal results, ordered by time. Matches of one sliding window that
 * runs on are one episode. Records without a time, or without a field that is grouped by, take no part.
 */
export function correlate(
  correlations: readonly SigmaCorrelation[],
  rules: readonly SigmaRule[],
  matches: readonly RuleMatch[],
): CorrelationMatch[] {
  const occurrences = new Map<string, Occurrence[]>();
  for (const match of [...matches].sort(compareMatches)) {
    if (match.time === undefined || !Number.isFinite(match.time)) continue;
    const list = occurrences.get(match.ruleId) ?? [];
    list.push({ first: match.time, time: match.time, sources: [match], group: undefined });
    occurrences.set(match.ruleId, list);
  }
  const found: CorrelationMatch[] = [];
  for (const resolved of resolveCorrelations(correlations, rules).ordered) {
    const own: CorrelationMatch[] = [];
    const windows: Occurrence[] = [];
    for (const { items, group } of groups(resolved, occurrences)) {
      const satisfied = findWindows(resolved.correlation, items);
      own.push(...episodes(resolved.correlation, items, satisfied, group));
      if (resolved.used) for (const window of satisfied) windows.push(windowOccurrence(items, window, group));
    }
    own.sort(compareEpisodes);
    found.push(...own.slice(0, MAX_EPISODES));
    if (resolved.used) {
      windows.sort((a, b) => a.time - b.time || a.first - b.first);
      occurrences.set(resolved.correlation.id, windows.slice(0, MAX_WINDOWS));
    }
  }
  return found.sort(compareEpisodes);
}

function compareEpisodes(a: CorrelationMatch, b: CorrelationMatch): number {
  return (
    a.first - b.first ||
    a.last - b.last ||
    compareText(a.correlationId, b.correlationId) ||
    compareText(JSON.stringify(a.group), JSON.stringify(b.group))
  );
}

interface Group {
  readonly items: Item[];
  readonly group: Readonly<Record<string, string>>;
}

function groups(
  { correlation, members }: ResolvedCorrelation,
  occurrences: ReadonlyMap<string, readonly Occurrence[]>,
): Group[] {
  const byKey = new Map<string, Group>();
  members.forEach((member, index) => {
    for (const occurrence of occurrences.get(member.id) ?? []) {
      const values = fieldValues(correlation, member, occurrence, correlation.valueFields);
      const item: Item = {
        member: index,
        first: occurrence.first,
        time: occurrence.time,
        values: correlation.valueFields.length === 0 ? undefined : values[0]?.map(fold),
        occurrence,
      };
      const keys = new Set<string>();
      for (const group of fieldValues(correlation, member, occurrence, correlation.groupBy)) {
        const key = JSON.stringify(group.map(fold));
        if (keys.has(key)) continue;
        keys.add(key);
        const known = byKey.get(key);
        if (known !== undefined) known.items.push(item);
        else
          byKey.set(key, {
            items: [item],
            group: Object.fromEntries(correlation.groupBy.map((name, i) => [name, group[i] ?? ''])),
          });
      }
    }
  });
  for (const { items } of byKey.values()) items.sort(compareItems);
  return [...byKey.values()];
}

function compareItems(a: Item, b: Item): number {
  const [left] = a.occurrence.sources;
  const [right] = b.occurrence.sources;
  const place = left === undefined || right === undefined ? 0 : compareMatches(left, right);
  return a.time - b.time || place || a.member - b.member;
}

/** The values of the named fields, for each record behind the occurrence that has them all. */
function fieldValues(
  correlation: SigmaCorrelation,
  member: Member,
  occurrence: Occurrence,
  names: readonly string[],
): string[][] {
  if (names.length === 0) return [[]];
  const fields = names.map((name) => memberField(correlation, member, name));
  const out: string[][] = [];
  for (const source of occurrence.sources) {
    const values: string[] = [];
    for (const field of fields) {
      const value = occurrence.group?.get(field.toLowerCase()) ?? lookUp(source.fields, field);
      if (value === undefined || value === '') break;
      values.push(value);
    }
    if (values.length === fields.length) out.push(values);
  }
  return out;
}

function lookUp(fields: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(fields, name)) return fields[name];
  const lower = name.toLowerCase();
  const key = Object.keys(fields).find((candidate) => candidate.toLowerCase() === lower);
  return key === undefined ? undefined : fields[key];
}

function chosenItems(items: readonly Item[], window: Window): readonly Item[] {
  if (window.chosen === undefined) return items.slice(window.from, window.to + 1);
  return window.chosen.map((index) => items[index]).filter((item) => item !== undefined);
}

function windowOccurrence(items: readonly Item[], window: Window, group: Readonly<Record<string, string>>): Occurrence {
  const chosen = chosenItems(items, { ...window, to: Math.min(window.to, window.from + MAX_WINDOW_SOURCES) });
  return {
    first: items[window.from]?.first ?? 0,
    time: items[window.to]?.time ?? 0,
    sources: chosen.flatMap((item) => item.occurrence.sources).slice(0, MAX_WINDOW_SOURCES),
    group: new Map(Object.entries(group).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** Windows that share records are one episode. */
function episodes(
  correlation: SigmaCorrelation,
  items: readonly Item[],
  windows: readonly Window[],
  group: Readonly<Record<string, string>>,
): CorrelationMatch[] {
  const out: CorrelationMatch[] = [];
  let members = new Set<Item>();
  let end = -1;
  let peak = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    if (members.size > 0) out.push(episode(correlation, [...members], peak, group));
    members = new Set();
    peak = Number.NEGATIVE_INFINITY;
  };
  for (const window of windows) {
    if (window.from > end) flush();
    // What earlier windows of the episode have added need not be looked at again.
    const from = window.chosen === undefined && members.size > 0 ? Math.max(window.from, end + 1) : window.from;
    for (const item of chosenItems(items, { ...window, from })) members.add(item);
    end = Math.max(end, window.to);
    peak = Math.max(peak, window.value);
  }
  flush();
  return out;
}

function episode(
  correlation: SigmaCorrelation,
  items: readonly Item[],
  value: number,
  group: Readonly<Record<string, string>>,
): CorrelationMatch {
  const records = [...new Set(items.flatMap((item) => item.occurrence.sources))].sort(compareMatches);
  const host = records.find((record) => record.host !== undefined)?.host;
  return {
    correlationId: correlation.id,
    first: items.reduce((least, item) => Math.min(least, item.first), Number.POSITIVE_INFINITY),
    last: items.reduce((most, item) => Math.max(most, item.time), Number.NEGATIVE_INFINITY),
    ...(host === undefined ? {} : { host }),
    group,
    value,
    count: records.length,
    matches: records.slice(0, MAX_EPISODE_MATCHES),
  };
}
