/** Cuts a stream of chunks into blocks of whole lines, in one reused buffer, and keeps count of lines and bytes. */
import { countLines } from '@allclear/parsers';

/** Small enough that a block stays in the processor's second-level cache between the steps that read it. */
const BLOCK = 1 << 18;
/** A line of this length or more, its end not counted, is cut; the rest of it is skipped. */
export const MAX_LINE = 1 << 20;
const NEWLINE = 10;
const RETURN = 13;

/** Size of the buffer that LineBlocks works in: the longest line, and the line end that the last one may lack. */
export const LINE_BUFFER = MAX_LINE + 1;

export interface LineConsumer {
  /** buffer[0, end) holds whole lines, each with its line end. */
  block(blocks: LineBlocks, end: number): void;
  /** buffer[0, end) is the beginning of a line that is too long. */
  longLine(blocks: LineBlocks, end: number): void;
}

export class LineBlocks {
  #held = 0;
  /** Offset in the stream of buffer[0]. */
  #base = 0;
  /** Newlines before #base, and those of the buffer up to #counted. */
  #lines = 0;
  #counted = 0;
  #skipping = false;
  #longLines = 0;

  constructor(
    readonly buffer: Uint8Array,
    private readonly consumer: LineConsumer,
  ) {}

  get longLines(): number {
    return this.#longLines;
  }
  /** Bytes of the buffer that hold data. */
  get held(): number {
    return this.#held;
  }

  push(chunk: Uint8Array): void {
    let taken = 0;
    while (taken < chunk.length) {
      // Never beyond these marks: which lines are cut must not depend on how the evidence comes in chunks.
      const mark = this.#held < BLOCK ? BLOCK : MAX_LINE;
      const room = Math.min(mark - this.#held, chunk.length - taken);
      this.buffer.set(taken === 0 && room === chunk.length ? chunk : chunk.subarray(taken, taken + room), this.#held);
      this.#held += room;
      taken += room;
      if (this.#held >= BLOCK) this.#drain();
    }
  }

  finish(): void {
    this.#drain();
    if (this.#held === 0 || this.#skipping) return;
    // The last line has no line end; give it one, so that every consumer sees whole lines.
    this.buffer[this.#held] = NEWLINE;
    this.#held++;
    this.#drain();
  }

  /** Byte offset in the stream of a position in the buffer. */
  offset(position: number): number {
    return this.#base + position;
  }

  /** 1-based number of the line that starts at a position; counting goes on from the last call, or anew. */
  lineNumber(position: number): number {
    if (position < this.#counted) return this.#lines - countLines(this.buffer, position, this.#counted) + 1;
    this.#lines += countLines(this.buffer, this.#counted, position);
    this.#counted = position;
    return this.#lines + 1;
  }

  /** Start of the next line after a position. */
  next(position: number): number {
    return this.buffer.indexOf(NEWLINE, position) + 1;
  }

  /** End of a line's content, without its line end; `next` is where the next line starts. */
  contentEnd(start: number, next: number): number {
    const end = next - 1;
    return end > start && this.buffer[end - 1] === RETURN ? end - 1 : end;
  }

  #drain(): void {
    if (this.#skipping) {
      const end = this.buffer.subarray(0, this.#held).indexOf(NEWLINE);
      if (end < 0) {
        this.#discard(this.#held);
        return;
      }
      this.#skipping = false;
      this.#discard(end + 1);
    }
    const end = this.#held === 0 ? 0 : this.buffer.lastIndexOf(NEWLINE, this.#held - 1) + 1;
    if (end > 0) {
      this.consumer.block(this, end);
      this.#discard(end);
    }
    if (this.#held >= MAX_LINE) {
      this.#longLines++;
      this.consumer.longLine(this, MAX_LINE);
      this.#skipping = true;
      this.#discard(this.#held);
    }
  }

  /** Forgets the first `count` bytes of the buffer. */
  #discard(count: number): void {
    if (count > this.#counted) this.#lines += countLines(this.buffer, this.#counted, count);
    this.#counted = 0;
    this.buffer.copyWithin(0, count, this.#held);
    this.#held -= count;
    this.#base += count;
  }
}
