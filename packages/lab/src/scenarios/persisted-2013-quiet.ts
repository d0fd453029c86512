import type { Story } from './story.js';

export const persisted2013Quiet: Story = {
  id: 'persisted-2013-quiet',
  title:
    'What no list of autostarts shows: a hidden task, a WMI subscription, libraries of netsh and the print spooler.',
  state: 'entered',
  server: {
    version: '2013',
    builds: [['2021-07-14T17:00:00Z', '15.0.1497.23']],
    closedToMarch2021: true,
    processAudit: false,
  },
  from: '2021-09-06',
  days: 5,
  intrusion: [
    {
      kind: 'way-back',
      at: '2021-09-07T22:01:00Z',
      sets: {
        kind: 'task',
        task: {
          path: '\\WinUpdate',
          id: '{6C1D2E3F-0000-4000-8000-00000000000A}',
          command: 'C:\\Windows\\System32\\inert.exe',
        },
        hidden: true,
      },
    },
    {
      kind: 'way-back',
      at: '2021-09-07T22:04:00Z',
      sets: {
        kind: 'wmi-subscription',
        filter: 'updF',
        query: 'SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA "Win32_LocalTime"',
        consumer: 'updC',
        command: 'C:\\Users\\Public\\u.exe -q',
      },
    },
    {
      kind: 'way-back',
      at: '2021-09-07T22:07:00Z',
      sets: { kind: 'netsh-helper', name: 'inethlp', library: 'C:\\ProgramData\\inethlp.dll' },
    },
    {
      kind: 'way-back',
      at: '2021-09-07T22:09:00Z',
      sets: { kind: 'print-monitor', name: 'Virtual Port', library: 'C:\\Windows\\Temp\\vport.dll' },
    },
  ],
  undetectable: ['How they got in: logs of that time are gone.'],
  variants: [
    { evidence: 'complete', verdict: 'compromised' },
    { evidence: 'files-only', layout: 'live-drive', verdict: 'compromised', acceptable: ['suspicious'] },
    {
      evidence: 'logs-only',
      verdict: 'cannot-tell',
      acceptable: ['suspicious'],
      undetectable: ['Windows records no starts of programs here, and none of these settings in its logs.'],
    },
  ],
};
