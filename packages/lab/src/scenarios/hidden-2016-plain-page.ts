import { BEFORE_MARCH_2021, MARCH_2021, MARCH_UPDATE, pageAt } from './parts.js';
import type { Story } from './story.js';

export const hidden2016PlainPage: Story = {
  id: 'hidden-2016-plain-page',
  title: 'A page without envelope, dated back among the themes of the webmail, visited now and then.',
  state: 'entered',
  server: {
    version: '2016',
    builds: [BEFORE_MARCH_2021['2016'], ['2021-03-05T20:10:00Z', MARCH_2021['2016'], MARCH_UPDATE]],
    closedToMarch2021: true,
  },
  from: '2021-03-08',
  days: 6,
  intrusion: [
    {
      kind: 'plant-page',
      at: '2021-03-04T05:00:00Z',
      ...pageAt('/owa/auth/15.1.2176/themes/resources/themeinfo.aspx'),
      form: 'plain',
      backdatedMinutes: 100_000,
    },
    {
      kind: 'shell-visit',
      at: ['2021-03-10T05:01:00Z', '2021-03-12T01:31:00Z'],
      from: '203.0.113.84',
      page: '/owa/auth/15.1.2176/themes/resources/themeinfo.aspx',
    },
  ],
  undetectable: ['When the page was written: its time was set back, and the logs of that day are gone.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'compromised' },
  ],
};
