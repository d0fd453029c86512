import type { Story } from './story.js';

export const entered2016Proxytoken: Story = {
  id: 'entered-2016-proxytoken',
  title: 'A rule that redirects mail, made without signing in.',
  state: 'robbed',
  server: { version: '2016', builds: [['2021-04-02T17:00:00Z', '15.1.2242.4']], closedToMarch2021: true },
  from: '2021-09-06',
  days: 4,
  intrusion: [{ kind: 'proxytoken', at: '2021-09-08T05:10:00Z', from: '203.0.113.38', mailbox: 'a.berg', status: 200 }],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'cannot-tell', undetectable: ['The rule lies in the mailbox.'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'compromised' },
  ],
};
