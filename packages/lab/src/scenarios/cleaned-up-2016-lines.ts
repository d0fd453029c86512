import { BEFORE_MARCH_2021, command, oabDrop, pageAt } from './parts.js';
import type { Story } from './story.js';

export const cleanedUp2016Lines: Story = {
  id: 'cleaned-up-2016-lines',
  title: 'The intruders cut their lines out of the IIS logs and remove their page; other logs are forgotten.',
  state: 'cleaned-up',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-03-01',
  days: 6,
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T12:49:00Z',
      from: '203.0.113.78',
      stem: '/ecp/y.js',
      firstContact: true,
      drop: oabDrop('/aspnet_client/w9Bz1hQf.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-03T13:10:00Z',
      from: '203.0.113.78',
      page: '/aspnet_client/w9Bz1hQf.aspx',
      commands: [command(0, 'whoami'), command(9000, 'quser')],
    },
    {
      kind: 'delete-logs',
      at: '2021-03-03T15:00:00Z',
      what: 'lines',
      logs: ['iis'],
      since: '2021-03-03T12:00:00Z',
      client: '203.0.113.78',
    },
    {
      kind: 'remove-file',
      at: '2021-03-03T15:01:00Z',
      path: pageAt('/aspnet_client/w9Bz1hQf.aspx').path,
      alsoCompiled: true,
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-only', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'cannot-tell', undetectable: ['No file of the intrusion is left.'] },
    {
      evidence: 'rolled-over',
      logsFrom: '2021-03-05T00:00:00Z',
      verdict: 'cannot-tell',
      acceptable: ['suspicious'],
      undetectable: ['The logs begin after everything was removed.'],
    },
    { evidence: 'logs-deleted', verdict: 'compromised' },
  ],
};
