/**
 * Which of many rules an event can match, told by the texts that the rules demand of its values: each value is looked
 * at once for all rules, four characters at a time, instead of once for each rule.
 */
import type { EvidenceEvent } from '@allclear/model';
import type { Node } from './detection.js';
import { requirementOf } from './literals/requirement.js';
import { fold } from './text.js';

/** Fewer rules are as fast without. */
export const FEWEST_RULES = 24;
/** Characters of a window; a shorter literal announces nothing. */
const WINDOW = 4;
const SLOTS = 1 << 16;

interface Needle {
  readonly text: string;
  /** Where in the text its window begins. */
  readonly at: number;
  /** Numbers of the rules that it announces. */
  readonly rules: number[];
}

export class EventPrefilter<Rule> {
  readonly #needles = new Map<number, Needle[]>();
  readonly #slots = new Uint8Array(SLOTS);
  /** 1: must see every event. */
  readonly #always: Uint8Array;
  readonly #wanted: Uint8Array;

  constructor(
    private readonly rules: readonly Rule[],
    detectionOf: (rule: Rule) => Node,
  ) {
    this.#always = new Uint8Array(rules.length);
    this.#wanted = new Uint8Array(rules.length);
    const announced = rules.map((rule) => literalsOf(detectionOf(rule)));
    const common = windowCounts(announced.flatMap((literals) => literals ?? []));
    const known = new Map<string, Needle>();
    announced.forEach((literals, number) => {
      if (literals === undefined) this.#always[number] = 1;
      for (const text of literals ?? []) {
        const needle = known.get(text) ?? { text, at: rarestWindow(text, common), rules: [] };
        needle.rules.push(number);
        known.set(text, needle);
      }
    });
    for (const needle of known.values()) {
      const key = windowAt(needle.text, needle.at);
      this.#slots[slot(key)] = 1;
      this.#needles.set(key, [...(this.#needles.get(key) ?? []), needle]);
    }
  }

  /** The rules that may match, in their order. */
  candidates(event: EvidenceEvent): readonly Rule[] {
    this.#wanted.set(this.#always);
    const values: string[] = [];
    for (const name of event.fieldNames()) {
      const value = event.get(name);
      if (value !== undefined && value.length >= WINDOW) values.push(value);
    }
    this.#search(fold(values.join('\n')));
    return this.rules.filter((_, number) => this.#wanted[number] === 1);
  }

  #search(text: string): void {
    let window = 0;
    for (let i = 0; i < text.length; i++) {
      window = (window << 8) | (text.charCodeAt(i) & 0xff);
      if (i < WINDOW - 1 || this.#slots[slot(window)] === 0) continue;
      const start = i - WINDOW + 1;
      for (const needle of this.#needles.get(window) ?? []) {
        if (start >= needle.at && text.startsWith(needle.text, start - needle.at))
          for (const number of needle.rules) this.#wanted[number] = 1;
      }
    }
  }
}

/** One text for each way in which the rule can match; undefined where a way demands none that is long enough. */
function literalsOf(detection: Node): string[] | undefined {
  const requirement = requirementOf(detection);
  if (requirement === undefined) return undefined;
  const literals = new Set<string>();
  for (const alternative of requirement) {
    let longest = '';
    for (const { field, text } of alternative) {
      if (field === undefined) continue;
      // Other scripts have letters whose lower case depends on their neighbours.
      for (const run of fold(text).split(/[^\0-\x7f]+/)) if (run.length > longest.length) longest = run;
    }
    if (longest.length < WINDOW) return undefined;
    literals.add(longest);
  }
  return [...literals];
}

/** Low bytes of four characters: enough to look for, the whole text is compared then. */
function windowAt(text: string, at: number): number {
  let window = 0;
  for (let i = at; i < at + WINDOW; i++) window = (window << 8) | (text.charCodeAt(i) & 0xff);
  return window;
}

function slot(window: number): number {
  return Math.imul(window, 0x9e3779b1) >>> 16;
}

function windowCounts(texts: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const text of texts) {
    for (let at = 0; at + WINDOW <= text.length; at++) {
      const window = windowAt(text, at);
      counts.set(window, (counts.get(window) ?? 0) + 1);
    }
  }
  return counts;
}

/** What many rules look for (`.exe`) stands in many events, too. */
function rarestWindow(text: string, counts: ReadonlyMap<number, number>): number {
  let best = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let at = 0; at + WINDOW <= text.length; at++) {
    const count = counts.get(windowAt(text, at)) ?? 0;
    if (count < fewest) {
      fewest = count;
      best = at;
    }
  }
  return best;
}
