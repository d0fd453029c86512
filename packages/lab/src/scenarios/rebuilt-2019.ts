import type { Story } from './story.js';

export const rebuilt2019: Story = {
  id: 'rebuilt-2019',
  title:
    'A new server in place of one that was attacked: nothing before its first day, no shells, a restored web site.',
  state: 'administered',
  server: {
    version: '2019',
    builds: [['2021-03-20T17:00:00Z', '15.2.858.5']],
    closedToMarch2021: true,
    language: 'de',
    drive: 'E',
    folder: 'Exchange',
  },
  from: '2021-03-22',
  days: 6,
  intrusion: [
    { kind: 'owner-work', at: '2021-03-22T08:00:00Z', does: { work: 'rebuild-oab' } },
    { kind: 'owner-work', at: '2021-03-22T09:00:00Z', does: { work: 'certificate-request' } },
    { kind: 'owner-work', at: '2021-03-22T10:00:00Z', does: { work: 'archive', path: 'C:\\Temp\\website.zip' } },
    { kind: 'owner-work', at: '2021-03-23T09:00:00Z', does: { work: 'safety-scanner' } },
    { kind: 'account', at: '2021-03-22T10:30:00Z', name: 'adm-neu', by: 'adm-one' },
  ],
  variants: [
    { evidence: 'complete', verdict: 'cannot-tell', acceptable: ['suspicious', 'nothing-found'] },
    { evidence: 'logs-only', layout: 'loose', verdict: 'cannot-tell', acceptable: ['suspicious'] },
    { evidence: 'files-only', verdict: 'cannot-tell', acceptable: ['nothing-found'] },
  ],
};
