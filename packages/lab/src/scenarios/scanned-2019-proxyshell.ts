import { NMAP_AGENT } from './parts.js';
import type { Story } from './story.js';

export const scanned2019Proxyshell: Story = {
  id: 'scanned-2019-proxyshell',
  title: 'Patched against ProxyShell; researchers look whether it is.',
  state: 'scanned',
  server: {
    version: '2019',
    builds: [['2021-05-20T17:00:00Z', '15.2.858.12']],
    closedToMarch2021: true,
  },
  from: '2021-08-09',
  days: 5,
  intrusion: [
    { kind: 'probe', at: '2021-08-10T09:12:00Z', from: '198.51.100.150', for: 'proxyshell', userAgent: NMAP_AGENT },
    { kind: 'probe', at: '2021-08-11T19:32:00Z', from: '198.51.100.151', for: 'version', userAgent: NMAP_AGENT },
  ],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell' },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell' },
    { evidence: 'rolled-over', logsFrom: '2021-08-12T00:00:00Z', verdict: 'cannot-tell' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
    { evidence: 'files-only', verdict: 'cannot-tell' },
  ],
};
