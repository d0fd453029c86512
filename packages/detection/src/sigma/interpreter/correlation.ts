/**
 * Correlations worked out by trying every span of time that begins with an event: whether, and where, a correlation
 * holds at all, group by group. Episodes, peaks and limits are the engine's affair. Specification: Sigma correlation rules 2.1.
 */
import { interpretCondition } from './condition.js';
import type { Yaml } from './rule.js';

/** A match of a rule. */
export interface Hit {
  /** Id or name, as correlations refer to it. */
  readonly rule: string;
  /** Seconds. */
  readonly time: number;
  readonly fields: Readonly<Record<string, string>>;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The groups in which the correlation holds: the values of `group-by`, in its order and in lower case; sorted. */
export function interpretCorrelation(correlation: Yaml, hits: readonly Hit[]): string[][] {
  const groups = [...satisfied(correlation, hits)].filter(([, windows]) => windows.length > 0);
  return groups
    .map(([key]) => JSON.parse(key) as string[])
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** What a correlation that others build on is to them: one hit for each span of time in which it holds. */
export function hitsOfCorrelation(name: string, correlation: Yaml, hits: readonly Hit[]): Hit[] {
  const groupBy = names(correlation['group-by'] ?? []);
  return [...satisfied(correlation, hits)].flatMap(([key, windows]) => {
    const values = JSON.parse(key) as string[];
    const group = Object.fromEntries(groupBy.map((field, i) => [field, values[i] ?? '']));
    return windows.map((window) => {
      const time = window.reduce((latest, hit) => Math.max(latest, hit.time), Number.NEGATIVE_INFINITY);
      return { rule: name, time, fields: { ...window[0]?.fields, ...group } };
    });
  });
}

function satisfied(correlation: Yaml, hits: readonly Hit[]): Map<string, Hit[][]> {
  const rules = names(correlation.rules);
  const groupBy = names(correlation['group-by'] ?? []);
  const span = /^(\d+)([smhd])$/.exec(String(correlation.timespan));
  if (span === null) throw new Error('timespan');
  const length = Number(span[1]) * (UNITS[span[2] ?? ''] ?? 0);
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    if (!rules.includes(hit.rule)) continue;
    const values = groupBy.map((name) => textOf(hit, aliased(correlation, name, hit.rule))?.toLowerCase());
    // An event without the field belongs to no group.
    if (values.some((value) => value === undefined || value === '')) continue;
    const key = JSON.stringify(values);
    groups.set(key, [...(groups.get(key) ?? []), hit]);
  }
  const entries = [...groups].map(([key, members]): [string, Hit[][]] => [
    key,
    windows(members, length).filter((window) => holds(correlation, rules, window)),
  ]);
  return new Map(entries);
}

/** For each event, all that come within the time span from it on; no part of a larger window counts on its own. */
function windows(hits: readonly Hit[], length: number): Hit[][] {
  const all = hits.map((first) => hits.filter(({ time }) => time >= first.time && time <= first.time + length));
  return all.filter(
    (one) => !all.some((other) => other.length > one.length && one.every((hit) => other.includes(hit))),
  );
}

function holds(correlation: Yaml, rules: readonly string[], window: readonly Hit[]): boolean {
  const { type, condition } = correlation;
  const occurs = (rule: string): boolean => window.some((hit) => hit.rule === rule);
  if (type === 'temporal_ordered') return inOrder(rules, window);
  if (type === 'temporal' && condition === undefined) return rules.every(occurs);
  if (typeof condition === 'string') return interpretCondition(condition, rules, occurs);
  const criteria = condition as Yaml;
  const fields = names(criteria.field ?? []);
  const values = window.flatMap((hit) => {
    const own = fields.map((name) => textOf(hit, aliased(correlation, name, hit.rule))?.toLowerCase());
    return own.includes(undefined) ? [] : [own.join('\n')];
  });
  const numbers = values.map(Number).filter((number) => !Number.isNaN(number));
  if (type === 'value_percentile') return percentile(criteria, values, numbers);
  const sum = numbers.reduce((a, b) => a + b, 0);
  const value =
    type === 'temporal'
      ? rules.filter(occurs).length
      : type === 'event_count'
        ? window.length
        : type === 'value_count'
          ? new Set(values).size
          : type === 'value_sum'
            ? sum
            : sum / numbers.length;
  if ((type === 'value_sum' || type === 'value_avg') && numbers.length === 0) return false;
  return Object.entries(criteria).every(([operator, limit]) => {
    return operator === 'field' || compare(operator, value, Number(limit));
  });
}

/** With `percentile`: that percentile of the numbers (nearest rank). Without: the share, in per cent, of one value among all. */
function percentile(criteria: Yaml, values: readonly string[], numbers: readonly number[]): boolean {
  const meets = (value: number): boolean =>
    Object.entries(criteria).every(
      ([operator, limit]) => ['field', 'percentile'].includes(operator) || compare(operator, value, Number(limit)),
    );
  if (criteria.percentile === undefined)
    return values.some((one) => meets((100 * values.filter((other) => other === one).length) / values.length));
  const sorted = [...numbers].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((Number(criteria.percentile) / 100) * sorted.length));
  const value = sorted[rank - 1];
  return value !== undefined && meets(value);
}

function compare(operator: string, value: number, limit: number): boolean {
  const how = OPERATORS[operator];
  if (how === undefined) throw new Error(`unknown: ${operator}`);
  return how(value, limit);
}

const OPERATORS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
  eq: (value, limit) => value === limit,
  neq: (value, limit) => value !== limit,
};

/** One event of each rule, none before that of the rule named before it. */
function inOrder(rules: readonly string[], window: readonly Hit[], from = Number.NEGATIVE_INFINITY): boolean {
  const [first, ...others] = rules;
  if (first === undefined) return true;
  return window.some((hit) => hit.rule === first && hit.time >= from && inOrder(others, window, hit.time));
}

function textOf(hit: Hit, field: string): string | undefined {
  return Object.entries(hit.fields).find(([name]) => name.toLowerCase() === field.toLowerCase())?.[1];
}

function aliased(correlation: Yaml, name: string, rule: string): string {
  const alias = (correlation.aliases as Readonly<Record<string, Readonly<Record<string, string>>>> | undefined)?.[name];
  return alias?.[rule] ?? name;
}

function names(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}
