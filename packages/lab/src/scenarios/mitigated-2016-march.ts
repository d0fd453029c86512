import { BEFORE_MARCH_2021, MARCH_2021, MARCH_UPDATE, NMAP_AGENT } from './parts.js';
import type { Story } from './story.js';

export const mitigated2016March: Story = {
  id: 'mitigated-2016-march',
  title: 'Rewrite rules on the day of disclosure, safety scanner, update a week later; only probed.',
  state: 'scanned',
  server: {
    version: '2016',
    builds: [BEFORE_MARCH_2021['2016'], ['2021-03-08T20:10:00Z', MARCH_2021['2016'], MARCH_UPDATE]],
    closedToMarch2021: true,
  },
  from: '2021-03-02',
  days: 8,
  intrusion: [
    { kind: 'owner-work', at: '2021-03-03T08:00:00Z', does: { work: 'mitigate-2021' } },
    { kind: 'owner-work', at: '2021-03-04T18:00:00Z', does: { work: 'safety-scanner' } },
    { kind: 'probe', at: '2021-03-05T14:02:10Z', from: '198.51.100.171', for: 'proxylogon', userAgent: NMAP_AGENT },
  ],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
  ],
};
