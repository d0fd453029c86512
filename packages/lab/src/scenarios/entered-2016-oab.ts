import { BEFORE_MARCH_2021, command, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const entered2016Oab: Story = {
  id: 'entered-2016-oab',
  title: 'March 2021 as published: session, address book directory, page in aspnet_client, commands.',
  state: 'entered',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-03-01',
  days: 8,
  eventLogs: 'evtx',
  intrusion: [
    { kind: 'rpc-recon', at: '2021-03-03T04:40:00Z', from: '203.0.113.7' },
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T04:49:00Z',
      from: '203.0.113.7',
      stem: '/ecp/y.js',
      firstContact: true,
      drop: oabDrop('/aspnet_client/q8vJr2Lp.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-03T05:10:00Z',
      from: '203.0.113.7',
      page: '/aspnet_client/q8vJr2Lp.aspx',
      commands: [
        command(0, 'whoami'),
        command(20_000, 'ipconfig /all'),
        command(50_000, 'net group "Domain Admins" /domain'),
      ],
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-03-06T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'live-drive', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
