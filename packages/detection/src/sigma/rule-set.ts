import type { EvidenceEvent, LogSource, Problem } from '@allclear/model';
import { type CompiledRule, SigmaMatcher } from './compiled-rule.js';
import { correlationFields, resolveCorrelations } from './correlation/resolve.js';
import { EventIndex } from './event-index.js';
import type { FieldNames } from './event-view.js';
import type { TableLayout } from './literals/layout.js';
import type { SigmaCorrelation, SigmaRule } from './rule.js';
import { PrefilteredTable, type TableMatcher } from './table-matcher.js';

/** Other names that a rule's field has in one log source (each part equal or not given). */
export interface FieldMapping {
  readonly logSource: LogSource;
  /** Rule field -> the event's fields; used where the event has no field of the rule's name. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
}

export interface RuleSetOptions {
  readonly fieldMapping?: readonly FieldMapping[];
}

/** Layouts and log sources kept at a time: evidence can hold any number of made-up ones. */
export const MAX_CACHED = 500;

/**
 * Rules and correlations, compiled once and asked for every log layout (`forTable`) or single event (`matchFact`).
 * Rules that cannot be used are left out and told in `problems`; the constructor does not throw for bad rules.
 */
export class RuleSet {
  readonly rules: readonly CompiledRule[];
  /** Faults between the rules: the same id twice, a correlation that names what is not there. */
  readonly problems: Problem[] = [];
  readonly #matchers: readonly SigmaMatcher[];
  readonly #numbers = new Map<SigmaMatcher, number>();
  /** The log source that a rule names, as a key. */
  readonly #wanted = new Map<SigmaMatcher, string>();
  readonly #mapping: readonly FieldMapping[];
  readonly #names = new Map<string, FieldNames>();
  readonly #tables = new Map<string, TableMatcher>();
  readonly #bySource = new Map<string, readonly SigmaMatcher[]>();
  readonly #indexes = new Map<string, EventIndex<SigmaMatcher>>();
  readonly #indexOf = new WeakMap<LogSource, EventIndex<SigmaMatcher>>();
  readonly #correlationFields: ReadonlyMap<string, readonly string[]>;

  constructor(
    rules: readonly SigmaRule[],
    readonly correlations: readonly SigmaCorrelation[],
    options: RuleSetOptions = {},
  ) {
    this.#mapping = options.fieldMapping ?? [];
    const seen = new Set<string>();
    const matchers: SigmaMatcher[] = [];
    for (const rule of rules) {
      if (seen.has(rule.id)) {
        this.problems.push({ code: 'ALC-R001', file: rule.origin, detail: `the id ${rule.id} is already taken` });
        continue;
      }
      seen.add(rule.id);
      matchers.push(new SigmaMatcher(rule, (source) => this.#fieldNames(source)));
    }
    this.#matchers = matchers;
    for (const matcher of matchers) {
      this.#numbers.set(matcher, this.#numbers.size);
      this.#wanted.set(matcher, sourceKey(matcher.rule.logSource));
    }
    this.rules = matchers;
    const { problems } = resolveCorrelations(correlations, rules);
    this.problems.push(...problems);
    this.#correlationFields = correlationFields(correlations, rules);
  }

  /** Cached by the table's key. */
  forTable(table: TableLayout & { readonly key: string }): TableMatcher {
    let matcher = this.#tables.get(table.key);
    if (matcher === undefined) {
      matcher = new PrefilteredTable(this.#applicable(table.logSource), table, this.#fieldNames(table.logSource));
      remember(this.#tables, table.key, matcher);
    }
    return matcher;
  }

  /** Without prefilter: for facts and for events that do not come as lines. */
  matchFact(event: EvidenceEvent): CompiledRule[] {
    return this.#index(event.logSource).match(event);
  }

  /** Fields that a `RuleMatch` of this rule has to carry so that correlations can be worked out. */
  fieldsForCorrelation(ruleId: string): readonly string[] {
    return this.#correlationFields.get(ruleId) ?? [];
  }

  #applicable(source: LogSource): readonly SigmaMatcher[] {
    const key = sourceKey(source);
    let rules = this.#bySource.get(key);
    if (rules === undefined) {
      // Thousands of rules name a few dozen log sources.
      const answers = new Map<string, boolean>();
      rules = this.#matchers.filter((rule) => {
        const wanted = this.#wanted.get(rule) ?? '';
        let applies = answers.get(wanted);
        if (applies === undefined) {
          applies = rule.appliesTo(source);
          answers.set(wanted, applies);
        }
        return applies;
      });
      remember(this.#bySource, key, rules);
    }
    return rules;
  }

  #index(source: LogSource): EventIndex<SigmaMatcher> {
    // Readers of event logs give the same object for the same source, so that no key is made for each event.
    let index = this.#indexOf.get(source);
    if (index === undefined) {
      const rules = this.#applicable(source);
      // Most channels are the concern of the same few rules: they share what is compiled and what is remembered.
      const same = rules.map((rule) => this.#numbers.get(rule)).join();
      const key = this.#mapping.length === 0 ? same : `${sourceKey(source)}\n${same}`;
      index = this.#indexes.get(key);
      if (index === undefined) {
        index = new EventIndex(rules, this.#fieldNames(source));
        remember(this.#indexes, key, index);
      }
      this.#indexOf.set(source, index);
    }
    return index;
  }

  #fieldNames(source: LogSource): FieldNames {
    const key = sourceKey(source);
    let names = this.#names.get(key);
    if (names === undefined) {
      const merged = new Map<string, string[]>();
      for (const { logSource, fields } of this.#mapping) {
        const applies = (['product', 'service', 'category'] as const).every(
          (part) => logSource[part] === undefined || logSource[part] === source[part],
        );
        if (!applies) continue;
        for (const [field, to] of Object.entries(fields)) {
          const known = merged.get(field.toLowerCase()) ?? [];
          merged.set(field.toLowerCase(), [...known, ...(typeof to === 'string' ? [to] : to)]);
        }
      }
      names = merged;
      remember(this.#names, key, names);
    }
    return names;
  }
}

function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, value);
}

function sourceKey(source: LogSource): string {
  return [source.product, source.service, source.category].map((part) => part?.toLowerCase() ?? '').join('\n');
}
