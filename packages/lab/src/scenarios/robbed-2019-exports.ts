import { BEFORE_MARCH_2021, command, lsassDump, oabDrop, packs } from './parts.js';
import type { Story } from './story.js';

export const robbed2019Exports: Story = {
  id: 'robbed-2019-exports',
  title: 'Page, memory of lsass, mailboxes exported with the snap-in and packed; the page stays.',
  state: 'robbed',
  server: { version: '2019', builds: [BEFORE_MARCH_2021['2019']], closedToMarch2021: false },
  from: '2021-03-01',
  days: 7,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-02T23:49:00Z',
      from: '203.0.113.72',
      stem: '/ecp/y.js',
      firstContact: true,
      drop: oabDrop('/owa/auth/OutlookZH.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-03T00:10:00Z',
      from: '203.0.113.72',
      page: '/owa/auth/OutlookZH.aspx',
      commands: [command(0, 'whoami'), lsassDump(30_000), packs(120_000)],
    },
    {
      kind: 'mail-export',
      at: '2021-03-03T01:00:00Z',
      mailboxes: ['a.berg', 'c.dahl'],
      folder: 'C:\\ProgramData\\pst',
      archive: 'C:\\ProgramData\\o.7z',
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
    { evidence: 'rolled-over', layout: 'cylr', logsFrom: '2021-03-05T00:00:00Z', verdict: 'compromised' },
  ],
};
