/** Collects what was found line by line and hands each line over when the next one begins. */

export type OnLine = (start: number, end: number, ids: Int32Array, count: number) => void;

/** The id of "this line holds a percent-encoded ASCII letter". */
export const ENCODED_LETTER = -1;

const LF = 0x0a;
const CR = 0x0d;

export class HitLines {
  readonly #ids: Int32Array;
  /** For each id + 1 the number of the line that has it already. */
  readonly #seen: Float64Array;
  #count = 0;
  #line = 0;
  #start = 0;
  /** Position of the line feed, or of the block's end; hits before it belong to the current line. */
  #stop = 0;
  #block: Uint8Array = new Uint8Array(0);
  #length = 0;
  #onLine: OnLine | undefined;

  constructor(literals: number) {
    this.#ids = new Int32Array(literals + 1);
    this.#seen = new Float64Array(literals + 1);
  }

  begin(block: Uint8Array, length: number, onLine: OnLine): void {
    this.#block = block;
    this.#length = length;
    this.#onLine = onLine;
    this.#count = 0;
    this.#start = 0;
    this.#stop = 0;
  }

  /** Whether the line of this position already has the id. Positions come line by line, not before the current line. */
  has(id: number, position: number): boolean {
    return this.#count > 0 && position < this.#stop && this.#seen[id + 1] === this.#line;
  }

  add(id: number, position: number): void {
    if (this.#count === 0 || position >= this.#stop) this.#open(position);
    if (this.#seen[id + 1] === this.#line) return;
    this.#seen[id + 1] = this.#line;
    this.#ids[this.#count++] = id;
  }

  finish(): void {
    this.#flush();
    this.#block = new Uint8Array(0);
    this.#onLine = undefined;
  }

  #open(position: number): void {
    const floor = this.#stop;
    this.#flush();
    this.#line++;
    let start = position;
    while (start > floor && this.#block[start - 1] !== LF) start--;
    this.#start = start;
    const feed = this.#block.indexOf(LF, position);
    this.#stop = feed < 0 || feed > this.#length ? this.#length : feed;
  }

  #flush(): void {
    const count = this.#count;
    if (count === 0) return;
    this.#count = 0;
    if (count > 1) this.#ids.subarray(0, count).sort();
    const fed = this.#stop < this.#length;
    const end = fed && this.#stop > this.#start && this.#block[this.#stop - 1] === CR ? this.#stop - 1 : this.#stop;
    this.#onLine?.(this.#start, end, this.#ids, count);
  }
}
