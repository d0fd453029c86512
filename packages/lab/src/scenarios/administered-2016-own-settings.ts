import { QUIET } from './parts.js';
import type { Story } from './story.js';

export const administered2016OwnSettings: Story = {
  id: 'administered-2016-own-settings',
  title: 'Products and administrators set what looks like ways back in: services, start places, libraries, doors.',
  state: 'administered',
  server: { version: '2016', builds: [['2021-10-14T17:00:00Z', '15.1.2375.12']], closedToMarch2021: true },
  from: '2021-11-08',
  days: 7,
  background: QUIET,
  intrusion: [
    {
      kind: 'owner-work',
      at: '2021-11-09T09:01:00Z',
      does: {
        work: 'own-setting',
        sets: { kind: 'service', name: 'BackupAgent', command: '"C:\\Program Files\\Backup Agent\\agent.exe" /svc' },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:02:00Z',
      does: {
        work: 'own-setting',
        sets: {
          kind: 'service',
          name: 'MonScript',
          command: 'cmd.exe /c "C:\\Program Files\\Monitoring\\run.cmd"',
        },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:03:00Z',
      does: {
        work: 'own-setting',
        sets: { kind: 'run', name: 'Tray', command: '"C:\\Program Files (x86)\\Vendor\\tray.exe" -min' },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:04:00Z',
      does: {
        work: 'own-setting',
        sets: { kind: 'image-debugger', program: 'taskmgr.exe', command: '"C:\\Tools\\procexp64.exe"' },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:05:00Z',
      does: { work: 'own-setting', sets: { kind: 'lsa-package', name: 'AzureADPasswordProtection' } },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:06:00Z',
      does: {
        work: 'own-setting',
        sets: {
          kind: 'task',
          task: {
            path: '\\Vendor\\Nightly sync',
            id: '{6C1D2E3F-0000-4000-8000-00000000000B}',
            command: 'C:\\Program Files\\Vendor\\sync.exe',
            arguments: '--quiet',
          },
        },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:07:00Z',
      does: { work: 'own-setting', sets: { kind: 'antivirus-exclusion', path: 'E:\\DB01' } },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:08:00Z',
      does: {
        work: 'own-setting',
        sets: {
          kind: 'firewall-rule',
          name: 'Backup Agent (TCP-In)',
          port: 8400,
          program: 'C:\\Program Files\\Backup Agent\\agent.exe',
        },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:09:00Z',
      does: {
        work: 'own-setting',
        sets: {
          kind: 'print-monitor',
          name: 'PDF Port',
          library: 'C:\\Windows\\System32\\pdfmon.dll',
        },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-09T09:10:00Z',
      does: {
        work: 'own-setting',
        sets: {
          kind: 'user-class',
          id: '{4DBA7C1D-0000-4F3C-9C4E-0000000000A1}',
          library: 'C:\\Users\\adm-one\\AppData\\Local\\Microsoft\\TeamsMeetingAddin\\1.0.21\\x64\\Addin.dll',
        },
      },
    },
    {
      kind: 'account',
      at: '2021-11-09T09:20:00Z',
      name: 'svc-scan',
      by: 'adm-one',
      administrator: false,
    },
  ],
  variants: [
    { evidence: 'complete', verdict: 'nothing-found', acceptable: ['suspicious', 'cannot-tell'] },
    { evidence: 'files-only', layout: 'velociraptor', verdict: 'cannot-tell', acceptable: ['suspicious'] },
  ],
};
