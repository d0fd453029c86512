import { BEFORE_MARCH_2021, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const entered2019Forwarded: Story = {
  id: 'entered-2019-forwarded',
  title: 'A proxy in front passes the address on in a header, which the web server logs.',
  state: 'entered',
  server: {
    version: '2019',
    builds: [BEFORE_MARCH_2021['2019']],
    closedToMarch2021: false,
    reverseProxy: 'forwarded-for',
    drive: 'E',
  },
  from: '2021-03-02',
  days: 5,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-04T12:49:00Z',
      from: '203.0.113.76',
      stem: '/ecp/y.js',
      firstContact: true,
      drop: oabDrop('/aspnet_client/u4Gm6xVe.aspx'),
    },
    {
      kind: 'shell-visit',
      at: ['2021-03-04T13:10:00Z', '2021-03-05T02:10:00Z'],
      from: '203.0.113.76',
      page: '/aspnet_client/u4Gm6xVe.aspx',
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
