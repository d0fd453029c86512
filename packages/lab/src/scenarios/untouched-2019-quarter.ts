import { BEFORE_MARCH_2021, MARCH_2021, MARCH_UPDATE, QUIET } from './parts.js';
import type { Story } from './story.js';

export const untouched2019Quarter: Story = {
  id: 'untouched-2019-quarter',
  title: 'Ten weeks from before the first attacks to after the update, behind a proxy; nothing happens.',
  state: 'untouched',
  server: {
    version: '2019',
    builds: [BEFORE_MARCH_2021['2019'], ['2021-03-03T06:10:00Z', MARCH_2021['2019'], MARCH_UPDATE]],
    closedToMarch2021: true,
    requestsPerWorkday: 110,
    probeMinutes: 120,
    reverseProxy: 'forwarded-for',
  },
  from: '2021-01-02',
  days: 66,
  background: QUIET,
  intrusion: [],
  variants: [
    { evidence: 'complete', layout: 'cylr', verdict: 'nothing-found' },
    { evidence: 'rolled-over', logsFrom: '2021-02-20T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
    { evidence: 'files-only', layout: 'live-drive', verdict: 'cannot-tell' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell' },
  ],
};
