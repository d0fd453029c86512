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
  #exceeded = false;
  constructor(
    readonly stream: ByteStream,
    readonly limit: number,
  ) {
    this.#left = limit;
  }
  async next(): Promise<Uint8Array | undefined> {
    const chunk = this.#exceeded ? undefined : await this.stream.next();
    if (this.#exceeded || (chunk !== undefined && this.#left === 0))
      throw new EvidenceError('ALC-E007', `reading stopped after ${this.limit} unpacked bytes: a decompression bomb?`);
    if (chunk === undefined) return undefined;
    this.#exceeded = chunk.length > this.#left;
    const part = this.#exceeded ? chunk.subarray(0, this.#left) : chunk;
    this.#left -= part.length;
    return part;
  }
  close(): void {
    this.stream.close();
  }
}
