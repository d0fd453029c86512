import { QUIET } from './parts.js';
import type { Story } from './story.js';

export const administered2019OddSettings: Story = {
  id: 'administered-2019-odd-settings',
  title: 'Settings of the owner that a person should look at: forwarding, foreign libraries, scripts, old programs.',
  state: 'administered',
  server: { version: '2019', builds: [['2021-10-14T17:00:00Z', '15.2.986.9']], closedToMarch2021: true },
  from: '2021-11-08',
  days: 7,
  background: QUIET,
  intrusion: [
    {
      kind: 'owner-work',
      at: '2021-11-10T09:01:00Z',
      does: { work: 'own-setting', sets: { kind: 'port-proxy', listen: '0.0.0.0/8080', connect: '10.30.0.30/80' } },
    },
    {
      kind: 'owner-work',
      at: '2021-11-10T09:02:00Z',
      does: {
        work: 'own-setting',
        sets: { kind: 'netsh-helper', name: 'vpnhelp', library: 'C:\\Program Files\\VPN Client\\vpnhelp.dll' },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-10T09:03:00Z',
      does: {
        work: 'own-setting',
        sets: { kind: 'run', name: 'Drives', command: 'powershell.exe -File C:\\Scripts\\map-drives.ps1' },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-10T09:04:00Z',
      does: { work: 'own-setting', sets: { kind: 'stored-passwords' } },
    },
    {
      kind: 'owner-work',
      at: '2021-11-10T09:05:00Z',
      does: {
        work: 'own-setting',
        sets: {
          kind: 'wmi-subscription',
          filter: 'VendorDiskFilter',
          query: 'SELECT * FROM __InstanceModificationEvent WITHIN 300',
          consumer: 'VendorDiskConsumer',
          command: '"C:\\Program Files\\Vendor\\diskwatch.exe" /event',
        },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-10T09:06:00Z',
      does: {
        work: 'own-web-setting',
        sets: {
          setting: 'managed-module',
          name: 'MailArchive',
          type: 'Vendor.MailArchive.Module, Vendor.MailArchive',
        },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-10T09:07:00Z',
      does: {
        work: 'own-web-setting',
        sets: {
          setting: 'handler',
          name: 'Report-ASHX',
          path: '*.report',
          type: 'Vendor.Reports.ReportHandler, Vendor.Reports',
        },
      },
    },
    {
      kind: 'owner-work',
      at: '2021-11-10T09:08:00Z',
      does: {
        work: 'own-setting',
        sets: {
          kind: 'winlogon',
          name: 'Userinit',
          command: 'C:\\Windows\\system32\\userinit.exe,"C:\\Program Files\\Login Vendor\\logon.exe"',
        },
      },
    },
    { kind: 'account', at: '2021-11-10T09:20:00Z', name: 'svc-deploy', by: 'adm-two' },
  ],
  variants: [
    { evidence: 'complete', verdict: 'suspicious', acceptable: ['nothing-found'] },
    { evidence: 'files-only', layout: 'loose', verdict: 'suspicious', acceptable: ['cannot-tell'] },
  ],
};
