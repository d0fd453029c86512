import { BEFORE_MARCH_2021, QUIET } from './parts.js';
import type { Story } from './story.js';

export const administered2016FullDisk: Story = {
  id: 'administered-2016-full-disk',
  title: 'A full disk: shadow copies deleted by an administrator, logs renamed by the hundred once they are sent on.',
  state: 'administered',
  server: { version: '2016', builds: [BEFORE_MARCH_2021['2016']], closedToMarch2021: false },
  from: '2021-01-02',
  days: 9,
  background: QUIET,
  intrusion: [
    { kind: 'owner-work', at: '2021-01-05T09:10:00Z', does: { work: 'make-room' } },
    {
      kind: 'owner-work',
      at: '2021-01-06T02:00:00Z',
      does: { work: 'rename-files', folder: 'C:\\inetpub\\wwwroot\\status', ending: '.log.forwarded', files: 40 },
    },
    {
      kind: 'owner-work',
      at: '2021-01-06T03:00:00Z',
      does: { work: 'rename-files', folder: 'C:\\inetpub\\wwwroot\\status', ending: '.html.twig', files: 15 },
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious'] },
    { evidence: 'files-only', layout: 'live-drive', verdict: 'cannot-tell' },
    { evidence: 'logs-only', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
