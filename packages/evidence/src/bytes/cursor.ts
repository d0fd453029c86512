import type { ByteStream } from './byte-stream.js';

const NOTHING = new Uint8Array(0);

/** Reads a stream in pieces of the caller's choice: headers whole, contents chunk by chunk. */
export class Cursor {
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  #offset = 0;

  constructor(readonly stream: ByteStream) {}

  /** Bytes taken so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Exactly so many bytes as a copy; fewer only at the end. For headers: `bytes` must be bounded by the caller. */
  async take(bytes: number): Promise<Uint8Array> {
    const taken = new Uint8Array(bytes);
    let done = 0;
    while (done < bytes) {
      const part = await this.next(bytes - done);
      if (part === undefined) return taken.subarray(0, done);
      taken.set(part, done);
      done += part.length;
    }
    return taken;
  }

  /** At most `limit` bytes without copying, valid until the next call; undefined at the end. */
  async next(limit: number): Promise<Uint8Array | undefined> {
    if (this.#at >= this.#chunk.length) {
      const chunk = await this.stream.next();
      if (chunk === undefined) return undefined;
      this.#chunk = chunk;
      this.#at = 0;
    }
    const part = this.#chunk.subarray(this.#at, Math.min(this.#chunk.length, this.#at + limit));
    this.#at += part.length;
    this.#offset += part.length;
    return part;
  }

  /** Gives back the end of what `next` delivered last, also after it said that there is no more. */
  unread(bytes: number): void {
    if (bytes < 0 || bytes > this.#at) throw new RangeError('only the last piece can be given back');
    this.#at -= bytes;
    this.#offset -= bytes;
  }

  /** Goes past so many bytes; returns how many there were. */
  async skip(bytes: number): Promise<number> {
    let left = bytes;
    while (left > 0) {
      if (this.#at >= this.#chunk.length && this.stream.skip !== undefined) {
        const skipped = this.stream.skip(left);
        this.#offset += skipped;
        return bytes - left + skipped;
      }
      const part = await this.next(left);
      if (part === undefined) break;
      left -= part.length;
    }
    return bytes - left;
  }

  close(): void {
    this.stream.close();
  }
}

/** The next `size` bytes of a cursor as a stream of its own; what is left of them must be skipped by the owner. */
export class CursorPart implements ByteStream {
  #left: number;
  constructor(
    readonly cursor: Cursor,
    size: number,
  ) {
    this.#left = size;
  }
  /** Bytes not yet delivered. */
  get left(): number {
    return this.#left;
  }
  async next(): Promise<Uint8Array | undefined> {
    if (this.#left === 0) return undefined;
    const chunk = await this.cursor.next(this.#left);
    if (chunk !== undefined) this.#left -= chunk.length;
    return chunk;
  }
  close(): void {}
}
