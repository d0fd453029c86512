import { BEFORE_MARCH_2021, QUIET, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const cleanedUp2016MailLines: Story = {
  id: 'cleaned-up-2016-mail-lines',
  title:
    'January 2021: mail read, every line of it cut out of IIS and HttpProxy; the log of the mail service is forgotten.',
  state: 'cleaned-up',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false, drive: 'D' },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    {
      kind: 'ssrf-mail-theft',
      at: '2021-01-06T10:14:03Z',
      from: '203.0.113.92',
      stem: '/ecp/main.css',
      userAgent: SCRIPT_AGENT,
      reads: [
        { after: 0, mailbox: 'd.ekman', action: 'FindItem', bytes: 310_772, duration: 1500 },
        { after: 30_000, mailbox: 'd.ekman', action: 'GetItem', bytes: 9_310_772, duration: 11_500 },
      ],
    },
    {
      kind: 'delete-logs',
      at: '2021-01-06T11:20:00Z',
      what: 'lines',
      logs: ['iis', 'httpproxy'],
      since: '2021-01-06T09:10:00Z',
      client: '203.0.113.92',
    },
  ],
  undetectable: [
    'The requests themselves; had the log of the mail service been cut as well, nothing at all would be left.',
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised', acceptable: ['suspicious', 'cannot-tell', 'attacked'] },
    { evidence: 'logs-only', verdict: 'compromised', acceptable: ['suspicious', 'cannot-tell', 'attacked'] },
  ],
};
