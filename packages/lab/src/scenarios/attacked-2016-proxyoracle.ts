import type { Story } from './story.js';

export const attacked2016Proxyoracle: Story = {
  id: 'attacked-2016-proxyoracle',
  title: 'ProxyOracle against a patched server: a reflected page and thousands of guesses.',
  state: 'attacked',
  server: { version: '2016', builds: [['2021-07-20T17:00:00Z', '15.1.2308.14']], closedToMarch2021: true },
  from: '2021-08-16',
  days: 4,
  intrusion: [{ kind: 'proxyoracle', at: '2021-08-17T13:10:00Z', from: '203.0.113.112', guesses: 900 }],
  undetectable: [
    'ProxyOracle leaves redirections like those of any browser that is not signed in; no stable trace has been published.',
  ],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell', acceptable: ['attacked', 'suspicious'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell', acceptable: ['attacked', 'suspicious'] },
  ],
};
