import type { Story } from './story.js';

export const ransomed2019Owassrf: Story = {
  id: 'ransomed-2019-owassrf',
  title: 'OWASSRF past the rewrite rule, an account, shadow copies deleted, a note.',
  state: 'ransomed',
  server: { version: '2019', builds: [['2022-08-12T17:00:00Z', '15.2.1118.12']], closedToMarch2021: true },
  from: '2022-12-05',
  days: 5,
  intrusion: [
    {
      kind: 'owassrf',
      at: '2022-12-07T01:10:00Z',
      from: '203.0.113.28',
      account: 'f.gruber',
      status: 200,
      runs: 'powershell -Command "Write-Output inert"',
    },
    { kind: 'account', at: '2022-12-07T01:30:00Z', name: 'support2' },
    { kind: 'ransom', at: '2022-12-08T03:00:00Z', note: 'C:\\ReadMe.txt', service: 'msupdate' },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'cannot-tell', acceptable: ['suspicious', 'compromised'] },
    {
      evidence: 'rolled-over',
      logsFrom: '2022-12-09T00:00:00Z',
      verdict: 'cannot-tell',
      acceptable: ['suspicious', 'compromised'],
      undetectable: ['The logs begin after the note was written; its name tells nothing.'],
    },
  ],
};
