import { pageAt } from './parts.js';
import type { Story } from './story.js';

export const enteredSePlainPage: Story = {
  id: 'entered-se-plain-page',
  title: 'Subscription Edition: a page in a folder of the control panel, nothing known about how it came.',
  state: 'entered',
  server: {
    version: 'SE',
    builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']],
    closedToMarch2021: true,
    drive: 'D',
    processAudit: false,
  },
  from: '2025-11-17',
  days: 6,
  intrusion: [
    { kind: 'plant-page', at: '2025-11-19T05:00:00Z', ...pageAt('/ecp/auth/lock.aspx', 'D'), form: 'plain' },
    {
      kind: 'shell-visit',
      at: ['2025-11-19T05:01:00Z', '2025-11-20T01:31:00Z', '2025-11-21T02:40:00Z'],
      from: '203.0.113.98',
      page: '/ecp/auth/lock.aspx',
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'files-only', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'rolled-over', logsFrom: '2025-11-20T00:00:00Z', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-deleted', verdict: 'compromised', acceptable: ['suspicious'] },
  ],
};
