import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const monitored2019OwnPage: Story = {
  id: 'monitored-2019-own-page',
  title: 'A page of the owner below the web root, read by monitoring.',
  state: 'administered',
  server: { version: '2019', builds: [BEFORE_MARCH_2021['2019']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  eventLogs: 'evtx',
  intrusion: [
    {
      kind: 'owner-work',
      at: '2021-01-04T09:00:00Z',
      does: {
        work: 'own-page',
        page: '/intranet/info.aspx',
        path: 'C:\\inetpub\\wwwroot\\intranet\\info.aspx',
        method: 'GET',
      },
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'live-drive', verdict: 'nothing-found', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'cannot-tell' },
  ],
};
