import type { Story } from './story.js';

export const robbedSeStolenPassword: Story = {
  id: 'robbed-se-stolen-password',
  title:
    'Mail of five people read at night over the mail service, with the password of a service account, from an address abroad.',
  state: 'robbed',
  server: { version: 'SE', builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']], closedToMarch2021: true },
  from: '2025-11-10',
  days: 6,
  intrusion: [
    {
      kind: 'password-mail-theft',
      at: '2025-11-13T01:20:00Z',
      from: '203.0.113.104',
      account: 'svc-crm',
      mailboxes: ['a.berg', 'b.costa', 'c.dahl', 'd.ekman', 'f.gruber'],
      userAgent: 'python-requests/2.32.3',
      requests: 240,
    },
  ],
  undetectable: [
    'That the password was stolen: every request is in order, only the program and the address are unusual.',
  ],
  variants: [
    { evidence: 'complete', verdict: 'suspicious', acceptable: ['cannot-tell'] },
    { evidence: 'rolled-over', layout: 'cylr', logsFrom: '2025-11-14T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'suspicious', acceptable: ['cannot-tell'] },
  ],
};
