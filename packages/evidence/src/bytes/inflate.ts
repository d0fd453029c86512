import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { damaged, errorCode } from '../problem.js';
import type { ByteStream } from './byte-stream.js';
import type { Cursor } from './cursor.js';

/** Large output chunks halve the cost of inflating compared with Node's default of 16 KB. */
const INFLATE_CHUNK = 1 << 20;
const INPUT_CHUNK = 256 * 1024;

/** Raw deflate data from a cursor. At its end the cursor stands at the first byte after the compressed data. */
export class InflateStream implements ByteStream {
  readonly #inflate: InflateRaw = createInflateRaw({ chunkSize: INFLATE_CHUNK });
  readonly #input: Cursor;
  #error: Error | undefined;
  #ended = false;
  #busy = false;
  #fed = 0;
  #inputEnded = false;
  #wake: (() => void) | undefined;
  #woken = false;
  #settled = false;

  constructor(input: Cursor) {
    this.#input = input;
    const wake = () => this.#signal();
    this.#inflate.on('readable', wake);
    this.#inflate.on('end', () => {
      this.#ended = true;
      this.#signal();
    });
    this.#inflate.on('error', (error) => {
      this.#error = error;
      this.#signal();
    });
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk: unknown = this.#inflate.read();
      if (chunk instanceof Uint8Array) {
        if (chunk.length > 0) return chunk;
        continue;
      }
      if (this.#error !== undefined) throw this.#failure(this.#error);
      if (this.#ended) {
        this.#giveBack();
        return undefined;
      }
      if (this.#wantsInput()) await this.#feed();
      else await this.#event();
    }
  }

  /** Bytes of the last piece that were not taken mean that the compressed data ended inside it; its event is under way. */
  #wantsInput(): boolean {
    return !this.#busy && !this.#inputEnded && this.#inflate.bytesWritten === this.#fed;
  }

  async #feed(): Promise<void> {
    const chunk = await this.#input.next(INPUT_CHUNK);
    if (chunk === undefined) {
      this.#inputEnded = true;
      this.#inflate.end();
      return;
    }
    this.#fed += chunk.length;
    this.#busy = true;
    this.#inflate.write(chunk, () => {
      this.#busy = false;
      this.#signal();
    });
  }

  /** What was fed beyond the end of the compressed data belongs to whoever reads on. */
  #giveBack(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#input.unread(this.#fed - this.#inflate.bytesWritten);
  }

  #failure(error: Error): Error {
    if (errorCode(error) === 'Z_BUF_ERROR') return damaged('the compressed data ends too early');
    return damaged('the compressed data is damaged');
  }

  #signal(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake === undefined) this.#woken = true;
    else wake();
  }

  #event(): Promise<void> {
    if (this.#woken) {
      this.#woken = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  close(): void {
    if (!this.#inflate.destroyed) {
      // A destroyed stream may still report the write that was under way.
      this.#inflate.on('error', () => {});
      this.#inflate.destroy();
    }
  }
}
