/**
 * Shares the work among threads (schedule.ts says how). What comes home is told with the number of its unit, so results
 * do not depend on the number of workers.
 */
import { Worker } from 'node:worker_threads';
import type { EvidenceUnit } from '@allclear/evidence';
import type { FileReport } from '../scan/file-report.js';
import type { DetectedMatch } from './detect-match.js';
import type { JobRunner } from './job-runner.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';
import type { Job, Schedule } from './schedule.js';

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

/** Whoever does jobs: a thread of its own, or this one. */
interface Hand {
  job: Job | undefined;
  /** A job, or the end. */
  give(job: Job | undefined): void;
}

/** Threads load the program as soon as they are made; they wait for `run` to say what for. */
export class Pool {
  readonly #fresh: Thread[];
  readonly #idle = new Set<Hand>();
  readonly #failures: PoolFailure[] = [];

  /** @param threads that will be needed. */
  constructor(threads: number) {
    this.#fresh = Array.from({ length: threads }, newThread);
  }

  /**
   * Does all jobs; resolves with the units that a fault of our own kept from being examined.
   * @param threads to use beside this one. @param local makes a runner for this thread, where it is to take part.
   */
  async run(
    schedule: Schedule,
    setup: WorkerSetup,
    threads: number,
    events: PoolEvents,
    signal?: AbortSignal,
    local?: (send: (message: FromWorker) => void) => JobRunner,
  ): Promise<PoolFailure[]> {
    const run: Run = { schedule, setup, events, signal };
    const working = Array.from({ length: threads }, () => this.#thread(run));
    for (const { worker } of this.#fresh.splice(0)) void worker.terminate();
    if (local !== undefined) working.push(this.#here(run, local));
    await Promise.all(working);
    return this.#failures;
  }

  /** For runs that come to nothing. */
  async close(): Promise<void> {
    await Promise.all(this.#fresh.splice(0).map(({ worker }) => worker.terminate()));
  }

  #thread(run: Run): Promise<void> {
    return new Promise((resolve, reject) => {
      const thread = this.#fresh.shift() ?? newThread();
      if (thread.fault !== undefined) {
        reject(thread.fault);
        return;
      }
      const { worker } = thread;
      const hand: Hand = {
        job: undefined,
        give: (job) => {
          const message: ToWorker = job ?? { kind: 'stop' };
          worker.postMessage(message);
        },
      };
      let replaced = false;
      const stop = (): void => void worker.terminate().then(() => resolve());
      run.signal?.addEventListener('abort', stop, { once: true });
      worker.on('message', (message: FromWorker) => this.#take(run, hand, message));
      worker.on('error', (error) => {
        // The thread is gone (out of memory, a fault of ours): the job is lost, the others go on in a new thread.
        if (hand.job === undefined) {
          reject(error);
          return;
        }
        this.#fail(run, hand, error instanceof Error ? error.message : String(error));
        replaced = true;
        this.#thread(run).then(resolve, reject);
      });
      worker.on('exit', () => {
        run.signal?.removeEventListener('abort', stop);
        if (!replaced) resolve();
      });
      worker.postMessage(run.setup);
    });
  }

  #here(run: Run, local: (send: (message: FromWorker) => void) => JobRunner): Promise<void> {
    return new Promise((resolve) => {
      const hand: Hand = {
        job: undefined,
        give: (job) => {
          if (job === undefined) resolve();
          // The moment at which other threads are heard.
          else setImmediate(() => void runner.run(job));
        },
      };
      const runner = local((message) => this.#take(run, hand, message));
      // At work it stops by itself, since its runner has the signal.
      const stop = (): void => void (hand.job === undefined && resolve());
      run.signal?.addEventListener('abort', stop, { once: true });
      this.#take(run, hand, { kind: 'ready' });
    });
  }

  #take(run: Run, hand: Hand, message: FromWorker): void {
    const { events } = run;
    const { job } = hand;
    switch (message.kind) {
      case 'ready':
        this.#give(run, hand);
        return;
      case 'progress':
        events.onProgress?.(message.bytes, message.file);
        return;
      case 'report':
        if (job) events.onReport?.(message.report, job.unit);
        return;
      case 'matches':
        events.onMatches?.(message.index, message.matches);
        return;
      case 'looked':
        if (job?.kind === 'look') run.schedule.looked(job, message.notes);
        return;
      case 'failed':
        this.#fail(run, hand, message.message);
        this.#give(run, hand);
        return;
      case 'done':
        if (job?.kind === 'scan') events.onUnitDone?.(job.index);
        this.#give(run, hand);
        return;
    }
  }

  #fail({ schedule, events }: Run, hand: Hand, message: string): void {
    const { job } = hand;
    hand.job = undefined;
    // Whoever reads the whole log meets the same fault, or none.
    if (job?.kind === 'look') schedule.looked(job);
    if (job?.kind !== 'scan') return;
    this.#failures.push({ path: job.unit.path, message });
    events.onUnitDone?.(job.index);
  }

  #give(run: Run, hand: Hand): void {
    this.#idle.add(hand);
    for (const idle of this.#idle) {
      const job = run.signal?.aborted ? undefined : run.schedule.next();
      idle.job = job === 'wait' ? undefined : job;
      if (job === 'wait') continue;
      this.#idle.delete(idle);
      idle.give(job);
    }
  }
}

interface Run {
  readonly schedule: Schedule;
  readonly setup: WorkerSetup;
  readonly events: PoolEvents;
  readonly signal: AbortSignal | undefined;
}

interface Thread {
  readonly worker: Worker;
  /** It could not even load the program. */
  fault: Error | undefined;
}

function newThread(): Thread {
  const thread: Thread = { worker: new Worker(new URL('./worker.js', import.meta.url)), fault: undefined };
  thread.worker.once('error', (error) => {
    thread.fault = error instanceof Error ? error : new Error(String(error));
  });
  return thread;
}
