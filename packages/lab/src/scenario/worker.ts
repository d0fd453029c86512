/** A thread that makes days of a scenario. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveJobs } from '../threads/index.js';
import { Production } from './generate.js';
import type { Scenario } from './scenario.js';

if (parentPort !== null) {
  const production = new Production(workerData as Scenario);
  serveJobs(parentPort, async (day) => production.day(day));
}
