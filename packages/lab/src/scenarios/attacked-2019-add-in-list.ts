import type { Story } from './story.js';

export const attacked2019AddInList: Story = {
  id: 'attacked-2019-add-in-list',
  title:
    'The hole of November 2021 tried with a stolen password on a patched server; the error of the command is all that is left.',
  state: 'attacked',
  server: { version: '2019', builds: [['2021-11-12T17:00:00Z', '15.2.986.14']], closedToMarch2021: true },
  from: '2021-11-22',
  days: 4,
  intrusion: [{ kind: 'add-in-list', at: '2021-11-23T04:10:00Z', from: '203.0.113.113', account: 'd.ekman' }],
  variants: [
    { evidence: 'complete', verdict: 'attacked' },
    { evidence: 'logs-deleted', verdict: 'attacked' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'attacked' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
  ],
};
