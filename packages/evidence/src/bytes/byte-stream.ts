import type { RandomAccess } from './random-access.js';

/** Bytes in order, pulled. Throws EvidenceError (or a system error) where they cannot be read any further. */
export interface ByteStream {
  /** The next chunk, never empty, valid until the next call; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Goes past so many bytes without delivering them, where that is cheaper than reading; returns how many. */
  skip?(bytes: number): number;
  close(): void;
}

/** Larger than a core's first caches need, small enough for the second: measured best for reading and scanning. */
const READ_BYTES = 512 * 1024;

const idleBuffers: Uint8Array[] = [];
const MAX_IDLE_BUFFERS = 4;

/** Stored bytes as a stream. Buffers are used again by later streams of the thread. */
export class AccessStream implements ByteStream {
  #buffer: Uint8Array | undefined = idleBuffers.pop() ?? new Uint8Array(READ_BYTES);
  #offset: number;
  readonly #end: number;

  constructor(
    readonly access: RandomAccess,
    start = 0,
    end = access.size,
    readonly closesAccess = true,
  ) {
    this.#offset = start;
    this.#end = end;
  }

  async next(): Promise<Uint8Array | undefined> {
    const buffer = this.#buffer;
    if (buffer === undefined || this.#offset >= this.#end) return undefined;
    const wanted = Math.min(buffer.length, this.#end - this.#offset);
    const target = wanted === buffer.length ? buffer : buffer.subarray(0, wanted);
    const read = this.access.readInto(target, this.#offset);
    if (read === 0) return undefined;
    this.#offset += read;
    return read === wanted ? target : target.subarray(0, read);
  }

  skip(bytes: number): number {
    const skipped = Math.min(bytes, this.#end - this.#offset);
    this.#offset += skipped;
    return skipped;
  }

  close(): void {
    if (this.#buffer === undefined) return;
    if (idleBuffers.length < MAX_IDLE_BUFFERS) idleBuffers.push(this.#buffer);
    this.#buffer = undefined;
    if (this.closesAccess) this.access.close();
  }
}

/** Chunks from a synchronous generator, as decoders in plain TypeScript give them. */
export class GeneratorStream implements ByteStream {
  readonly #chunks: Iterator<Uint8Array>;
  constructor(chunks: Iterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.iterator]();
  }
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const step = this.#chunks.next();
      if (step.done) return undefined;
      if (step.value.length > 0) return step.value;
    }
  }
  close(): void {
    this.#chunks.return?.();
  }
}
