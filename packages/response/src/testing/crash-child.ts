/** For the test that kills a quarantine or a restore at each point: runs one, and ends itself with SIGKILL at the n-th point. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Plan } from '../plan/index.js';
import { quarantine } from '../quarantine/quarantine.js';
import { restore } from '../quarantine/restore.js';

const Job = z.object({
  act: z.enum(['quarantine', 'restore']),
  plan: Plan,
  root: z.string(),
  container: z.string(),
  recipient: z.string(),
  identity: z.string(),
  /** 0: run to the end. */
  killAt: z.number().int(),
});

const job = Job.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
let points = 0;
const atPoint = (): void => {
  points++;
  if (points === job.killAt) process.kill(process.pid, 'SIGKILL');
};

if (job.act === 'quarantine')
  await quarantine({
    plan: job.plan,
    target: { root: job.root, drives: {} },
    container: job.container,
    lock: { recipients: [job.recipient] },
    toolVersion: 'test',
    atPoint,
  });
else await restore({ container: job.container, key: { identities: [job.identity] }, atPoint });
process.stdout.write(`${points}\n`);
