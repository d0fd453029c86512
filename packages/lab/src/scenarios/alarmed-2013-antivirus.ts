import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const alarmed2013Antivirus: Story = {
  id: 'alarmed-2013-antivirus',
  title: 'Antivirus finds unwanted software in the downloads of an administrator; it has nothing to do with Exchange.',
  state: 'administered',
  server: { version: '2013', builds: [BEFORE_MARCH_2021['2013']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  eventLogs: 'evtx',
  intrusion: [
    {
      kind: 'owner-work',
      at: '2021-01-06T08:00:00Z',
      does: {
        work: 'antivirus-alarm',
        path: 'C:\\Users\\adm-one\\Downloads\\pdf-converter-setup.exe',
        threat: 'PUA:Win32/Presenoker',
      },
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious'] },
    { evidence: 'logs-deleted', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
