import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const administered2019LocalExport: Story = {
  id: 'administered-2019-local-export',
  title: 'An administrator exports mailboxes to a share of the server itself, because the command demands a share.',
  state: 'administered',
  server: { version: '2019', builds: [BEFORE_MARCH_2021['2019']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    {
      kind: 'owner-work',
      at: '2021-01-05T09:20:00Z',
      does: { work: 'export', mailbox: 'c.dahl', share: '\\\\localhost\\C$\\PST' },
    },
    {
      kind: 'owner-work',
      at: '2021-01-06T09:20:00Z',
      does: { work: 'export', mailbox: 'a.berg', share: '\\\\127.0.0.1\\D$\\Export' },
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
