import { BEFORE_MARCH_2021, MARCH_2021, MARCH_UPDATE, NMAP_AGENT, SCRIPT_AGENT, SWEPT_PAGES } from './parts.js';
import type { Story } from './story.js';

export const scanned2016FirstDays: Story = {
  id: 'scanned-2016-first-days',
  title: 'Unpatched for a day after disclosure, probed and swept by everybody, entered by nobody.',
  state: 'scanned',
  server: {
    version: '2016',
    builds: [BEFORE_MARCH_2021['2016'], ['2021-03-03T20:10:00Z', MARCH_2021['2016'], MARCH_UPDATE]],
    closedToMarch2021: true,
  },
  from: '2021-03-01',
  days: 10,
  intrusion: [
    { kind: 'probe', at: '2021-03-03T14:02:10Z', from: '198.51.100.130', for: 'proxylogon', userAgent: NMAP_AGENT },
    { kind: 'probe', at: '2021-03-03T16:40:51Z', from: '198.51.100.131', for: 'version', userAgent: NMAP_AGENT },
    { kind: 'rpc-recon', at: '2021-03-04T01:12:30Z', from: '198.51.100.132' },
    {
      kind: 'shell-sweep',
      at: '2021-03-07T03:20:00Z',
      from: '198.51.100.133',
      userAgent: SCRIPT_AGENT,
      method: 'GET',
      pages: SWEPT_PAGES,
    },
    {
      kind: 'shell-sweep',
      at: '2021-03-09T21:44:00Z',
      from: '198.51.100.134',
      userAgent: SCRIPT_AGENT,
      method: 'POST',
      pages: SWEPT_PAGES,
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell' },
    { evidence: 'rolled-over', logsFrom: '2021-03-08T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', layout: 'cylr', verdict: 'cannot-tell' },
  ],
};
