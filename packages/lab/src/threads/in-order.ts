/** Numbered jobs shared among threads; results come in the order of the jobs, so the number of threads changes nothing. */
import { type Transferable, Worker } from 'node:worker_threads';

/** Does jobs one after the other. */
export interface Runner<R> {
  run(job: number): Promise<R>;
  close(): Promise<void>;
}

/** Results waiting for their turn are held; no runner is more than this many jobs ahead for each of them. */
const AHEAD = 2;

/** Results of jobs 0 … count-1 in order; at most `AHEAD` for each runner are in memory. The first failure ends it. */
export async function* inOrder<R>(count: number, runners: readonly Runner<R>[]): AsyncGenerator<R> {
  if (runners.length === 0) throw new RangeError('no runner');
  const done = new Map<number, Promise<R>>();
  const queues = runners.map((): Promise<unknown> => Promise.resolve());
  let next = 0;
  const start = (): void => {
    if (next >= count) return;
    const job = next++;
    const lane = job % runners.length;
    const runner = runners[lane];
    if (runner === undefined) return;
    const result = (queues[lane] ?? Promise.resolve()).then(() => runner.run(job));
    // A failure is told to who waits for that result; here it must not end the process.
    queues[lane] = result.catch(() => undefined);
    result.catch(() => undefined);
    done.set(job, result);
  };
  try {
    while (next < Math.min(count, runners.length * AHEAD)) start();
    for (let job = 0; job < count; job++) {
      const result = done.get(job);
      if (result === undefined) throw new RangeError(`job ${job} was never started`);
      const value = await result;
      done.delete(job);
      start();
      yield value;
    }
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
}

interface Answer {
  readonly result?: unknown;
  readonly failure?: string;
}

/** A runner in a thread of its own: the module at `url` calls `serveJobs`. */
export function threadRunner<R>(url: URL, setup: unknown): Runner<R> {
  const worker = new Worker(url, { workerData: setup });
  let waiting: { resolve(value: R): void; reject(error: Error): void } | undefined;
  let dead: Error | undefined;
  worker.on('message', (answer: Answer) => {
    const current = waiting;
    waiting = undefined;
    if (answer.failure !== undefined) current?.reject(new Error(answer.failure));
    else current?.resolve(answer.result as R);
  });
  worker.on('error', (error) => {
    dead = error instanceof Error ? error : new Error(String(error));
    waiting?.reject(dead);
  });
  return {
    run: (job) =>
      new Promise<R>((resolve, reject) => {
        if (dead !== undefined) {
          reject(dead);
          return;
        }
        waiting = { resolve, reject };
        worker.postMessage(job);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

/** The other side of `threadRunner`: answers each job's number with its result. */
export function serveJobs<R>(
  port: import('node:worker_threads').MessagePort,
  run: (job: number) => Promise<R>,
  transfer: (result: R) => Transferable[] = () => [],
): void {
  port.on('message', (job: number) => {
    run(job).then(
      (result) => port.postMessage({ result } satisfies Answer, transfer(result)),
      (error: unknown) =>
        port.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}
