import { command, pageAt } from './parts.js';
import type { Story } from './story.js';

export const entered2019ProxyshellCertificate: Story = {
  id: 'entered-2019-proxyshell-certificate',
  title: 'ProxyShell with a certificate request as page, Exchange on drive D.',
  state: 'entered',
  server: {
    version: '2019',
    builds: [['2021-03-20T17:00:00Z', '15.2.858.5']],
    closedToMarch2021: true,
    drive: 'D',
  },
  from: '2021-09-13',
  days: 5,
  intrusion: [
    {
      kind: 'proxyshell',
      at: '2021-09-15T22:10:00Z',
      from: '203.0.113.22',
      userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:90.0) Gecko/20100101 Firefox/90.0',
      mailbox: 'c.dahl',
      writes: { by: 'certificate-request', ...pageAt('/owa/auth/aspx_client.aspx', 'D') },
    },
    {
      kind: 'shell-use',
      at: '2021-09-15T22:30:00Z',
      from: '203.0.113.22',
      page: '/owa/auth/aspx_client.aspx',
      commands: [command(0, 'whoami'), command(8000, 'nltest /domain_trusts')],
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
  ],
};
