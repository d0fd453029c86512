import { command, pageAt, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const entered2013ProxyshellPageGone: Story = {
  id: 'entered-2013-proxyshell-page-gone',
  title: 'ProxyShell on 2013, page removed by the intruders themselves when done.',
  state: 'cleaned-up',
  server: { version: '2013', builds: [['2021-03-09T17:00:00Z', '15.0.1497.12']], closedToMarch2021: true },
  from: '2021-08-23',
  days: 5,
  intrusion: [
    {
      kind: 'proxyshell',
      at: '2021-08-24T22:10:00Z',
      from: '203.0.113.24',
      userAgent: SCRIPT_AGENT,
      mailbox: 'b.costa',
      writes: { by: 'mailbox-export', ...pageAt('/aspnet_client/zfmsp.aspx') },
      cleansUp: true,
    },
    {
      kind: 'shell-use',
      at: '2021-08-24T22:30:00Z',
      from: '203.0.113.24',
      page: '/aspnet_client/zfmsp.aspx',
      commands: [command(0, 'whoami')],
    },
    {
      kind: 'remove-file',
      at: '2021-08-25T01:00:00Z',
      path: pageAt('/aspnet_client/zfmsp.aspx').path,
      alsoCompiled: true,
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'cannot-tell', undetectable: ['No file of the intrusion is left.'] },
    {
      evidence: 'rolled-over',
      logsFrom: '2021-08-26T00:00:00Z',
      verdict: 'cannot-tell',
      undetectable: ['Nothing is left.'],
    },
  ],
};
