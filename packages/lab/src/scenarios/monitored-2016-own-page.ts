import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const monitored2016OwnPage: Story = {
  id: 'monitored-2016-own-page',
  title: 'The owner put a page of their own beside Exchange; monitoring posts to it all day.',
  state: 'administered',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    {
      kind: 'owner-work',
      at: '2021-01-04T09:00:00Z',
      does: {
        work: 'own-page',
        page: '/status/health.aspx',
        path: 'C:\\inetpub\\wwwroot\\status\\health.aspx',
        method: 'POST',
      },
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious'] },
    { evidence: 'files-only', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
