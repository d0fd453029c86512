import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const administered2013Scripts: Story = {
  id: 'administered-2013-scripts',
  title: 'Scripts with the Exchange snap-in, old logs deleted by a job, a new administrator, a holiday rule.',
  state: 'administered',
  server: { version: '2013', builds: [BEFORE_MARCH_2021['2013']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    { kind: 'owner-work', at: '2021-01-04T03:00:00Z', does: { work: 'report-script' } },
    { kind: 'owner-work', at: '2021-01-04T03:30:00Z', does: { work: 'delete-old-logs' } },
    { kind: 'account', at: '2021-01-05T10:30:00Z', name: 'adm-three', by: 'adm-one' },
    {
      kind: 'owner-work',
      at: '2021-01-06T15:00:00Z',
      does: { work: 'inbox-rule', mailbox: 'a.berg', to: 'anton@private.example' },
    },
  ],
  variants: [{ evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious'] }],
};
