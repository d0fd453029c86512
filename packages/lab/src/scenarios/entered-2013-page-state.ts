import type { Story } from './story.js';

export const entered2013PageState: Story = {
  id: 'entered-2013-page-state',
  title: 'The flaw of early 2020 on a server that never got the update.',
  state: 'entered',
  server: { version: '2013', builds: [['2019-12-20T18:00:00Z', '15.0.1497.4']], closedToMarch2021: false },
  from: '2020-11-09',
  days: 4,
  intrusion: [
    {
      kind: 'viewstate',
      at: '2020-11-10T05:10:00Z',
      from: '203.0.113.32',
      carrier: 'url',
      stem: '/ecp/default.aspx',
      account: 'c.dahl',
      status: 500,
      runs: 'whoami',
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
    { evidence: 'logs-only', verdict: 'compromised' },
  ],
};
