import { command, pageAt } from './parts.js';
import type { Story } from './story.js';

export const cleanedUpSePage: Story = {
  id: 'cleaned-up-se-page',
  title: 'A page used for a day and removed with its translation; their lines are cut out of the web server log.',
  state: 'cleaned-up',
  server: { version: 'SE', builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']], closedToMarch2021: true },
  from: '2025-11-17',
  days: 7,
  intrusion: [
    { kind: 'plant-page', at: '2025-11-19T05:00:00Z', ...pageAt('/aspnet_client/errorPage.aspx'), form: 'plain' },
    {
      kind: 'shell-use',
      at: '2025-11-19T05:10:00Z',
      from: '203.0.113.109',
      page: '/aspnet_client/errorPage.aspx',
      commands: [command(0, 'whoami'), command(70_000, 'ipconfig')],
    },
    {
      kind: 'delete-logs',
      at: '2025-11-20T06:00:00Z',
      what: 'lines',
      logs: ['iis'],
      since: '2025-11-19T00:00:00Z',
      client: '203.0.113.109',
    },
    {
      kind: 'remove-file',
      at: '2025-11-20T06:01:00Z',
      path: pageAt('/aspnet_client/errorPage.aspx').path,
      alsoCompiled: true,
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    {
      evidence: 'rolled-over',
      logsFrom: '2025-11-21T00:00:00Z',
      verdict: 'cannot-tell',
      acceptable: ['suspicious'],
      undetectable: ['The logs begin after everything was removed.'],
    },
    { evidence: 'logs-deleted', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'cannot-tell', undetectable: ['No file of the intrusion is left.'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
