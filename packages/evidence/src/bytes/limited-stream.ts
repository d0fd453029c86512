import type { Limits } from '../limits.js';
import { EvidenceError } from '../problem.js';
import type { ByteStream } from './byte-stream.js';

/** How many bytes may come out of so many packed ones. */
export function expansionLimit(packed: number, limits: Limits): number {
  return Math.min(limits.maxMemberBytes, Math.max(limits.ratioFreeBytes, packed * limits.maxRatio));
}

/** Stops a stream that delivers more than it may. */
export class LimitedStream implements ByteStream {
  #left: number;
  constructor(
    readonly stream: ByteStream,
    readonly limit: number,
  ) {
    this.#left = limit;
  }
  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.stream.next();
    if (chunk === undefined) return undefined;
    if (this.#left === 0)
      throw new EvidenceError('ALC-E007', `reading stopped after ${this.limit} unpacked bytes: a decompression bomb?`);
    const part = chunk.length > this.#left ? chunk.subarray(0, this.#left) : chunk;
    this.#left -= part.length;
    return part;
  }
  close(): void {
    this.stream.close();
  }
}
