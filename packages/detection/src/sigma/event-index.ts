/** Which rules can match a Windows event at all, told by its id, then by the texts that they demand. */
import type { EvidenceEvent } from '@allclear/model';
import { both, type Node, type Test } from './detection.js';
import type { FieldNames } from './event-view.js';
import { EventMatcher } from './events/event-matcher.js';
import { fold } from './text.js';

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

/** The detection as it is for events of this id: what it says of the id is decided. */
function forEventId(node: Node, id: string): Node {
  switch (node.kind) {
    case 'constant':
      return node;
    case 'not': {
      const part = forEventId(node.part, id);
      return part.kind === 'constant' ? { kind: 'constant', value: !part.value } : { kind: 'not', part };
    }
    case 'and':
    case 'or': {
      const decisive = node.kind === 'or';
      const parts: Node[] = [];
      for (const item of node.parts) {
        const part = forEventId(item, id);
        if (part.kind !== 'constant') parts.push(part);
        else if (part.value === decisive) return part;
      }
      return parts.length === 0 ? { kind: 'constant', value: !decisive } : both(node.kind, parts);
    }
    case 'test': {
      const { test } = node;
      if (test.kind !== 'text' || test.field?.toLowerCase() !== EVENT_ID) return node;
      return { kind: 'constant', value: test.pattern.test(test.pattern.cased ? id : fold(id)) };
    }
  }
}

interface WithDetection {
  readonly rule: { readonly detection: Node };
}

/** Rules of one log source, sorted by the event ids that they want. What belongs to an id is compiled when it occurs. */
export class EventIndex<Rule extends WithDetection> {
  readonly #demands: readonly { readonly rule: Rule; readonly ids: ReadonlySet<string> | undefined }[];
  readonly #ids: ReadonlySet<string>;
  #others: EventMatcher<Rule> | undefined;
  readonly #byId = new Map<string, EventMatcher<Rule>>();

  /** The order of the rules is kept. @param names the mapping of fields for this log source. */
  constructor(
    rules: readonly Rule[],
    private readonly names: FieldNames,
  ) {
    this.#demands = rules.map((rule) => ({ rule, ids: demandedEventIds(rule.rule.detection) }));
    this.#ids = new Set(this.#demands.flatMap(({ ids }) => (ids === undefined ? [] : [...ids])));
  }

  /** The rules that match, in their order. */
  match(event: EvidenceEvent): Rule[] {
    const id = event.get('EventID');
    return (id !== undefined && this.#ids.has(id) ? this.#of(id) : this.#rest()).match(event);
  }

  #of(id: string): EventMatcher<Rule> {
    let matcher = this.#byId.get(id);
    if (matcher === undefined) {
      const rules = this.#demands.filter(({ ids }) => ids === undefined || ids.has(id)).map(({ rule }) => rule);
      matcher = new EventMatcher(rules, ({ rule }) => forEventId(rule.detection, id), this.names);
      this.#byId.set(id, matcher);
    }
    return matcher;
  }

  #rest(): EventMatcher<Rule> {
    this.#others ??= new EventMatcher(
      this.#demands.filter(({ ids }) => ids === undefined).map(({ rule }) => rule),
      ({ rule }) => rule.detection,
      this.names,
    );
    return this.#others;
  }
}
