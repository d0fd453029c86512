import { BEFORE_MARCH_2021, pageAt, QUIET } from './parts.js';
import type { Story } from './story.js';

export const tampered2016GenuineName: Story = {
  id: 'tampered-2016-genuine-name',
  title: 'January 2021: a page of the webmail is overwritten with code and keeps its genuine name.',
  state: 'entered',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false, processAudit: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    {
      kind: 'plant-page',
      at: '2021-01-05T05:00:00Z',
      ...pageAt('/owa/auth/errorFE.aspx'),
      form: 'plain',
      backdatedMinutes: 200_000,
    },
    {
      kind: 'shell-visit',
      at: ['2021-01-06T05:01:00Z', '2021-01-07T01:31:00Z'],
      from: '203.0.113.94',
      page: '/owa/auth/errorFE.aspx',
    },
  ],
  undetectable: ['How the page was overwritten; requests to a page with a genuine name look ordinary.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'files-only', layout: 'cylr', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'cannot-tell', acceptable: ['suspicious', 'compromised'] },
  ],
};
