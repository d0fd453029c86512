/** Which rules can match a Windows event at all, told by its id, then by the texts that they demand. */
import type { EvidenceEvent } from '@allclear/model';
import type { Node, Test } from './detection.js';
import { EventPrefilter, FEWEST_RULES } from './event-prefilter.js';

const EVENT_ID = 'eventid';

/** The event ids, as text, of which a matching event has one; undefined where a rule does not say. */
export function demandedEventIds(node: Node): ReadonlySet<string> | undefined {
  switch (node.kind) {
    case 'constant':
      return node.value ? undefined : new Set();
    case 'not':
      return undefined;
    case 'test':
      return idsOfTest(node.test);
    case 'and': {
      const known = node.parts.map(demandedEventIds).filter((ids) => ids !== undefined);
      const [first, ...others] = known;
      return first && new Set([...first].filter((id) => others.every((ids) => ids.has(id))));
    }
    case 'or': {
      const all = new Set<string>();
      for (const part of node.parts) {
        const ids = demandedEventIds(part);
        if (ids === undefined) return undefined;
        for (const id of ids) all.add(id);
      }
      return all;
    }
  }
}

function idsOfTest(test: Test): ReadonlySet<string> | undefined {
  if (test.kind !== 'text' || test.field?.toLowerCase() !== EVENT_ID) return undefined;
  const { plain } = test.pattern;
  return plain === undefined ? undefined : new Set([plain]);
}

/** Rules of one log source, sorted by the event ids that they want. */
export class EventIndex<Rule extends { readonly rule: { readonly detection: Node } }> {
  readonly #any: RuleList<Rule>;
  readonly #byId = new Map<string, RuleList<Rule>>();

  /** The order of the rules is kept. */
  constructor(rules: readonly Rule[]) {
    const demands = rules.map((rule) => ({ rule, ids: demandedEventIds(rule.rule.detection) }));
    this.#any = new RuleList(demands.filter(({ ids }) => ids === undefined).map(({ rule }) => rule));
    for (const id of new Set(demands.flatMap(({ ids }) => (ids === undefined ? [] : [...ids])))) {
      const wanting = demands.filter(({ ids }) => ids === undefined || ids.has(id)).map(({ rule }) => rule);
      this.#byId.set(id, new RuleList(wanting));
    }
  }

  /** Rules that may match the event; they still have to be tried. */
  candidates(event: EvidenceEvent): readonly Rule[] {
    const id = event.get('EventID');
    const list = (id === undefined ? undefined : this.#byId.get(id)) ?? this.#any;
    // Only Windows events are sure to tell all their values: other sources have fields that are worked out on demand.
    return id !== undefined && event.logSource.product === 'windows' ? list.candidates(event) : list.rules;
  }
}

class RuleList<Rule extends { readonly rule: { readonly detection: Node } }> {
  #prefilter: EventPrefilter<Rule> | undefined;

  constructor(readonly rules: readonly Rule[]) {}

  candidates(event: EvidenceEvent): readonly Rule[] {
    if (this.rules.length < FEWEST_RULES) return this.rules;
    this.#prefilter ??= new EventPrefilter(this.rules, ({ rule }) => rule.detection);
    return this.#prefilter.candidates(event);
  }
}
