import { BEFORE_MARCH_2021, BROWSER_AGENT, command, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const severalActors2016: Story = {
  id: 'several-actors-2016',
  title: 'Two groups on one server within two days, behind a proxy that hides their addresses.',
  state: 'robbed',
  server: {
    version: '2016',
    builds: [BEFORE_MARCH_2021['2016']],
    closedToMarch2021: false,
    reverseProxy: 'same-address',
  },
  from: '2021-03-02',
  days: 6,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T23:49:00Z',
      from: '203.0.113.74',
      stem: '/ecp/y.js',
      firstContact: true,
      drop: oabDrop('/aspnet_client/s5Tn8wKd.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-04T00:10:00Z',
      from: '203.0.113.74',
      page: '/aspnet_client/s5Tn8wKd.aspx',
      commands: [command(0, 'whoami')],
    },
    {
      kind: 'ssrf-mail-theft',
      at: '2021-03-04T22:14:03Z',
      from: '198.51.100.77',
      stem: '/ecp/main.css',
      userAgent: BROWSER_AGENT,
      reads: [{ after: 0, mailbox: 'd.ekman', action: 'GetItem', bytes: 9_310_772, duration: 11_500 }],
    },
    {
      kind: 'oab-page-drop',
      at: '2021-03-05T03:49:00Z',
      from: '198.51.100.77',
      stem: '/ecp/main.css',
      firstContact: false,
      drop: oabDrop('/ecp/auth/w3b.aspx'),
    },
  ],
  undetectable: ['The addresses of the intruders: the proxy puts its own in their place.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
  ],
};
