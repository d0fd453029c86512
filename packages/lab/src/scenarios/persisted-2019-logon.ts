import type { Story } from './story.js';

export const persisted2019Logon: Story = {
  id: 'persisted-2019-logon',
  title:
    'A shell at the logon screen, a library that sees passwords, a hidden account, a class of one user redirected.',
  state: 'entered',
  server: { version: '2019', builds: [['2021-10-14T17:00:00Z', '15.2.986.9']], closedToMarch2021: true },
  from: '2021-11-08',
  days: 5,
  eventLogs: 'evtx',
  intrusion: [
    {
      kind: 'way-back',
      at: '2021-11-10T01:01:00Z',
      sets: { kind: 'image-debugger', program: 'sethc.exe', command: 'C:\\Windows\\System32\\cmd.exe' },
    },
    { kind: 'way-back', at: '2021-11-10T01:04:00Z', sets: { kind: 'lsa-package', name: 'pwcheck' } },
    { kind: 'way-back', at: '2021-11-10T01:05:00Z', sets: { kind: 'stored-passwords' } },
    { kind: 'account', at: '2021-11-10T01:08:00Z', name: 'support$' },
    {
      kind: 'way-back',
      at: '2021-11-10T01:11:00Z',
      sets: {
        kind: 'user-class',
        id: '{B5F8350B-0548-48B1-A6EE-88BD00B4A5E7}',
        library: 'C:\\Users\\Public\\shell32x.dll',
      },
    },
  ],
  undetectable: ['How they got in: logs of that time are gone.'],
  variants: [
    { evidence: 'complete', layout: 'velociraptor', verdict: 'compromised' },
    { evidence: 'files-only', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-deleted', verdict: 'compromised' },
  ],
};
