import { command, pageAt, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const entered2016ProxyshellExport: Story = {
  id: 'entered-2016-proxyshell-export',
  title: 'ProxyShell: role, mailbox exported into a page, request removed, page used by GET.',
  state: 'entered',
  server: { version: '2016', builds: [['2021-04-02T17:00:00Z', '15.1.2242.4']], closedToMarch2021: true },
  from: '2021-08-16',
  days: 5,
  eventLogs: 'evtx',
  intrusion: [
    {
      kind: 'proxyshell',
      at: '2021-08-18T02:10:00Z',
      from: '203.0.113.20',
      userAgent: SCRIPT_AGENT,
      mailbox: 'a.berg',
      writes: { by: 'mailbox-export', ...pageAt('/aspnet_client/ggumf.aspx') },
      cleansUp: true,
    },
    {
      kind: 'shell-use',
      at: '2021-08-18T02:20:00Z',
      from: '203.0.113.20',
      page: '/aspnet_client/ggumf.aspx',
      method: 'GET',
      commands: [command(0, 'whoami'), command(8000, 'hostname')],
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-08-19T00:00:00Z', verdict: 'compromised' },
  ],
};
