import { BEFORE_MARCH_2021, command, oabDrop } from './parts.js';
import type { Story } from './story.js';

export const persisted2019Account: Story = {
  id: 'persisted-2019-account',
  title: 'Page, account, task; then the Security log is cleared.',
  state: 'entered',
  server: { version: '2019', builds: [BEFORE_MARCH_2021['2019']], closedToMarch2021: false, utcOffsetHours: 9 },
  from: '2021-03-02',
  days: 6,
  eventLogs: 'evtx',
  intrusion: [
    {
      kind: 'oab-page-drop',
      at: '2021-03-04T12:49:00Z',
      from: '203.0.113.88',
      stem: '/ecp/y.js',
      firstContact: true,
      drop: oabDrop('/oab/log.aspx'),
    },
    {
      kind: 'shell-use',
      at: '2021-03-04T13:10:00Z',
      from: '203.0.113.88',
      page: '/oab/log.aspx',
      commands: [command(0, 'whoami')],
    },
    { kind: 'account', at: '2021-03-04T13:20:00Z', name: 'help' },
    {
      kind: 'scheduled-task',
      at: '2021-03-04T13:30:00Z',
      from: '203.0.113.88',
      page: '/oab/log.aspx',
      name: 'Winnet',
      intervalMinutes: 50,
      encodedText: '# INERT: synthetic evidence of the Allclear lab; this text does nothing',
    },
    { kind: 'clear-event-log', at: '2021-03-04T13:40:00Z', channel: 'Security' },
  ],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'rolled-over', logsFrom: '2021-03-06T00:00:00Z', verdict: 'compromised' },
  ],
};
