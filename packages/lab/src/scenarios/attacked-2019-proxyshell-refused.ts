import { BROWSER_AGENT, SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const attacked2019ProxyshellRefused: Story = {
  id: 'attacked-2019-proxyshell-refused',
  title: 'ProxyShell against a patched server.',
  state: 'attacked',
  server: { version: '2019', builds: [['2021-05-20T17:00:00Z', '15.2.858.12']], closedToMarch2021: true },
  from: '2021-08-16',
  days: 4,
  intrusion: [
    {
      kind: 'proxyshell',
      at: '2021-08-17T23:10:00Z',
      from: '203.0.113.50',
      userAgent: SCRIPT_AGENT,
      mailbox: 'a.berg',
      refused: 401,
    },
    {
      kind: 'proxyshell',
      at: '2021-08-18T04:10:00Z',
      from: '203.0.113.51',
      userAgent: BROWSER_AGENT,
      mailbox: 'b.costa',
      refused: 404,
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'cylr', verdict: 'attacked' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'attacked' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
    { evidence: 'rolled-over', logsFrom: '2021-08-19T00:00:00Z', verdict: 'cannot-tell' },
  ],
};
