import type { Story } from './story.js';

export const persistedSeDoors: Story = {
  id: 'persisted-se-doors',
  title: 'Doors opened on the server itself: port forwarding, firewall, antivirus told to look away, event logs off.',
  state: 'entered',
  server: { version: 'SE', builds: [['2025-10-20T17:00:00Z', '15.2.2562.29']], closedToMarch2021: true },
  from: '2025-11-10',
  days: 5,
  intrusion: [
    {
      kind: 'way-back',
      at: '2025-11-11T03:01:00Z',
      sets: { kind: 'antivirus-exclusion', path: 'C:\\Users\\Public' },
    },
    {
      kind: 'way-back',
      at: '2025-11-11T03:04:00Z',
      sets: { kind: 'port-proxy', listen: '0.0.0.0/8443', connect: '10.30.0.20/3389' },
    },
    {
      kind: 'way-back',
      at: '2025-11-11T03:07:00Z',
      sets: { kind: 'firewall-rule', name: 'Core Networking (TCP)', port: 8443, program: 'C:\\Users\\Public\\net.exe' },
    },
    { kind: 'way-back', at: '2025-11-11T03:09:00Z', sets: { kind: 'event-log-off' } },
  ],
  undetectable: ['How they got in: logs of that time are gone.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'compromised', acceptable: ['suspicious'] },
  ],
};
