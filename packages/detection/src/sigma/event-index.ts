/** Which rules can match a Windows event at all, told by its id alone. */
import type { Node, Test } from './detection.js';

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
export class EventIndex<Rule> {
  readonly #any: readonly Rule[];
  readonly #byId = new Map<string, readonly Rule[]>();

  /** The order of the rules is kept. */
  constructor(rules: readonly { readonly rule: Rule; readonly ids: ReadonlySet<string> | undefined }[]) {
    this.#any = rules.filter(({ ids }) => ids === undefined).map(({ rule }) => rule);
    const wanted = new Set(rules.flatMap(({ ids }) => (ids === undefined ? [] : [...ids])));
    for (const id of wanted) {
      this.#byId.set(
        id,
        rules.filter(({ ids }) => ids === undefined || ids.has(id)).map(({ rule }) => rule),
      );
    }
  }

  /** @param id undefined for events without one. */
  rules(id: string | undefined): readonly Rule[] {
    return (id === undefined ? undefined : this.#byId.get(id)) ?? this.#any;
  }
}
