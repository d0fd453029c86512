import { command, pageAt, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const entered2016Proxynotshell: Story = {
  id: 'entered-2016-proxynotshell',
  title: 'ProxyNotShell with a stolen password, a plain page with a name that looks genuine.',
  state: 'entered',
  server: { version: '2016', builds: [['2022-05-12T17:00:00Z', '15.1.2507.9']], closedToMarch2021: true },
  from: '2022-08-29',
  days: 5,
  intrusion: [
    {
      kind: 'proxynotshell',
      at: '2022-08-31T12:10:00Z',
      from: '203.0.113.26',
      account: 'e.faber',
      userAgent: SCRIPT_AGENT,
      status: 200,
      runs: 'echo inert',
    },
    { kind: 'plant-page', at: '2022-08-31T12:10:20Z', ...pageAt('/owa/auth/errorEE.aspx'), form: 'plain' },
    {
      kind: 'shell-use',
      at: '2022-08-31T12:30:00Z',
      from: '203.0.113.26',
      page: '/owa/auth/errorEE.aspx',
      commands: [command(0, 'whoami'), command(4000, 'net user')],
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'compromised' },
  ],
};
