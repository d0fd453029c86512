import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const administered2016Exports: Story = {
  id: 'administered-2016-exports',
  title:
    'Administrators export mailboxes, give themselves the role for it, request a certificate, remove the requests.',
  state: 'administered',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  eventLogs: 'evtx',
  intrusion: [
    { kind: 'owner-work', at: '2021-01-05T09:10:00Z', does: { work: 'export-role' } },
    { kind: 'owner-work', at: '2021-01-05T09:20:00Z', does: { work: 'export', mailbox: 'c.dahl' } },
    { kind: 'owner-work', at: '2021-01-06T10:05:00Z', does: { work: 'export', mailbox: 'g.hansen' } },
    { kind: 'owner-work', at: '2021-01-07T13:45:00Z', does: { work: 'certificate-request' } },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
  ],
};
