import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const untouched2013January: Story = {
  id: 'untouched-2013-january',
  title: 'A server of 2013 in January 2021 that nobody but its own people uses.',
  state: 'untouched',
  server: { version: '2013', builds: [BEFORE_MARCH_2021['2013']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found' },
    { evidence: 'rolled-over', logsFrom: '2021-01-08T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'files-only', layout: 'live-drive', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', layout: 'velociraptor', verdict: 'cannot-tell' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell' },
  ],
};
