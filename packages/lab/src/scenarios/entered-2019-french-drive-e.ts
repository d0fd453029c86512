import { BEFORE_MARCH_2021, command, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const entered2019FrenchDriveE: Story = {
  id: 'entered-2019-french-drive-e',
  title: 'March 2021 on a French server on drive E, in a folder of its own; an account, a task on another machine.',
  state: 'entered',
  server: {
    version: '2019',
    builds: [BEFORE_MARCH_2021['2019']],
    closedToMarch2021: false,
    language: 'fr',
    drive: 'E',
  },
  from: '2021-03-02',
  days: 6,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-04T07:49:00Z',
      from: '203.0.113.110',
      stem: '/owa/auth/logon.css',
      firstContact: true,
      drop: oabDrop('/owa/auth/Current/scripts/premium/fexp.aspx', 'E'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-04T08:10:00Z',
      from: '203.0.113.111',
      page: '/owa/auth/Current/scripts/premium/fexp.aspx',
      commands: [command(0, 'whoami'), command(60_000, 'net group "Exchange Servers" /domain')],
    },
    { kind: 'account', at: '2021-03-04T08:30:00Z', name: 'support_1' },
    { kind: 'lateral-movement', at: '2021-03-04T09:00:00Z', by: 'remote-task', to: 'dc1' },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-03-06T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
