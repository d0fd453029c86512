import { SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const attacked2013ThreeWaves: Story = {
  id: 'attacked-2013-three-waves',
  title: 'Patched in October 2022; everything of the last two years is tried in one night.',
  state: 'attacked',
  server: { version: '2013', builds: [['2022-10-15T17:00:00Z', '15.0.1497.42']], closedToMarch2021: true },
  from: '2022-12-26',
  days: 5,
  intrusion: [
    {
      kind: 'ssrf-attempt',
      at: '2022-12-28T02:11:00Z',
      from: '203.0.113.119',
      stem: '/ecp/x.js',
      userAgent: SCRIPT_AGENT,
      status: 500,
      times: 2,
    },
    {
      kind: 'proxyshell',
      at: '2022-12-28T02:21:00Z',
      from: '203.0.113.119',
      userAgent: SCRIPT_AGENT,
      mailbox: 'a.berg',
      refused: 401,
    },
    { kind: 'owassrf', at: '2022-12-28T02:31:00Z', from: '203.0.113.119', account: 'a.berg', status: 401 },
  ],
  variants: [
    { evidence: 'complete', layout: 'cylr', verdict: 'attacked' },
    { evidence: 'rolled-over', logsFrom: '2022-12-29T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'attacked' },
  ],
};
