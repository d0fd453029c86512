import type { Story } from './story.js';

export const robbedSeStolenKeys: Story = {
  id: 'robbed-se-stolen-keys',
  title: 'Subscription Edition entered with stolen keys; the memory of passwords dumped, mail exported.',
  state: 'robbed',
  server: {
    version: 'SE',
    builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']],
    closedToMarch2021: true,
    drive: 'D',
    folder: 'Exchange\\V15',
  },
  from: '2025-11-17',
  days: 5,
  intrusion: [
    {
      kind: 'viewstate',
      at: '2025-11-18T05:10:00Z',
      from: '203.0.113.105',
      carrier: 'body',
      stem: '/owa/auth/logon.aspx',
      status: 200,
      runs: 'whoami',
    },
    {
      kind: 'mail-export',
      at: '2025-11-18T05:40:00Z',
      mailboxes: ['c.dahl', 'sales'],
      folder: 'C:\\Users\\Public\\pst',
      archive: 'C:\\Users\\Public\\o.7z',
    },
  ],
  undetectable: ['How they got in: the body of a request is in no log.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    {
      evidence: 'rolled-over',
      logsFrom: '2025-11-19T00:00:00Z',
      verdict: 'compromised',
      acceptable: ['suspicious', 'cannot-tell'],
    },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    {
      evidence: 'files-only',
      layout: 'velociraptor',
      verdict: 'suspicious',
      acceptable: ['compromised', 'cannot-tell'],
    },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
