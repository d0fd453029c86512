import type { Story } from './story.js';

export const persisted2016Services: Story = {
  id: 'persisted-2016-services',
  title: 'Programs in public folders start as services, by a Run key and at every logon.',
  state: 'entered',
  server: { version: '2016', builds: [['2021-10-14T17:00:00Z', '15.1.2375.12']], closedToMarch2021: true },
  from: '2021-11-08',
  days: 5,
  intrusion: [
    {
      kind: 'way-back',
      at: '2021-11-09T02:01:00Z',
      sets: { kind: 'service', name: 'WinHelpSvc', command: 'C:\\Users\\Public\\Libraries\\hlp.exe -k' },
    },
    {
      kind: 'way-back',
      at: '2021-11-09T02:03:00Z',
      sets: {
        kind: 'service',
        name: 'NetSetupCache',
        command: '%SystemRoot%\\System32\\svchost.exe -k netsvcs',
        library: 'C:\\Windows\\Temp\\nscache.dll',
      },
    },
    {
      kind: 'way-back',
      at: '2021-11-09T02:05:00Z',
      sets: { kind: 'run', name: 'Updater', command: 'C:\\PerfLogs\\upd.exe' },
    },
    {
      kind: 'way-back',
      at: '2021-11-09T02:07:00Z',
      sets: {
        kind: 'winlogon',
        name: 'Userinit',
        command: 'C:\\Windows\\system32\\userinit.exe,C:\\ProgramData\\usr.exe',
      },
    },
  ],
  undetectable: ['How they got in: logs of that time are gone.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'cylr', verdict: 'compromised', acceptable: ['suspicious'] },
    { evidence: 'logs-only', verdict: 'compromised', acceptable: ['suspicious'] },
  ],
};
