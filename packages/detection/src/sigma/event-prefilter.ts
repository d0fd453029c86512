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
  readonly number: number;
  /** Numbers of the rules that ask for it. */
  readonly rules: number[];
}

/** One of the ways in which a rule can match: numbers of the needles that must all be there. */
type Way = readonly number[];

export class EventPrefilter<Rule> {
  readonly #needles = new Map<number, Needle[]>();
  readonly #slots = new Uint8Array(SLOTS);
  /** For each rule; undefined: must see every event. */
  readonly #ways: readonly (readonly Way[] | undefined)[];
  /** 1 where the needle stands in the event. */
  readonly #seen: Uint8Array;
  /** 1 where one of the rule's needles does. */
  readonly #touched: Uint8Array;

  constructor(
    private readonly rules: readonly Rule[],
    detectionOf: (rule: Rule) => Node,
  ) {
    this.#touched = new Uint8Array(rules.length);
    const demanded = rules.map((rule) => waysOf(detectionOf(rule)));
    const texts = new Set(demanded.flatMap((ways) => ways ?? []).flat());
    const common = windowCounts(texts);
    const known = new Map<string, Needle>();
    for (const text of texts) known.set(text, { text, at: rarestWindow(text, common), number: known.size, rules: [] });
    this.#seen = new Uint8Array(known.size);
    this.#ways = demanded.map((ways, rule) =>
      ways?.map((way) =>
        way.map((text) => {
          const needle = known.get(text);
          if (needle !== undefined && needle.rules.at(-1) !== rule) needle.rules.push(rule);
          return needle?.number ?? 0;
        }),
      ),
    );
    for (const needle of known.values()) {
      const key = windowAt(needle.text, needle.at);
      this.#slots[slot(key)] = 1;
      this.#needles.set(key, [...(this.#needles.get(key) ?? []), needle]);
    }
  }

  /** The rules that may match, in their order. */
  candidates(event: EvidenceEvent): readonly Rule[] {
    this.#seen.fill(0);
    this.#touched.fill(0);
    const values: string[] = [];
    for (const name of event.fieldNames()) {
      const value = event.get(name);
      if (value !== undefined && value.length >= WINDOW) values.push(value);
    }
    this.#search(fold(values.join('\n')));
    return this.rules.filter((_, rule) => this.#mayMatch(rule));
  }

  #mayMatch(rule: number): boolean {
    const ways = this.#ways[rule];
    if (ways === undefined) return true;
    return this.#touched[rule] === 1 && ways.some((way) => way.every((needle) => this.#seen[needle] === 1));
  }

  #search(text: string): void {
    let window = 0;
    for (let i = 0; i < text.length; i++) {
      window = (window << 8) | (text.charCodeAt(i) & 0xff);
      if (i < WINDOW - 1 || this.#slots[slot(window)] === 0) continue;
      const start = i - WINDOW + 1;
      for (const needle of this.#needles.get(window) ?? []) {
        if (this.#seen[needle.number] === 1 || start < needle.at) continue;
        if (!text.startsWith(needle.text, start - needle.at)) continue;
        this.#seen[needle.number] = 1;
        for (const rule of needle.rules) this.#touched[rule] = 1;
      }
    }
  }
}

/** The texts that each way to match demands; undefined where a way demands none that is long enough. */
function waysOf(detection: Node): string[][] | undefined {
  const requirement = requirementOf(detection);
  if (requirement === undefined) return undefined;
  const ways: string[][] = [];
  for (const alternative of requirement) {
    const texts = new Set<string>();
    for (const { field, text } of alternative) {
      if (field === undefined) continue;
      // Other scripts have letters whose lower case depends on their neighbours.
      for (const run of fold(text).split(/[^\0-\x7f]+/)) if (run.length >= WINDOW) texts.add(run);
    }
    if (texts.size === 0) return undefined;
    ways.push([...texts]);
  }
  return ways;
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

function windowCounts(texts: Iterable<string>): Map<number, number> {
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
