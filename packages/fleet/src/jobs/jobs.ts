/** Work for later over pg-boss: kept in PostgreSQL, done at least once, by any process that works on its queue. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import PgBoss from 'pg-boss';
import { z } from 'zod';
import type { Jobs } from '../server/services.js';

export interface RunningJobs extends Jobs {
  /** Waits for what is under way, at most some seconds; what is not finished then is done again by another worker. */
  stop(): Promise<void>;
}

export interface JobsOptions {
  /** This process is the only one on the database: what is marked as under way was left by a dead process. */
  readonly alone?: boolean;
  readonly onError?: (error: Error) => void;
}

/** A job whose worker died is given to another after this time, seconds; also the longest that a job may take. */
const EXPIRE_SECONDS = 3600;
/** A poisoned job is tried this often more, then it is kept as failed. */
const RETRIES = 2;
const STOP_MS = 10_000;

const Data = z.record(z.string(), z.unknown());

/** @param url of the schema's owner: pg-boss keeps its own schema `pgboss` */
export async function startJobs(url: string, options: JobsOptions = {}): Promise<RunningJobs> {
  const boss = new PgBoss({ connectionString: url, max: 4, archiveCompletedAfterSeconds: 3600, deleteAfterDays: 7 });
  boss.on('error', options.onError ?? (() => undefined));
  await boss.start();
  if (options.alone === true) await takeOver(url);
  const queues = new Map<string, Promise<void>>();
  const queue = (name: string): Promise<void> => {
    const known = queues.get(name);
    if (known) return known;
    // `short`: of the jobs that wait under one key there is only one.
    const made = boss
      .createQueue(name, {
        name,
        policy: 'short',
        retryLimit: RETRIES,
        retryDelay: 5,
        retryBackoff: true,
        expireInSeconds: EXPIRE_SECONDS,
      })
      .catch((error: unknown) => {
        queues.delete(name);
        throw error;
      });
    queues.set(name, made);
    return made;
  };
  return {
    async send(name, data, { key, startAfterSeconds } = {}) {
      await queue(name);
      await boss.send(
        name,
        { ...data },
        {
          singletonKey: key ?? randomUUID(),
          ...(startAfterSeconds === undefined ? {} : { startAfter: startAfterSeconds }),
        },
      );
    },
    async work(name, handler, { concurrency = 1 } = {}) {
      await queue(name);
      for (let worker = 0; worker < concurrency; worker++)
        await boss.work(name, { batchSize: 1, pollingIntervalSeconds: 0.5 }, async (jobs) => {
          for (const job of jobs) await handler(Data.parse(job.data ?? {}));
        });
    },
    stop: () => boss.stop({ graceful: true, wait: true, timeout: STOP_MS }),
  };
}

async function takeOver(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      "update pgboss.job set state = 'retry', started_on = null, start_after = now() where state = 'active'",
    );
  } finally {
    await client.end();
  }
}
