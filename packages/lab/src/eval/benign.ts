import { casesOf, type LabCase } from '../cases/index.js';
import type { Story } from '../scenarios/story.js';

/** Requests of people on a working day of a busy server. */
const BUSY = 100_000;

/** A busy server in March 2021, probed and swept by everybody and entered by nobody: log lines in bulk, `days` of them. */
export function benignBulk(days: number, seed: string): LabCase[] {
  const story: Story = {
    id: `benign-bulk-${seed}`,
    title: 'Ordinary traffic in bulk.',
    state: 'scanned',
    server: {
      version: '2016',
      builds: [['2021-03-02T22:00:00Z', '15.1.2176.9']],
      closedToMarch2021: true,
      requestsPerWorkday: BUSY,
      probeMinutes: 5,
      people: 12,
    },
    from: '2021-03-03',
    days,
    intrusion: [],
    variants: [{ evidence: 'complete', verdict: 'cannot-tell' }],
  };
  return casesOf(story);
}
