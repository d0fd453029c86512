import { SCRIPT_AGENT } from './parts.js';
import type { Story } from './story.js';

export const attacked2016ProxynotshellStopped: Story = {
  id: 'attacked-2016-proxynotshell-stopped',
  title: 'The rewrite rule of 2022 stops ProxyNotShell, and the update stops OWASSRF.',
  state: 'attacked',
  server: { version: '2016', builds: [['2022-11-10T17:00:00Z', '15.1.2507.16']], closedToMarch2021: true },
  from: '2022-12-12',
  days: 4,
  intrusion: [
    {
      kind: 'proxynotshell',
      at: '2022-12-13T05:10:00Z',
      from: '203.0.113.60',
      account: 'd.ekman',
      userAgent: SCRIPT_AGENT,
      status: 404,
    },
    { kind: 'owassrf', at: '2022-12-14T05:10:00Z', from: '203.0.113.60', account: 'd.ekman', status: 403 },
  ],
  variants: [
    { evidence: 'complete', verdict: 'attacked' },
    { evidence: 'logs-deleted', verdict: 'cannot-tell' },
  ],
};
