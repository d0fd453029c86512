import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const untouched2016January: Story = {
  id: 'untouched-2016-january',
  title: 'Exchange on drive D, collected with Velociraptor; nothing happens.',
  state: 'untouched',
  server: {
    version: '2016',
    builds: [BEFORE_MARCH_2021['2016']],
    closedToMarch2021: false,
    drive: 'D',
    utcOffsetHours: -5,
  },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'nothing-found' },
    { evidence: 'logs-only', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
    { evidence: 'rolled-over', logsFrom: '2021-01-08T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'files-only', layout: 'cylr', verdict: 'cannot-tell' },
  ],
};
