import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const localised2016German: Story = {
  id: 'localised-2016-german',
  title:
    'A German server on drive E before the wave: administrators, products, antivirus that finds an unwanted program.',
  state: 'administered',
  server: {
    version: '2016',
    builds: [BEFORE_MARCH_2021['2016']],
    closedToMarch2021: false,
    language: 'de',
    drive: 'E',
    folder: 'Exchange Server\\V15',
    utcOffsetHours: 2,
  },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  eventLogs: 'evtx',
  intrusion: [
    { kind: 'account', at: '2021-01-05T10:30:00Z', name: 'adm-drei', by: 'adm-one' },
    { kind: 'owner-work', at: '2021-01-05T09:10:00Z', does: { work: 'export-role' } },
    { kind: 'owner-work', at: '2021-01-06T09:20:00Z', does: { work: 'export', mailbox: 'c.dahl' } },
    {
      kind: 'owner-work',
      at: '2021-01-06T11:00:00Z',
      does: {
        work: 'antivirus-alarm',
        path: 'C:\\Users\\adm-one\\Downloads\\toolbar.exe',
        threat: 'PUA:Win32/Presenoker',
      },
    },
    { kind: 'owner-work', at: '2021-01-07T03:00:00Z', does: { work: 'delete-old-logs' } },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious'] },
    { evidence: 'rolled-over', logsFrom: '2021-01-07T00:00:00Z', verdict: 'cannot-tell', acceptable: ['suspicious'] },
    { evidence: 'logs-deleted', verdict: 'cannot-tell', acceptable: ['suspicious'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
