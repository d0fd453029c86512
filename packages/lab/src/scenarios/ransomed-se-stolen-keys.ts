import type { Story } from './story.js';

export const ransomedSeStolenKeys: Story = {
  id: 'ransomed-se-stolen-keys',
  title: 'Subscription Edition entered with stolen keys; every way back closed, files renamed, a note in each folder.',
  state: 'ransomed',
  server: {
    version: 'SE',
    builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']],
    closedToMarch2021: true,
    language: 'fr',
  },
  from: '2025-12-01',
  days: 5,
  intrusion: [
    {
      kind: 'viewstate',
      at: '2025-12-03T01:10:00Z',
      from: '203.0.113.107',
      carrier: 'body',
      stem: '/owa/auth/errorFE.aspx',
      status: 200,
      runs: 'whoami',
    },
    { kind: 'account', at: '2025-12-03T01:20:00Z', name: 'assistance' },
    {
      kind: 'ransom',
      at: '2025-12-03T02:00:00Z',
      note: 'C:\\Users\\Public\\HOW_TO_RECOVER_FILES.txt',
      closes: ['shadow-copies', 'windows-backups', 'repair'],
      renames: { ending: '.lck7', files: 16 },
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2025-12-04T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'cylr', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
