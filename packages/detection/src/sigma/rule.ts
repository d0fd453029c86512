import type { DetectionMeta, LogSource } from '@allclear/model';
import type { Node } from './detection.js';

export type SigmaLevel = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/** What rules and correlations say about themselves alike. */
export interface SigmaHead {
  /** The rule's id; where it has none its name, else `origin#title`. */
  readonly id: string;
  readonly name: string | undefined;
  readonly title: string;
  readonly status: string | undefined;
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly license: string | undefined;
  readonly references: readonly string[];
  readonly date: string | undefined;
  readonly modified: string | undefined;
  readonly tags: readonly string[];
  readonly level: SigmaLevel | undefined;
  readonly falsePositives: readonly string[];
  /** Where the rule was read from. */
  readonly origin: string;
  /** The custom block `allclear:`; only our own rules have it. */
  readonly meta: DetectionMeta | undefined;
}

export interface SigmaRule extends SigmaHead {
  /** All lower case. */
  readonly logSource: LogSource;
  /** Fields worth showing to a person. */
  readonly fields: readonly string[];
  readonly detection: Node;
}

/** Suppresses matches of other rules: a person's exceptions, apart from the rules that they hold for. */
export interface SigmaFilter extends SigmaHead {
  /** All lower case; only rules that name at least these parts are filtered. */
  readonly logSource: LogSource;
  /** Ids or names, as written. */
  readonly rules: readonly string[] | 'any';
  /** What must hold of an event besides the rule's own detection. */
  readonly keeps: Node;
}

export type CorrelationType =
  | 'event_count'
  | 'value_count'
  | 'value_sum'
  | 'value_avg'
  | 'value_percentile'
  | 'temporal'
  | 'temporal_ordered';

export type CorrelationOperator = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';

export interface SigmaCorrelation extends SigmaHead {
  readonly type: CorrelationType;
  /** Ids or names of rules and correlations, as written. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  /** Milliseconds. */
  readonly timespan: number;
  /** All must hold; empty for `temporal` types means that every rule must occur. */
  readonly conditions: readonly { readonly operator: CorrelationOperator; readonly value: number }[];
  /** For the types that look at values. */
  readonly valueFields: readonly string[];
  /** For `value_percentile`: which percentile, where the condition says so. */
  readonly percentile: number | undefined;
  /** For `temporal`, instead of a count: which rules must (not) occur; `exists` of the rule as written. */
  readonly expression: Node | undefined;
  /** alias -> rule (name or id, as written) -> field of that rule's events. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The rules referred to shall also report on their own. */
  readonly generate: boolean;
}
