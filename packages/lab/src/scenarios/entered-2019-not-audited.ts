import { BEFORE_MARCH_2021, command, lsassDump, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const entered2019NotAudited: Story = {
  id: 'entered-2019-not-audited',
  title: 'March 2021 on a server that records no started programs, which is the default of Windows.',
  state: 'entered',
  server: { version: '2019', builds: [BEFORE_MARCH_2021['2019']], closedToMarch2021: false, processAudit: false },
  from: '2021-03-01',
  days: 6,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T04:49:00Z',
      from: '203.0.113.96',
      stem: '/ecp/y.js',
      firstContact: true,
      drop: oabDrop('/owa/auth/Current/scripts/premium/fexppw.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-03T05:10:00Z',
      from: '203.0.113.96',
      page: '/owa/auth/Current/scripts/premium/fexppw.aspx',
      commands: [command(0, 'whoami'), lsassDump(30_000)],
    },
  ],
  undetectable: ['Which programs were started.'],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-03-05T00:00:00Z', verdict: 'compromised' },
  ],
};
