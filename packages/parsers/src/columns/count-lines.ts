import { acquireKernel, type Kernel, LAYOUT } from './kernel.js';

/** Small enough to be still in the first-level or second-level cache when it is counted. */
const PIECE = 1 << 16;
let kernel: Kernel | undefined;

/** Number of line feeds in block[start, end). */
export function countLines(block: Uint8Array, start: number, end: number): number {
  kernel ??= acquireKernel();
  let total = 0;
  for (let at = start; at < end; at += PIECE) {
    const stop = Math.min(end, at + PIECE);
    kernel.bytes.set(block.subarray(at, stop), LAYOUT.BLOCK);
    total += kernel.call.countFeeds(stop - at);
  }
  return total;
}
