/**
 * Shares units of evidence among worker threads. A file is the unit of work: its SHA-256 and its line numbers
 * need it from start to end. The largest go first; what comes home is put back into the order of the units, so
 * results do not depend on the number of workers.
 */
import { Worker } from 'node:worker_threads';
import type { EvidenceUnit } from '@allclear/evidence';
import type { FileReport } from '../scan/file-report.js';
import type { DetectedMatch } from './detect-match.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';
import { logUnits } from './registry-logs.js';

export interface PoolEvents {
  onProgress?(bytes: number, file: string): void;
  onReport?(report: FileReport, unit: EvidenceUnit): void;
  /** Matches of one unit, in order; units in any order. */
  onMatches?(index: number, matches: readonly DetectedMatch[]): void;
  onUnitDone?(index: number): void;
}

export interface PoolFailure {
  readonly path: string;
  readonly message: string;
}

/** Runs all units; resolves with the units that a fault of our own kept from being examined. */
export async function runPool(
  units: readonly EvidenceUnit[],
  setup: WorkerSetup,
  workers: number,
  events: PoolEvents,
  signal?: AbortSignal,
): Promise<PoolFailure[]> {
  const failures: PoolFailure[] = [];
  const logs = setup.mode === 'assess' ? logUnits(units) : new Map<number, EvidenceUnit[]>();
  const queue = units.map((unit, index) => ({ unit, index, logs: logs.get(index) ?? [] }));
  // For detect the order of output is the order of units: no need to hold much back.
  if (setup.mode === 'assess') queue.sort((a, b) => b.unit.bytes - a.unit.bytes || a.index - b.index);
  let next = 0;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (next >= queue.length) {
        resolve();
        return;
      }
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: setup });
      let current: (typeof queue)[number] | undefined;
      let replaced = false;
      const stop = (): void => void worker.terminate().then(() => resolve());
      const give = (): void => {
        current = signal?.aborted ? undefined : queue[next++];
        const message: ToWorker = current ?? { stop: true };
        worker.postMessage(message);
      };
      signal?.addEventListener('abort', stop, { once: true });
      worker.on('message', (message: FromWorker) => {
        switch (message.kind) {
          case 'ready':
            give();
            break;
          case 'progress':
            events.onProgress?.(message.bytes, message.file);
            break;
          case 'report':
            if (current) events.onReport?.(message.report, current.unit);
            break;
          case 'matches':
            events.onMatches?.(message.index, message.matches);
            break;
          case 'failed':
            failures.push({ path: current?.unit.path ?? '', message: message.message });
            events.onUnitDone?.(message.index);
            give();
            break;
          case 'done':
            events.onUnitDone?.(message.index);
            give();
            break;
        }
      });
      worker.on('error', (error) => {
        // The thread is gone (out of memory, a fault of ours): the unit is lost, the others go on in a new thread.
        if (current === undefined) {
          reject(error);
          return;
        }
        failures.push({ path: current.unit.path, message: error instanceof Error ? error.message : String(error) });
        events.onUnitDone?.(current.index);
        replaced = true;
        one().then(resolve, reject);
      });
      worker.on('exit', () => {
        signal?.removeEventListener('abort', stop);
        if (!replaced) resolve();
      });
    });
  await Promise.all(Array.from({ length: Math.max(1, Math.min(workers, units.length)) }, one));
  return failures;
}
