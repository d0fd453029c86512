import type { Story } from './story.js';

export const attacked2013PageState: Story = {
  id: 'attacked-2013-page-state',
  title: 'The flaw of early 2020 tried with a wrong password on a patched server.',
  state: 'attacked',
  server: { version: '2013', builds: [['2020-06-20T18:00:00Z', '15.0.1497.6']], closedToMarch2021: false },
  from: '2020-11-09',
  days: 4,
  intrusion: [
    {
      kind: 'viewstate',
      at: '2020-11-10T05:10:00Z',
      from: '203.0.113.68',
      carrier: 'url',
      stem: '/ecp/default.aspx',
      status: 401,
    },
  ],
  variants: [{ evidence: 'complete', verdict: 'attacked' }],
};
