import { BEFORE_MARCH_2021, BROWSER_AGENT, MARCH_2021, MARCH_UPDATE, NMAP_AGENT, SWEPT_PAGES } from './parts.js';
import type { Story } from './story.js';

export const scanned2013Quarter: Story = {
  id: 'scanned-2013-quarter',
  title: 'Logs from before the wave, patched on the morning after disclosure, probed ever since.',
  state: 'scanned',
  server: {
    version: '2013',
    builds: [BEFORE_MARCH_2021['2013'], ['2021-03-03T05:10:00Z', MARCH_2021['2013'], MARCH_UPDATE]],
    closedToMarch2021: true,
    requestsPerWorkday: 110,
    probeMinutes: 120,
  },
  from: '2021-01-02',
  days: 68,
  intrusion: [
    { kind: 'probe', at: '2021-03-05T14:02:10Z', from: '198.51.100.140', for: 'proxylogon', userAgent: NMAP_AGENT },
    {
      kind: 'shell-sweep',
      at: '2021-03-08T03:20:00Z',
      from: '198.51.100.143',
      userAgent: BROWSER_AGENT,
      method: 'GET',
      pages: SWEPT_PAGES,
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found' },
    { evidence: 'rolled-over', logsFrom: '2021-03-04T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
    { evidence: 'files-only', layout: 'velociraptor', verdict: 'cannot-tell' },
    { evidence: 'logs-only', verdict: 'cannot-tell' },
  ],
};
