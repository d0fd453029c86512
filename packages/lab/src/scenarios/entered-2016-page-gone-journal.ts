import { command, pageAt } from './parts.js';
import type { Story } from './story.js';

export const entered2016PageGoneJournal: Story = {
  id: 'entered-2016-page-gone-journal',
  title: 'A page is written, used and deleted within hours; the file table and the change journal were collected.',
  state: 'entered',
  server: { version: '2016', builds: [['2021-03-09T17:00:00Z', '15.1.2176.9']], closedToMarch2021: true },
  from: '2021-08-23',
  days: 4,
  journalDays: 3,
  intrusion: [
    {
      kind: 'plant-page',
      at: '2021-08-24T22:10:00Z',
      ...pageAt('/aspnet_client/supp0rt.aspx'),
      form: 'plain',
    },
    {
      kind: 'shell-use',
      at: '2021-08-24T22:30:00Z',
      from: '203.0.113.24',
      page: '/aspnet_client/supp0rt.aspx',
      commands: [command(0, 'whoami'), command(40, 'net user')],
    },
    { kind: 'remove-file', at: '2021-08-25T01:00:00Z', path: pageAt('/aspnet_client/supp0rt.aspx').path },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
    { evidence: 'logs-deleted', layout: 'velociraptor', verdict: 'compromised' },
  ],
};
