import { command, pageAt, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const entered2013Rolled: Story = {
  id: 'entered-2013-rolled',
  title: 'ProxyShell on 2013; when somebody looks, the logs of that day have rotated away.',
  state: 'entered',
  server: { version: '2013', builds: [['2021-03-09T17:00:00Z', '15.0.1497.12']], closedToMarch2021: true },
  from: '2021-08-23',
  days: 6,
  intrusion: [
    {
      kind: 'proxyshell',
      at: '2021-08-24T02:10:00Z',
      from: '203.0.113.120',
      userAgent: SCRIPT_AGENT,
      mailbox: 'b.costa',
      writes: { by: 'certificate-request', ...pageAt('/aspnet_client/rnr3.aspx') },
    },
    {
      kind: 'shell-use',
      at: '2021-08-24T02:30:00Z',
      from: '203.0.113.121',
      page: '/aspnet_client/rnr3.aspx',
      commands: [command(0, 'whoami')],
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-08-26T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', layout: 'velociraptor', verdict: 'compromised' },
  ],
};
