import type { Place } from '@allclear/model';

/** A matched record as plain data: what a worker sends home. */
export interface RuleMatch {
  readonly ruleId: string;
  /** Milliseconds since 1970-01-01 UTC. Matches without a time take no part in correlations. */
  readonly time: number | undefined;
  readonly host?: string;
  readonly place: Place;
  /** Holds at least the fields that `RuleSet.fieldsForCorrelation` names, where the record has them. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface CorrelationMatch {
  readonly correlationId: string;
  /** Time of the first and the last record of the episode, milliseconds UTC. */
  readonly first: number;
  readonly last: number;
  readonly host?: string;
  /** `group-by` name -> value as first seen (values are compared without regard to case). */
  readonly group: Readonly<Record<string, string>>;
  /** What the condition looks at, at its height: events, distinct values, sum, average, percentile, rules. */
  readonly value: number;
  /** Records of the episode. */
  readonly count: number;
  /** The earliest of them. */
  readonly matches: readonly RuleMatch[];
}

/** Records that a match carries. */
export const MAX_EPISODE_MATCHES = 1000;
/** Episodes of one correlation. */
export const MAX_EPISODES = 10_000;

/** The order of everything: time, then place, then rule. */
export function compareMatches(a: RuleMatch, b: RuleMatch): number {
  return (
    (a.time ?? 0) - (b.time ?? 0) ||
    compareText(a.place.file, b.place.file) ||
    (a.place.line ?? 0) - (b.place.line ?? 0) ||
    (a.place.offset ?? 0) - (b.place.offset ?? 0) ||
    (a.place.record ?? 0) - (b.place.record ?? 0) ||
    compareText(a.place.key ?? '', b.place.key ?? '') ||
    compareText(a.ruleId, b.ruleId)
  );
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
