/** A thread that makes parts of a wave. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadKnowledge } from '@allclear/assessment';
import { serveJobs } from '../threads/index.js';
import { PartMaker, type WavePlan } from './part.js';

const plan = workerData as WavePlan;
if (parentPort !== null) {
  const maker = loadKnowledge().then((knowledge) => new PartMaker(plan, knowledge));
  serveJobs(parentPort, async (part) => (await maker).make(part));
}
