import { NMAP_AGENT } from './parts.js';
import type { Story } from './story.js';

export const scanned2016OpenToProxyshell: Story = {
  id: 'scanned-2016-open-to-proxyshell',
  title: 'Open to ProxyShell; a scanner finds that out, and nobody comes.',
  state: 'scanned',
  server: { version: '2016', builds: [['2021-04-02T17:00:00Z', '15.1.2242.4']], closedToMarch2021: true },
  from: '2021-08-09',
  days: 5,
  intrusion: [
    {
      kind: 'probe',
      at: '2021-08-12T09:12:00Z',
      from: '198.51.100.155',
      for: 'proxyshell',
      userAgent: NMAP_AGENT,
      status: 302,
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell' },
    { evidence: 'logs-only', verdict: 'cannot-tell' },
  ],
};
