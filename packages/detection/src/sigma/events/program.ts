/**
 * The logic of many rules with what they share taken together: each field is a slot, each distinct test an item, so
 * that an event's field is read once and a test that fifty rules make is made once.
 */
import type { Node, Test } from '../detection.js';

export type Step =
  | { readonly op: 'and' | 'or'; readonly parts: readonly Step[] }
  | { readonly op: 'not'; readonly part: Step }
  | { readonly op: 'item'; readonly item: number }
  | { readonly op: 'constant'; readonly value: boolean };

/** One distinct test; of a list of exact values, the whole list. */
export interface Item {
  readonly test: Test;
  /** Number of the field that is looked at first; -1 for keywords. */
  readonly slot: number;
  /** Set where the value must be one of several, folded unless `cased`. */
  readonly oneOf: ReadonlySet<string> | undefined;
  readonly cased: boolean;
}

/** Lists of exact values from this length on are looked up, not gone through. */
const LIST = 3;

export class ProgramBuilder {
  readonly items: Item[] = [];
  readonly fields: string[] = [];
  readonly #slots = new Map<string, number>();
  readonly #known = new Map<string, number>();
  readonly #regexes = new Map<unknown, number>();

  slot(field: string): number {
    let slot = this.#slots.get(field);
    if (slot === undefined) {
      slot = this.fields.push(field) - 1;
      this.#slots.set(field, slot);
    }
    return slot;
  }

  add(node: Node): Step {
    switch (node.kind) {
      case 'constant':
        return { op: 'constant', value: node.value };
      case 'not':
        return { op: 'not', part: this.add(node.part) };
      case 'test':
        return { op: 'item', item: this.#item(node.test) };
      case 'or': {
        const list = this.#list(node.parts);
        return list ?? { op: 'or', parts: node.parts.map((part) => this.add(part)) };
      }
      case 'and':
        // What a rule excludes decides seldom, and costs most.
        return {
          op: 'and',
          parts: [
            ...node.parts.filter(({ kind }) => kind !== 'not'),
            ...node.parts.filter(({ kind }) => kind === 'not'),
          ].map((part) => this.add(part)),
        };
    }
  }

  #list(parts: readonly Node[]): Step | undefined {
    const [first] = parts;
    if (parts.length < LIST || first?.kind !== 'test' || first.test.kind !== 'text') return undefined;
    const { field, pattern } = first.test;
    if (field === undefined) return undefined;
    const values = new Set<string>();
    for (const part of parts) {
      if (part.kind !== 'test' || part.test.kind !== 'text' || part.test.field !== field) return undefined;
      const { plain, cased } = part.test.pattern;
      if (plain === undefined || cased !== pattern.cased) return undefined;
      values.add(plain);
    }
    const item = { test: first.test, slot: this.slot(field), oneOf: values, cased: pattern.cased };
    return { op: 'item', item: this.#keep(`list ${pattern.cased} ${field}\n${[...values].join('\n')}`, item) };
  }

  #item(test: Test): number {
    const slot = test.field === undefined ? -1 : this.slot(test.field);
    const cased = test.kind === 'text' && test.pattern.cased;
    return this.#keep(this.#key(test), { test, slot, oneOf: undefined, cased });
  }

  #keep(key: string, item: Item): number {
    let number = this.#known.get(key);
    if (number === undefined) {
      number = this.items.push(item) - 1;
      this.#known.set(key, number);
    }
    return number;
  }

  #key(test: Test): string {
    if (test.kind === 'text') return `text ${test.field ?? ''}\n${test.pattern.key}`;
    if (test.kind !== 'regex') return JSON.stringify(test);
    // Equal patterns are one object as a rule (`compileRegex`).
    let regex = this.#regexes.get(test.regex);
    if (regex === undefined) {
      regex = this.#regexes.size;
      this.#regexes.set(test.regex, regex);
    }
    return `regex ${test.field ?? ''}\n${regex}`;
  }
}
