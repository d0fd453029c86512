import { QUIET } from './parts.js';
import type { Story } from './story.js';

export const untouchedSe2025: Story = {
  id: 'untouched-se-2025',
  title: 'Subscription Edition in a week without any known wave.',
  state: 'untouched',
  server: {
    version: 'SE',
    builds: [
      ['2025-08-01T17:00:00Z', '15.2.2562.17'],
      ['2025-11-05T20:00:00Z', '15.2.2562.29', 'Security Update for Exchange Server SE (KB5066366)'],
    ],
    closedToMarch2021: true,
    utcOffsetHours: 8,
  },
  from: '2025-11-03',
  days: 5,
  background: QUIET,
  intrusion: [],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell', acceptable: ['nothing-found'] },
    { evidence: 'files-only', layout: 'velociraptor', verdict: 'cannot-tell', acceptable: ['nothing-found'] },
    {
      evidence: 'rolled-over',
      logsFrom: '2025-11-06T00:00:00Z',
      verdict: 'cannot-tell',
      acceptable: ['nothing-found'],
    },
    { evidence: 'logs-deleted', verdict: 'cannot-tell', acceptable: ['nothing-found'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell', acceptable: ['nothing-found'] },
  ],
};
