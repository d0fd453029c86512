import { BROWSER_AGENT, command, pageAt } from './parts.js';
import type { Story } from './story.js';

export const entered2016Lateral: Story = {
  id: 'entered-2016-lateral',
  title: 'A shell of the ProxyShell wave, and from it to a file server and through a port to the desktop of another.',
  state: 'entered',
  server: { version: '2016', builds: [['2021-04-02T17:00:00Z', '15.1.2242.4']], closedToMarch2021: true },
  from: '2021-08-16',
  days: 6,
  intrusion: [
    {
      kind: 'proxyshell',
      at: '2021-08-18T22:10:00Z',
      from: '203.0.113.114',
      userAgent: BROWSER_AGENT,
      mailbox: 'a.berg',
      writes: { by: 'mailbox-export', ...pageAt('/owa/auth/wq8s.aspx') },
    },
    {
      kind: 'shell-use',
      at: '2021-08-18T22:40:00Z',
      from: '203.0.113.115',
      page: '/owa/auth/wq8s.aspx',
      commands: [command(0, 'whoami'), command(30_000, 'nltest /dclist:')],
      method: 'GET',
    },
    { kind: 'lateral-movement', at: '2021-08-18T23:10:00Z', by: 'wmic', to: 'files01' },
    { kind: 'lateral-movement', at: '2021-08-18T23:20:00Z', by: 'portproxy', to: '10.30.1.40' },
  ],
  variants: [
    { evidence: 'complete', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-08-20T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
