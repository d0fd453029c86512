import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const administered2019Repairs: Story = {
  id: 'administered-2019-repairs',
  title: 'The address book directory is rebuilt, archives lie about, a product brings a module of its own.',
  state: 'administered',
  server: { version: '2019', builds: [BEFORE_MARCH_2021['2019']], closedToMarch2021: false, drive: 'E' },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    { kind: 'owner-work', at: '2021-01-05T11:10:00Z', does: { work: 'rebuild-oab' } },
    {
      kind: 'owner-work',
      at: '2021-01-06T08:10:00Z',
      does: { work: 'archive', path: 'C:\\ProgramData\\Backup\\logs-2020.zip' },
    },
    { kind: 'owner-work', at: '2021-01-06T08:30:00Z', does: { work: 'archive', path: 'C:\\Temp\\drivers.zip' } },
    {
      kind: 'owner-work',
      at: '2021-01-07T08:10:00Z',
      does: { work: 'own-module', name: 'FilterModule', image: 'C:\\Program Files\\Mail Gateway Agent\\gwfilter.dll' },
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'cannot-tell' },
  ],
};
