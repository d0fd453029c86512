import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const robbed2016ThroughSsrf: Story = {
  id: 'robbed-2016-through-ssrf',
  title: 'January 2021: mailboxes read through the front end as the server itself; no page, no program.',
  state: 'robbed',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    {
      kind: 'ssrf-mail-theft',
      at: '2021-01-06T22:14:03Z',
      from: '203.0.113.70',
      stem: '/owa/auth/logon.css',
      userAgent: 'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
      reads: [
        { after: 0, mailbox: 'a.berg', action: 'FindItem', bytes: 611_204, duration: 2100 },
        { after: 9400, mailbox: 'a.berg', action: 'GetItem', bytes: 28_310_772, duration: 31_500 },
        { after: 61_800, mailbox: 'c.dahl', action: 'GetItem', bytes: 12_907_115, duration: 17_800 },
      ],
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-01-08T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
  ],
};
