import { BROWSER_AGENT, NMAP_AGENT, SWEPT_PAGES } from './parts.js';
import type { Story } from './story.js';

export const scannedSe2026: Story = {
  id: 'scanned-se-2026',
  title: 'Subscription Edition in June 2026, swept for old and new shells and old flaws.',
  state: 'scanned',
  server: { version: 'SE', builds: [['2026-06-12T17:00:00Z', '15.2.2562.43']], closedToMarch2021: true },
  from: '2026-06-15',
  days: 4,
  intrusion: [
    {
      kind: 'shell-sweep',
      at: '2026-06-16T03:20:00Z',
      from: '198.51.100.160',
      userAgent: BROWSER_AGENT,
      method: 'POST',
      pages: SWEPT_PAGES,
    },
    { kind: 'probe', at: '2026-06-17T09:12:00Z', from: '198.51.100.161', for: 'proxynotshell', userAgent: NMAP_AGENT },
  ],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
    {
      evidence: 'rolled-over',
      logsFrom: '2026-06-17T00:00:00Z',
      verdict: 'cannot-tell',
      acceptable: ['nothing-found'],
    },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell' },
  ],
};
