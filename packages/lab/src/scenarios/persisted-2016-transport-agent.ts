import type { Story } from './story.js';

export const persisted2016TransportAgent: Story = {
  id: 'persisted-2016-transport-agent',
  title: 'An agent that reads all mail is installed from a staging folder.',
  state: 'entered',
  server: { version: '2016', builds: [['2021-10-14T17:00:00Z', '15.1.2375.12']], closedToMarch2021: true },
  from: '2021-11-08',
  days: 5,
  intrusion: [
    {
      kind: 'transport-agent',
      at: '2021-11-09T02:01:00Z',
      name: 'Content Filter Helper',
      assembly: 'C:\\Windows\\Temp\\cfhelper.dll',
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'compromised', acceptable: ['suspicious'] },
  ],
};
