/** Many rules against one event: only those are tried whose rarest demand stands in it. */
import type { EvidenceEvent } from '@allclear/model';
import type { Node } from '../detection.js';
import { evaluateTest } from '../evaluate.js';
import { EventView, type FieldNames, fieldValue } from '../event-view.js';
import { fold } from '../text.js';
import { demandOf, guardOf, type Usage } from './guard.js';
import { type Item, ProgramBuilder, type Step } from './program.js';
import { ValueIndex } from './value-index.js';

export class EventMatcher<Rule> {
  readonly #steps: readonly Step[];
  readonly #items: readonly Item[];
  readonly #fields: readonly string[];
  /** Fields in which something is looked for in every event. */
  readonly #watched: readonly { readonly slot: number; readonly index: ValueIndex }[];
  readonly #keywords: ValueIndex | undefined;
  /** Rules that demand nothing which could be looked for. */
  readonly #always: readonly number[];
  // What is known of the event at hand: valid where the generation is that of the event.
  #generation = 0;
  readonly #raw: (string | undefined)[] = [];
  readonly #rawOf: Uint32Array;
  readonly #folded: (string | undefined)[] = [];
  readonly #foldedOf: Uint32Array;
  readonly #held: Uint8Array;
  readonly #heldOf: Uint32Array;
  readonly #triedOf: Uint32Array;
  #event: EvidenceEvent | undefined;
  #view: EventView | undefined;

  /** @param names the mapping of fields that holds for all events given. */
  constructor(
    private readonly rules: readonly Rule[],
    detectionOf: (rule: Rule) => Node,
    private readonly names: FieldNames,
  ) {
    const builder = new ProgramBuilder();
    const usage: Usage = new Map();
    const detections = rules.map(detectionOf);
    const demands = detections.map((detection) => demandOf(detection, usage));
    this.#steps = detections.map((detection) => builder.add(detection));
    const indexes = new Map<number, ValueIndex>();
    const always: number[] = [];
    demands.forEach((demand, rule) => {
      const guard = guardOf(demand, usage);
      if (guard === undefined) always.push(rule);
      for (const { field, text, exact } of guard ?? []) {
        const slot = field === undefined ? -1 : builder.slot(field);
        let index = indexes.get(slot);
        if (index === undefined) {
          index = new ValueIndex(rules.length);
          indexes.set(slot, index);
        }
        index.add(text, exact, rule);
      }
    });
    for (const index of indexes.values()) index.seal();
    this.#keywords = indexes.get(-1);
    this.#watched = [...indexes].filter(([slot]) => slot >= 0).map(([slot, index]) => ({ slot, index }));
    this.#always = always;
    this.#items = builder.items;
    this.#fields = builder.fields;
    this.#rawOf = new Uint32Array(builder.fields.length);
    this.#foldedOf = new Uint32Array(builder.fields.length);
    this.#held = new Uint8Array(builder.items.length);
    this.#heldOf = new Uint32Array(builder.items.length);
    this.#triedOf = new Uint32Array(rules.length);
  }

  /** The rules that match, in their order. */
  match(event: EvidenceEvent): Rule[] {
    if (this.rules.length === 0) return [];
    this.#begin(event);
    const hits: number[] = [];
    for (const { slot, index } of this.#watched) {
      const value = this.#value(slot);
      if (value !== undefined) this.#try(index.find(value), hits);
    }
    if (this.#keywords !== undefined)
      for (const value of this.#eventView().everything()) this.#try(this.#keywords.find(value), hits);
    for (const rule of this.#always) if (this.#matches(rule)) hits.push(rule);
    this.#event = undefined;
    this.#view = undefined;
    if (hits.length > 1) hits.sort((a, b) => a - b);
    const matching: Rule[] = [];
    for (const hit of hits) {
      const rule = this.rules[hit];
      if (rule !== undefined) matching.push(rule);
    }
    return matching;
  }

  #begin(event: EvidenceEvent): void {
    this.#event = event;
    if (++this.#generation < 0xffffffff) return;
    for (const marks of [this.#rawOf, this.#foldedOf, this.#heldOf, this.#triedOf]) marks.fill(0);
    this.#generation = 1;
  }

  #try(rules: Int32Array, hits: number[]): void {
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] ?? 0;
      if (this.#triedOf[rule] === this.#generation) continue;
      this.#triedOf[rule] = this.#generation;
      if (this.#matches(rule)) hits.push(rule);
    }
  }

  #matches(rule: number): boolean {
    const step = this.#steps[rule];
    return step !== undefined && this.#holds(step);
  }

  #holds(step: Step): boolean {
    switch (step.op) {
      case 'item':
        return this.#itemHolds(step.item);
      case 'and':
        for (const part of step.parts) if (!this.#holds(part)) return false;
        return true;
      case 'or':
        for (const part of step.parts) if (this.#holds(part)) return true;
        return false;
      case 'not':
        return !this.#holds(step.part);
      case 'constant':
        return step.value;
    }
  }

  #itemHolds(number: number): boolean {
    if (this.#heldOf[number] === this.#generation) return this.#held[number] === 1;
    const item = this.#items[number];
    const holds = item !== undefined && this.#test(item);
    this.#heldOf[number] = this.#generation;
    this.#held[number] = holds ? 1 : 0;
    return holds;
  }

  #test({ test, slot, oneOf, cased }: Item): boolean {
    if (slot < 0) return evaluateTest(test, this.#eventView());
    switch (test.kind) {
      case 'text': {
        const value = cased ? this.#value(slot) : this.#foldedValue(slot);
        return value !== undefined && (oneOf === undefined ? test.pattern.test(value) : oneOf.has(value));
      }
      case 'regex': {
        const value = this.#value(slot);
        return value !== undefined && test.regex.test(value);
      }
      case 'exists':
        return (this.#value(slot) !== undefined) === test.expected;
      case 'absent':
        return this.#value(slot) === undefined;
      default:
        return evaluateTest(test, this.#eventView());
    }
  }

  #value(slot: number): string | undefined {
    if (this.#rawOf[slot] === this.#generation) return this.#raw[slot];
    const field = this.#fields[slot];
    const value =
      field === undefined || this.#event === undefined ? undefined : fieldValue(this.#event, this.names, field);
    this.#rawOf[slot] = this.#generation;
    this.#raw[slot] = value;
    return value;
  }

  #foldedValue(slot: number): string | undefined {
    if (this.#foldedOf[slot] === this.#generation) return this.#folded[slot];
    const value = this.#value(slot);
    const folded = value === undefined ? undefined : fold(value);
    this.#foldedOf[slot] = this.#generation;
    this.#folded[slot] = folded;
    return folded;
  }

  /** For the few tests that look at more than one field, or at all. */
  #eventView(): EventView {
    if (this.#event === undefined) throw new Error('outside of match');
    this.#view ??= new EventView(this.#event, this.names);
    return this.#view;
  }
}
