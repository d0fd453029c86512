/**
 * Matches without backtracking: all ways through the pattern are followed at once (Thompson 1968; Pike's machine
 * without captures), so that the time is length × size whatever the pattern and whatever the evidence.
 */
import { type Anchor, type CodeRange, inRanges, type RegexNode } from './ast.js';

/** More steps than this and the pattern is refused. */
export const MAX_AUTOMATON_STEPS = 20_000;

type Step =
  | { readonly op: 'set'; readonly ascii: Uint8Array; readonly ranges: readonly CodeRange[]; next: number }
  | { readonly op: 'split'; readonly to: number[] }
  | { readonly op: 'anchor'; readonly at: Anchor; next: number }
  | { readonly op: 'match' };

export interface Automaton {
  /** True when the pattern matches anywhere in the text. */
  test(text: string): boolean;
}

/** Undefined where the pattern needs more than an automaton (references, assertions, atomic parts) or is too large. */
export function buildAutomaton(root: RegexNode): Automaton | undefined {
  const steps: Step[] = [{ op: 'match' }];
  const bitmaps = new Map<readonly CodeRange[], Uint8Array>();
  let possible = true;
  const add = (step: Step): number => {
    if (steps.length >= MAX_AUTOMATON_STEPS) possible = false;
    else steps.push(step);
    return steps.length - 1;
  };
  // Built from the end: each part knows where it goes on.
  const build = (node: RegexNode, next: number): number => {
    if (!possible) return next;
    switch (node.kind) {
      case 'set': {
        let ascii = bitmaps.get(node.ranges);
        if (ascii === undefined) {
          ascii = new Uint8Array(128);
          for (let c = 0; c < 128; c++) ascii[c] = inRanges(node.ranges, c) ? 1 : 0;
          bitmaps.set(node.ranges, ascii);
        }
        return add({ op: 'set', ascii, ranges: node.ranges, next });
      }
      case 'sequence': {
        let at = next;
        for (let i = node.items.length - 1; i >= 0; i--) {
          const item = node.items[i];
          if (item !== undefined) at = build(item, at);
        }
        return at;
      }
      case 'choice':
        return add({ op: 'split', to: node.options.map((option) => build(option, next)) });
      case 'group':
        return build(node.item, next);
      case 'anchor':
        return add({ op: 'anchor', at: node.at, next });
      case 'repeat': {
        let at = next;
        if (node.max === Number.POSITIVE_INFINITY) {
          const split: Step = { op: 'split', to: [next] };
          const loop = add(split);
          split.to.push(build(node.item, loop));
          at = loop;
        } else {
          for (let i = node.min; i < node.max && possible; i++)
            at = add({ op: 'split', to: [next, build(node.item, at)] });
        }
        for (let i = 0; i < node.min && possible; i++) at = build(node.item, at);
        return at;
      }
      default:
        possible = false;
        return next;
    }
  };
  const start = build(root, 0);
  return possible ? new Machine(steps, start) : undefined;
}

class Machine implements Automaton {
  readonly #mark: Uint32Array;
  #generation = 0;
  #current: Int32Array;
  #next: Int32Array;
  readonly #stack: Int32Array;

  constructor(
    readonly steps: readonly Step[],
    readonly start: number,
  ) {
    this.#mark = new Uint32Array(steps.length);
    this.#current = new Int32Array(steps.length);
    this.#next = new Int32Array(steps.length);
    // Every step is pushed at most once for each edge into it.
    this.#stack = new Int32Array(steps.reduce((sum, step) => sum + (step.op === 'split' ? step.to.length : 1), 2));
  }

  test(text: string): boolean {
    let count = 0;
    this.#advance();
    for (let i = 0; ; i++) {
      count = this.#follow(this.start, text, i, this.#current, count);
      if (count < 0) return true;
      if (i >= text.length) return false;
      const code = text.charCodeAt(i);
      this.#advance();
      let nextCount = 0;
      for (let k = 0; k < count; k++) {
        const step = this.steps[this.#current[k] ?? 0];
        if (step?.op !== 'set') continue;
        if (code < 128 ? step.ascii[code] === 0 : !inRanges(step.ranges, code)) continue;
        nextCount = this.#follow(step.next, text, i + 1, this.#next, nextCount);
        if (nextCount < 0) return true;
      }
      [this.#current, this.#next] = [this.#next, this.#current];
      count = nextCount;
    }
  }

  #advance(): void {
    if (++this.#generation === 0xffffffff) {
      this.#mark.fill(0);
      this.#generation = 1;
    }
  }

  /** Adds all character steps that are reachable at `position`; -1 when the end is among them. */
  #follow(from: number, text: string, position: number, list: Int32Array, count: number): number {
    let depth = 0;
    let size = count;
    this.#stack[depth++] = from;
    while (depth > 0) {
      const at = this.#stack[--depth] ?? 0;
      if (this.#mark[at] === this.#generation) continue;
      this.#mark[at] = this.#generation;
      const step = this.steps[at];
      if (step === undefined) continue;
      if (step.op === 'match') return -1;
      if (step.op === 'set') list[size++] = at;
      else if (step.op === 'anchor') {
        if (holds(step.at, text, position)) this.#stack[depth++] = step.next;
      } else for (const to of step.to) this.#stack[depth++] = to;
    }
    return size;
  }
}

function holds(anchor: Anchor, text: string, at: number): boolean {
  switch (anchor) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'end-or-newline':
      return at === text.length || (at === text.length - 1 && text.charCodeAt(at) === 10);
    case 'line-start':
      return at === 0 || text.charCodeAt(at - 1) === 10;
    case 'line-end':
      return at === text.length || text.charCodeAt(at) === 10;
    case 'word':
      return isWord(text, at - 1) !== isWord(text, at);
    case 'not-word':
      return isWord(text, at - 1) === isWord(text, at);
  }
}

function isWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}
