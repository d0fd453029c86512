/** Each kind of fact out of the registry becomes an act with the right names. */
import type { Remnant } from '@allclear/model';
import { describe, expect, it } from 'vitest';
import { assessment, finding } from '../testing/assessment.js';
import { actOf } from './acts.js';
import { planOf } from './build.js';
import { Act } from './step.js';

const SET = 'HKLM\\SYSTEM\\ControlSet001';
const SOFTWARE = 'HKLM\\SOFTWARE\\Microsoft';

/** Facts as docs/formats.md lists their fields, and the act. */
const CASES: readonly (readonly [name: string, kind: Remnant['kind'], target: Record<string, string>, act: Act])[] = [
  [
    'service',
    'service',
    { kind: 'service', name: 'Helper', image: 'C:\\Users\\Public\\h.exe', key: `${SET}\\Services\\Helper` },
    { do: 'remove-service', name: 'Helper', image: 'C:\\Users\\Public\\h.exe' },
  ],
  [
    'Run key',
    'autostart',
    { kind: 'run', name: 'upd', key: `${SOFTWARE}\\Windows\\CurrentVersion\\Run`, value: 'upd' },
    { do: 'remove-registry-value', key: `${SOFTWARE}\\Windows\\CurrentVersion\\Run`, value: 'upd' },
  ],
  [
    'debugger of another program',
    'autostart',
    { kind: 'image-debugger', program: 'sethc.exe', key: 'HKLM\\IFEO\\sethc.exe', value: 'Debugger' },
    { do: 'remove-registry-value', key: 'HKLM\\IFEO\\sethc.exe', value: 'Debugger' },
  ],
  [
    'one of several libraries that see passwords: the others stay',
    'autostart',
    {
      kind: 'lsa-notification',
      name: 'Notification Packages',
      image: 'pwcheck',
      key: `${SET}\\Control\\Lsa`,
      value: 'Notification Packages',
    },
    {
      do: 'remove-registry-value',
      key: `${SET}\\Control\\Lsa`,
      value: 'Notification Packages',
      entry: 'pwcheck',
    },
  ],
  [
    'program beside userinit: nobody could log on without the value',
    'autostart',
    { kind: 'winlogon', name: 'Userinit', key: `${SOFTWARE}\\Windows NT\\CurrentVersion\\Winlogon`, value: 'Userinit' },
    {
      do: 'remove-registry-value',
      key: `${SOFTWARE}\\Windows NT\\CurrentVersion\\Winlogon`,
      value: 'Userinit',
      instead: 'C:\\Windows\\system32\\userinit.exe,',
    },
  ],
  [
    'class of a user: its value has no name',
    'registry-value',
    { kind: 'com-server', name: '{0}', server: 'InprocServer32', key: 'HKU\\u_Classes\\CLSID\\{0}', value: '' },
    { do: 'remove-registry-value', key: 'HKU\\u_Classes\\CLSID\\{0}\\InprocServer32', value: '' },
  ],
  [
    'stored passwords',
    'registry-value',
    {
      kind: 'stored-passwords',
      name: 'UseLogonCredential',
      data: '1',
      key: `${SET}\\Control\\SecurityProviders\\WDigest`,
      value: 'UseLogonCredential',
    },
    {
      do: 'remove-registry-value',
      key: `${SET}\\Control\\SecurityProviders\\WDigest`,
      value: 'UseLogonCredential',
      instead: '0',
    },
  ],
  [
    'event logs switched off are no matter of the web server',
    'log-setting',
    { kind: 'event-log', name: 'Start', data: '4', key: `${SET}\\Services\\EventLog`, value: 'Start' },
    { do: 'remove-registry-value', key: `${SET}\\Services\\EventLog`, value: 'Start', instead: '2' },
  ],
  ['logs of the web server', 'log-setting', { kind: 'httpLogging', dontLog: 'true' }, { do: 'restore-logging' }],
  [
    'port forwarding',
    'port-proxy',
    { kind: 'port-proxy', name: '0.0.0.0/8443', listenAddress: '0.0.0.0', listenPort: '8443' },
    { do: 'remove-port-proxy', listenAddress: '0.0.0.0', listenPort: '8443' },
  ],
  [
    'firewall rule',
    'firewall-rule',
    { kind: 'firewall-rule', name: 'Core', key: `${SET}\\Services\\SharedAccess`, value: '{1}' },
    { do: 'remove-firewall-rule', name: 'Core' },
  ],
  ...(['path', 'extension', 'process'] as const).map(
    (type) =>
      [
        `antivirus exclusion: ${type}`,
        'antivirus-exclusion',
        { kind: 'antivirus-exclusion', name: 'C:\\x', exclusion: type, key: 'HKLM\\…\\Paths', value: 'C:\\x' },
        { do: 'remove-antivirus-exclusion', type, value: 'C:\\x' },
      ] as const,
  ),
  [
    'task',
    'scheduled-task',
    { kind: 'task', uri: '\\A\\B', name: 'B', id: '{1}' },
    { do: 'remove-task', path: '\\A\\B' },
  ],
  [
    'task that no list shows',
    'scheduled-task',
    { kind: 'task', uri: '\\B', name: 'B', id: '{1}', hiddenBy: 'no-descriptor' },
    { do: 'remove-task', path: '\\B', hiddenId: '{1}' },
  ],
  [
    'account',
    'account',
    { kind: 'account', name: 'support$', rid: '1004', sid: 'S-1-5-21-1-2-3-1004' },
    { do: 'disable-account', name: 'support$' },
  ],
  [
    'WMI subscription',
    'wmi-subscription',
    { kind: 'wmi-subscription', name: 'updC', filter: 'updF', consumer: 'CommandLineEventConsumer' },
    { do: 'remove-wmi-subscription', name: 'updC', filter: 'updF' },
  ],
];

describe('what a fact names is removed under its own name', () => {
  it.each(CASES)('%s', (_, kind, target, act) => {
    const made = actOf({ kind, target });
    expect(made).toEqual(act);
    expect(Act.parse(made)).toEqual(act);
  });
});

it('a new member of a group is taken out of it; the group itself is no account', () => {
  const target = {
    EventID: '4732',
    TargetUserName: 'Administrators',
    MemberName: '-',
    MemberSid: 'S-1-5-21-1-2-3-1004',
  };
  expect(actOf({ kind: 'account', target })).toEqual({
    do: 'remove-group-member',
    group: 'Administrators',
    member: 'S-1-5-21-1-2-3-1004',
  });
  const { MemberSid: _, ...withoutMember } = target;
  expect(actOf({ kind: 'account', target: withoutMember })).toBeUndefined();
});

it('a value that Sysmon tells as one path is taken apart', () => {
  expect(actOf({ kind: 'autostart', target: { TargetObject: 'HKLM\\A\\Run\\upd' } })).toEqual({
    do: 'remove-registry-value',
    key: 'HKLM\\A\\Run',
    value: 'upd',
  });
});

it('entries of one list are steps of their own', () => {
  const of = (id: string, image: string) =>
    finding({
      id,
      phase: 'persistence',
      remnant: {
        kind: 'autostart',
        target: { kind: 'lsa-security', image, key: 'HKLM\\Lsa', value: 'Security Packages' },
      },
    });
  const plan = planOf(assessment([of('F-00000000000a', 'one'), of('F-00000000000b', 'two')]));
  expect(plan.steps.filter((step) => step.stage === 'evict').map((step) => step.title)).toHaveLength(2);
});
