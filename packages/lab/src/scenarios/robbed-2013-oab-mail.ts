import { BEFORE_MARCH_2021, command, oabDrop, packs } from './parts.js';
import type { Story } from './story.js';

export const robbed2013OabMail: Story = {
  id: 'robbed-2013-oab-mail',
  title: 'A page of March 2021 on Exchange 2013; mailboxes exported, packed and taken.',
  state: 'robbed',
  server: { version: '2013', builds: [BEFORE_MARCH_2021['2013']], closedToMarch2021: false },
  from: '2021-03-02',
  days: 6,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-04T02:49:00Z',
      from: '203.0.113.101',
      stem: '/ecp/default.flt',
      firstContact: false,
      drop: oabDrop('/aspnet_client/system_web/kT4mz.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-04T03:10:00Z',
      from: '203.0.113.102',
      page: '/aspnet_client/system_web/kT4mz.aspx',
      commands: [command(0, 'whoami'), command(8000, 'dir C:\\'), packs(90_000)],
    },
    {
      kind: 'mail-export',
      at: '2021-03-04T04:00:00Z',
      mailboxes: ['b.costa', 'e.faber'],
      folder: 'C:\\ProgramData\\pst',
      archive: 'C:\\ProgramData\\m.7z',
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-03-05T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
