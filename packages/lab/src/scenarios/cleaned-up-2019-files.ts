import { BEFORE_MARCH_2021, command, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const cleanedUp2019Files: Story = {
  id: 'cleaned-up-2019-files',
  title: 'Whole log files of two days deleted, the Security log cleared; the page was forgotten.',
  state: 'cleaned-up',
  server: {
    version: '2019',
    builds: [BEFORE_MARCH_2021['2019']],
    closedToMarch2021: false,
    requestsPerWorkday: 500,
  },
  from: '2021-03-01',
  days: 7,
  eventLogs: 'evtx',
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-03T12:49:00Z',
      from: '203.0.113.80',
      stem: '/ecp/y.js',
      firstContact: true,
      drop: oabDrop('/owa/auth/Current/themes/resources/logonstyle.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-03T13:10:00Z',
      from: '203.0.113.80',
      page: '/owa/auth/Current/themes/resources/logonstyle.aspx',
      commands: [command(0, 'whoami'), command(9000, 'quser')],
    },
    {
      kind: 'delete-logs',
      at: '2021-03-04T15:00:00Z',
      what: 'files',
      logs: ['iis', 'httpproxy', 'exchange'],
      since: '2021-03-03T00:00:00Z',
    },
    { kind: 'clear-event-log', at: '2021-03-04T15:02:00Z', channel: 'Security' },
    { kind: 'clear-event-log', at: '2021-03-04T15:03:00Z', channel: 'MSExchange Management' },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised' },
    {
      evidence: 'logs-only',
      verdict: 'suspicious',
      acceptable: ['cannot-tell', 'compromised', 'attacked'],
      undetectable: ['Every record of the intrusion was deleted; the page was not collected.'],
    },
    { evidence: 'rolled-over', logsFrom: '2021-03-05T00:00:00Z', verdict: 'compromised' },
    { evidence: 'logs-deleted', verdict: 'compromised' },
  ],
};
