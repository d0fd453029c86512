import { pageAt } from './parts.js';
import type { Story } from './story.js';

export const enteredSeTimestomped: Story = {
  id: 'entered-se-timestomped',
  title: 'A page among genuine ones, its time set back by two years, called by GET now and then.',
  state: 'entered',
  server: {
    version: 'SE',
    builds: [['2025-08-20T17:00:00Z', '15.2.2562.17']],
    closedToMarch2021: true,
    processAudit: false,
  },
  from: '2025-09-08',
  days: 7,
  intrusion: [
    {
      kind: 'plant-page',
      at: '2025-09-09T03:00:00Z',
      ...pageAt('/owa/auth/themes/resources/default.aspx'),
      form: 'plain',
      backdatedMinutes: 1_051_200,
    },
    {
      kind: 'shell-visit',
      at: ['2025-09-09T03:01:00Z', '2025-09-11T22:01:00Z', '2025-09-12T22:09:00Z', '2025-09-13T21:09:00Z'],
      from: '203.0.113.118',
      page: '/owa/auth/themes/resources/default.aspx',
      method: 'GET',
    },
  ],
  undetectable: ['When the page was written: its time says two years ago.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'files-only', layout: 'velociraptor', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised', acceptable: ['suspicious'] },
  ],
};
