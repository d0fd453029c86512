/** Runs one target until it is stopped. The iteration it is at stands in shared memory, so that a hang can be named. */
import { parentPort, workerData } from 'node:worker_threads';
import { inputOf } from './mutate.js';
import { TARGETS } from './targets.js';

export interface FuzzWork {
  readonly target: string;
  readonly seeds: readonly Uint8Array[];
  readonly base: number;
  readonly first: number;
  /** [0]: the iteration that runs now. */
  readonly progress: Int32Array;
  readonly until: number;
}

export type FuzzNote =
  | { readonly kind: 'throw'; readonly iteration: number; readonly message: string }
  | { readonly kind: 'slow'; readonly iteration: number; readonly milliseconds: number }
  | { readonly kind: 'memory'; readonly iteration: number; readonly megabytes: number }
  | { readonly kind: 'done'; readonly iterations: number };

/** Slower than this for 256 KiB is worth a look. */
const SLOW_MS = 2_000;
const GROWTH_MB = 300;
const CHECK_EVERY = 500;

const port = parentPort;
if (port) {
  const work = workerData as FuzzWork;
  const target = TARGETS.find(({ name }) => name === work.target);
  const tell = (note: FuzzNote): void => port.postMessage(note);
  let baseline: number | undefined;
  let iteration = work.first;
  for (; target !== undefined && Date.now() < work.until; iteration++) {
    Atomics.store(work.progress, 0, iteration);
    const input = inputOf(work.seeds, work.base, iteration);
    // Time of the processor: another program that takes it away makes nothing slow.
    const before = process.cpuUsage();
    try {
      target.run(input);
    } catch (error) {
      tell({
        kind: 'throw',
        iteration,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
    const { user, system } = process.cpuUsage(before);
    const milliseconds = (user + system) / 1000;
    if (milliseconds > SLOW_MS) tell({ kind: 'slow', iteration, milliseconds });
    if (iteration % CHECK_EVERY === CHECK_EVERY - 1) {
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      const used = heapUsed + external;
      baseline ??= used;
      if (used > baseline + GROWTH_MB * 2 ** 20) {
        tell({ kind: 'memory', iteration, megabytes: Math.round((used - baseline) / 2 ** 20) });
        baseline = used;
      }
    }
  }
  tell({ kind: 'done', iterations: iteration - work.first });
}
