import type { Story } from './story.js';

export const attacked2013Proxytoken: Story = {
  id: 'attacked-2013-proxytoken',
  title: 'ProxyToken tried on a patched server.',
  state: 'attacked',
  server: { version: '2013', builds: [['2021-04-22T17:00:00Z', '15.0.1497.15']], closedToMarch2021: true },
  from: '2021-09-06',
  days: 4,
  intrusion: [
    { kind: 'proxytoken', at: '2021-09-08T05:10:00Z', from: '203.0.113.55', mailbox: 'a.berg', status: 401 },
    { kind: 'proxytoken', at: '2021-09-08T05:12:00Z', from: '203.0.113.55', mailbox: 'b.costa', status: 500 },
  ],
  variants: [
    { evidence: 'complete', verdict: 'attacked' },
    { evidence: 'logs-only', verdict: 'attacked' },
    { evidence: 'rolled-over', logsFrom: '2021-09-09T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
    { evidence: 'files-only', layout: 'cylr', verdict: 'cannot-tell' },
  ],
};
