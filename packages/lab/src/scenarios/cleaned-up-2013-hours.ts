import { BEFORE_MARCH_2021, BROWSER_AGENT, QUIET } from './parts.js';
import type { Story } from './story.js';

export const cleanedUp2013Hours: Story = {
  id: 'cleaned-up-2013-hours',
  title: 'January 2021, before anybody watched: mail read, the hours cut out of the logs, nothing else left.',
  state: 'cleaned-up',
  server: {
    version: '2013',
    builds: [BEFORE_MARCH_2021['2013']],
    closedToMarch2021: false,
    requestsPerWorkday: 900,
    probeMinutes: 15,
  },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    {
      kind: 'ssrf-mail-theft',
      at: '2021-01-06T10:14:03Z',
      from: '203.0.113.82',
      stem: '/ecp/main.css',
      userAgent: BROWSER_AGENT,
      reads: [{ after: 0, mailbox: 'd.ekman', action: 'GetItem', bytes: 9_310_772, duration: 11_500 }],
    },
    {
      kind: 'delete-logs',
      at: '2021-01-06T16:20:00Z',
      what: 'hours',
      logs: ['iis', 'httpproxy', 'exchange'],
      since: '2021-01-06T09:10:00Z',
    },
  ],
  undetectable: ['Every record of the intrusion was deleted; what is left is the hole in the logs.'],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'cannot-tell', acceptable: ['suspicious'] },
    { evidence: 'logs-deleted', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
