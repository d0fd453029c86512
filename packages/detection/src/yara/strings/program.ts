/**
 * A pattern over bytes run without backtracking: all ways are followed at once, in the order of their priority
 * (Thompson 1968; Pike), so the time is bounded by length × steps whatever pack and file say.
 */
import { type ByteAnchor, type ByteNode, type ByteSet, isWordByte } from '../language/byte-regex.js';
import { YaraSyntaxError } from '../language/error.js';
import { MAX_PROGRAM, REGEX_SPAN } from '../limits.js';

/** What one file may still cost; shared by everything that is run over it. */
export interface Allowance {
  steps: number;
  /** True once something was left undone. */
  reached: boolean;
}

/** A step here takes about this many times what a byte of a plain search takes. */
const STEP_COST = 8;

const SET = 0;
const SPLIT = 1;
const ANCHOR = 2;
const MATCH = 3;
const ANCHORS: readonly ByteAnchor[] = ['start', 'end', 'word', 'not-word'];

export class Program {
  readonly #op: Uint8Array;
  readonly #one: Int32Array;
  readonly #two: Int32Array;
  readonly #sets: readonly ByteSet[];
  readonly #start: number;
  readonly #backward: boolean;
  /** A plain row of sets: compared without lists. */
  readonly #row: readonly ByteSet[] | undefined;
  #room: Room | undefined;

  /** @throws YaraSyntaxError when it becomes too large. */
  constructor(nodes: readonly ByteNode[], backward: boolean) {
    this.#backward = backward;
    const builder = new Builder(backward);
    this.#start = builder.sequence(nodes, builder.add(MATCH, 0, 0));
    this.#op = Uint8Array.from(builder.op);
    this.#one = Int32Array.from(builder.one);
    this.#two = Int32Array.from(builder.two);
    this.#sets = builder.sets;
    const row: ByteSet[] = [];
    for (const node of nodes) if (node.kind === 'set') row.push(node.set);
    this.#row = row.length === nodes.length ? (backward ? row.reverse() : row) : undefined;
  }

  /** Bytes that can come first; undefined when it may match nothing or begins with an assertion. */
  firstBytes(): ByteSet | undefined {
    const first = new Uint8Array(256);
    const seen = new Set<number>();
    const open = [this.#start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      if (this.#op[at] === MATCH) return undefined;
      const one = this.#one[at] ?? 0;
      if (this.#op[at] === SET) {
        const set = this.#sets[this.#two[at] ?? 0];
        for (let b = 0; b < 256; b++) if (set?.[b] === 1) first[b] = 1;
      } else if (this.#op[at] === SPLIT) open.push(one, this.#two[at] ?? 0);
      else open.push(one);
    }
    return first;
  }

  /** Bytes of the match that has priority and begins at `at`; -1 without one. `width` 2: each byte is followed by a 0. */
  longest(data: Uint8Array, at: number, width: 1 | 2, allowance: Allowance): number {
    const row = this.#row;
    if (row !== undefined) return this.#compareRow(row, data, at, width, allowance);
    let best = -1;
    this.#run(data, at, width, allowance, true, (position) => {
      best = position - at;
    });
    return best;
  }

  /** For programs that run backwards: every place where a match that ends at `at` may begin. */
  starts(data: Uint8Array, at: number, width: 1 | 2, allowance: Allowance, found: (start: number) => void): void {
    const row = this.#row;
    if (row === undefined) this.#run(data, at, width, allowance, false, found);
    else {
      const length = this.#compareRow(row, data, at, width, allowance);
      if (length >= 0) found(at - length);
    }
  }

  #compareRow(row: readonly ByteSet[], data: Uint8Array, at: number, width: 1 | 2, allowance: Allowance): number {
    const length = row.length * width;
    if (this.#backward ? at < length : at + length > data.length) return -1;
    allowance.steps -= STEP_COST;
    for (let i = 0; i < row.length; i++) {
      const place = this.#backward ? at - (i + 1) * width : at + i * width;
      if (row[i]?.[data[place] ?? 0] !== 1) return -1;
      if (width === 2 && data[place + 1] !== 0) return -1;
    }
    return length;
  }

  /** Calls `matched` with each place where the pattern ends (forward: where it could end with priority). */
  #run(
    data: Uint8Array,
    at: number,
    width: 1 | 2,
    allowance: Allowance,
    byPriority: boolean,
    matched: (position: number) => void,
  ): void {
    this.#room ??= new Room(this.#op.length);
    const room = this.#room;
    const backward = this.#backward;
    const limit = backward ? Math.min(at, REGEX_SPAN) : Math.min(data.length - at, REGEX_SPAN);
    let current = room.current;
    let next = room.next;
    room.advance();
    let count = this.#follow(room, this.#start, data, at, width, current, 0);
    if (room.matched) matched(at);
    for (let done = 0; count > 0; ) {
      done += width;
      if (done > limit) return;
      allowance.steps -= count * STEP_COST;
      if (allowance.steps < 0) {
        allowance.reached = true;
        return;
      }
      const place = backward ? at - done : at + done - width;
      const byte = data[place] ?? 0;
      if (width === 2 && data[place + 1] !== 0) return;
      const position = backward ? place : place + width;
      room.advance();
      let nextCount = 0;
      for (let k = 0; k < count; k++) {
        const step = current[k] ?? 0;
        if (this.#sets[this.#two[step] ?? 0]?.[byte] !== 1) continue;
        room.matched = false;
        nextCount = this.#follow(room, this.#one[step] ?? 0, data, position, width, next, nextCount);
        if (!room.matched) continue;
        matched(position);
        // What has less priority than a match is dropped.
        if (byPriority) break;
      }
      [current, next] = [next, current];
      count = nextCount;
    }
  }

  /** Adds the steps reachable without a byte, in order of priority. With a match, those after it are left out forwards. */
  #follow(
    room: Room,
    from: number,
    data: Uint8Array,
    position: number,
    width: 1 | 2,
    list: Int32Array,
    count: number,
  ): number {
    const { mark, stack } = room;
    const op = this.#op;
    let depth = 0;
    let size = count;
    room.matched = false;
    stack[depth++] = from;
    while (depth > 0) {
      const at = stack[--depth] ?? 0;
      if (mark[at] === room.generation) continue;
      mark[at] = room.generation;
      switch (op[at]) {
        case SET:
          list[size++] = at;
          break;
        case SPLIT:
          stack[depth++] = this.#two[at] ?? 0;
          stack[depth++] = this.#one[at] ?? 0;
          break;
        case ANCHOR:
          if (holds(ANCHORS[this.#two[at] ?? 0], data, position, width)) stack[depth++] = this.#one[at] ?? 0;
          break;
        default:
          room.matched = true;
          if (!this.#backward) return size;
      }
    }
    return size;
  }
}

/** Working memory of a run, made at the first one: most patterns of a pack never run. */
class Room {
  readonly mark: Uint32Array;
  readonly current: Int32Array;
  readonly next: Int32Array;
  readonly stack: Int32Array;
  generation = 0;
  matched = false;

  constructor(steps: number) {
    this.mark = new Uint32Array(steps);
    this.current = new Int32Array(steps);
    this.next = new Int32Array(steps);
    this.stack = new Int32Array(steps * 2 + 2);
  }

  advance(): void {
    if (++this.generation < 0xffffffff) return;
    this.mark.fill(0);
    this.generation = 1;
  }
}

class Builder {
  readonly op: number[] = [];
  readonly one: number[] = [];
  readonly two: number[] = [];
  readonly sets: ByteSet[] = [];
  readonly #known = new Map<ByteSet, number>();

  constructor(private readonly backward: boolean) {}

  add(op: number, one: number, two: number): number {
    if (this.op.length >= MAX_PROGRAM) throw new YaraSyntaxError('a pattern becomes too large');
    this.op.push(op);
    this.one.push(one);
    this.two.push(two);
    return this.op.length - 1;
  }

  /** Built from the end: each part knows where it goes on. */
  sequence(items: readonly ByteNode[], next: number): number {
    let at = next;
    for (let i = 0; i < items.length; i++) {
      const item = items[this.backward ? i : items.length - 1 - i];
      if (item !== undefined) at = this.#node(item, at);
    }
    return at;
  }

  #node(node: ByteNode, next: number): number {
    switch (node.kind) {
      case 'set': {
        let set = this.#known.get(node.set);
        if (set === undefined) {
          set = this.sets.push(node.set) - 1;
          this.#known.set(node.set, set);
        }
        return this.add(SET, next, set);
      }
      case 'sequence':
        return this.sequence(node.items, next);
      case 'anchor':
        return this.add(ANCHOR, next, ANCHORS.indexOf(node.at));
      case 'choice': {
        const starts = node.options.map((option) => this.#node(option, next));
        return starts.reduceRight((rest, start) => this.add(SPLIT, start, rest));
      }
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #repeat(node: Extract<ByteNode, { kind: 'repeat' }>, next: number): number {
    let at = next;
    if (node.max === Number.POSITIVE_INFINITY) {
      const loop = this.add(SPLIT, next, next);
      const body = this.#node(node.item, loop);
      if (node.lazy) this.two[loop] = body;
      else this.one[loop] = body;
      at = loop;
    } else {
      for (let i = node.min; i < node.max; i++) {
        const body = this.#node(node.item, at);
        at = node.lazy ? this.add(SPLIT, next, body) : this.add(SPLIT, body, next);
      }
    }
    for (let i = 0; i < node.min; i++) at = this.#node(node.item, at);
    return at;
  }
}

function holds(anchor: ByteAnchor | undefined, data: Uint8Array, at: number, width: 1 | 2): boolean {
  switch (anchor) {
    case 'start':
      return at === 0;
    case 'end':
      return at === data.length;
    case 'word':
      return boundary(data, at, width);
    case 'not-word':
      return !boundary(data, at, width);
    default:
      return false;
  }
}

/** As in libyara the ends of the file are always boundaries. */
function boundary(data: Uint8Array, at: number, width: 1 | 2): boolean {
  if (at < width || at + width > data.length) return true;
  return isWordAt(data, at, width) !== isWordAt(data, at - width, width);
}

function isWordAt(data: Uint8Array, at: number, width: 1 | 2): boolean {
  return isWordByte(data[at] ?? 0) && (width === 1 || data[at + 1] === 0);
}
