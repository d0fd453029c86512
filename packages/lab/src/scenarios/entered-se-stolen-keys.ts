import type { Story } from './story.js';

export const enteredSeStolenKeys: Story = {
  id: 'entered-se-stolen-keys',
  title: 'Subscription Edition entered with stolen machine keys; nothing is written to disk.',
  state: 'entered',
  server: { version: 'SE', builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']], closedToMarch2021: true },
  from: '2025-11-17',
  days: 4,
  intrusion: [
    {
      kind: 'viewstate',
      at: '2025-11-18T05:10:00Z',
      from: '203.0.113.36',
      carrier: 'body',
      stem: '/owa/auth/logon.aspx',
      status: 200,
      runs: 'whoami',
    },
  ],
  undetectable: ['How they got in: the body of a request is in no log.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'cannot-tell', undetectable: ['Nothing was written to disk.'] },
  ],
};
