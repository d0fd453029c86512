import { SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const attackedSe2025: Story = {
  id: 'attacked-se-2025',
  title: 'Old flaws tried on Subscription Edition with guessed passwords.',
  state: 'attacked',
  server: { version: 'SE', builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']], closedToMarch2021: true },
  from: '2025-11-10',
  days: 4,
  intrusion: [
    { kind: 'owassrf', at: '2025-11-11T05:10:00Z', from: '203.0.113.65', account: 'sales', status: 401 },
    {
      kind: 'proxynotshell',
      at: '2025-11-11T05:20:00Z',
      from: '203.0.113.65',
      account: 'sales',
      userAgent: SCRIPT_AGENT,
      status: 401,
    },
    {
      kind: 'proxyshell',
      at: '2025-11-12T05:20:00Z',
      from: '203.0.113.66',
      userAgent: SCRIPT_AGENT,
      mailbox: 'sales',
      refused: 400,
    },
  ],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'attacked' },
    {
      evidence: 'rolled-over',
      logsFrom: '2025-11-13T00:00:00Z',
      verdict: 'cannot-tell',
      acceptable: ['nothing-found'],
    },
    { evidence: 'logs-deleted', verdict: 'cannot-tell', acceptable: ['nothing-found'] },
    { evidence: 'files-only', verdict: 'cannot-tell', acceptable: ['nothing-found'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'attacked' },
  ],
};
