import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

const PATH = 'C:\\inetpub\\wwwroot\\status\\health.aspx';

export const administered2016Journal: Story = {
  id: 'administered-2016-journal',
  title:
    'The owner takes a page of their own away that monitoring posted to; file table and change journal were collected.',
  state: 'administered',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 5,
  background: QUIET,
  journalDays: 4,
  intrusion: [
    {
      kind: 'owner-work',
      at: '2021-01-04T09:00:00Z',
      does: { work: 'own-page', page: '/status/health.aspx', path: PATH, method: 'POST' },
    },
    { kind: 'remove-file', at: '2021-01-06T10:00:00Z', path: PATH },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious', 'cannot-tell'] },
    { evidence: 'files-only', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
