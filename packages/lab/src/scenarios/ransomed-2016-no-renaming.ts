import type { Story } from './story.js';

export const ransomed2016NoRenaming: Story = {
  id: 'ransomed-2016-no-renaming',
  title: 'OWASSRF; shadow copies and Windows backups deleted, nothing renamed where the collector looked.',
  state: 'ransomed',
  server: {
    version: '2016',
    builds: [['2022-08-12T17:00:00Z', '15.1.2507.12']],
    closedToMarch2021: true,
    language: 'es',
  },
  from: '2022-12-12',
  days: 4,
  intrusion: [
    {
      kind: 'owassrf',
      at: '2022-12-13T01:10:00Z',
      from: '203.0.113.108',
      account: 'f.gruber',
      status: 200,
      runs: 'whoami',
    },
    {
      kind: 'ransom',
      at: '2022-12-13T03:00:00Z',
      note: 'C:\\PerfLogs\\contact.txt',
      closes: ['shadow-copies', 'windows-backups'],
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
    {
      evidence: 'files-only',
      verdict: 'cannot-tell',
      acceptable: ['suspicious', 'compromised'],
      undetectable: ['A note without a telling name, and nothing else on disk.'],
    },
  ],
};
