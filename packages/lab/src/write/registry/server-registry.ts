/** The registry of a synthetic Exchange server: what Windows and Exchange have there, and what somebody changed. */
import { dwordValue, expandValue, multiValue, szValue } from '@allclear/parsers';
import type { ServerProfile } from '../../server/index.js';
import { accountValues, domainValue, groupValue, type LocalAccount } from './sam.js';
import { type CachedTask, taskDescriptor, taskValues } from './task.js';
import { HiveTree } from './tree.js';

/** One change that somebody made, as data. `at`: ms, UTC. */
export type RegistryChange =
  | {
      readonly kind: 'service';
      readonly at: number;
      readonly name: string;
      readonly command: string;
      readonly library?: string;
    }
  | { readonly kind: 'run'; readonly at: number; readonly name: string; readonly command: string }
  | { readonly kind: 'image-debugger'; readonly at: number; readonly program: string; readonly command: string }
  | { readonly kind: 'winlogon'; readonly at: number; readonly name: string; readonly command: string }
  | { readonly kind: 'lsa-package'; readonly at: number; readonly name: string }
  | {
      readonly kind: 'task';
      readonly at: number;
      readonly task: Omit<CachedTask, 'created'>;
      readonly hidden?: boolean;
    }
  | { readonly kind: 'account'; readonly account: LocalAccount }
  | { readonly kind: 'port-proxy'; readonly at: number; readonly listen: string; readonly connect: string }
  | { readonly kind: 'antivirus-exclusion'; readonly at: number; readonly path: string }
  | { readonly kind: 'stored-passwords'; readonly at: number }
  | { readonly kind: 'event-log-off'; readonly at: number };

const SET = 'ControlSet001';
const WINDOWS_NT = 'Microsoft\\Windows NT\\CurrentVersion';
const CONFIG = 'C:\\Windows\\System32\\config\\';
const OWN_PROCESS = 0x10;
const SHARED_PROCESS = 0x20;

const EXCHANGE_SERVICES: readonly (readonly [name: string, program: string])[] = [
  ['MSExchangeADTopology', 'Microsoft.Exchange.Directory.TopologyService.exe'],
  ['MSExchangeTransport', 'MSExchangeTransport.exe'],
  ['MSExchangeIS', 'Microsoft.Exchange.Store.Service.exe'],
  ['MSExchangeHM', 'MSExchangeHMHost.exe'],
  ['MSExchangeMailboxReplication', 'MSExchangeMailboxReplication.exe'],
];

/** Windows path and bytes of SYSTEM, SOFTWARE and SAM. `installed`: when the server was set up. */
export function serverHives(
  server: ServerProfile,
  installed: number,
  changes: readonly RegistryChange[] = [],
): { readonly path: string; readonly bytes: Uint8Array }[] {
  const system = systemHive(server, installed);
  const software = softwareHive(server, installed);
  const accounts: LocalAccount[] = [
    { name: 'Administrator', rid: 500, created: installed, administrator: true },
    { name: 'Guest', rid: 501, created: installed, disabled: true },
    { name: 'DefaultAccount', rid: 503, created: installed, disabled: true },
  ];
  for (const change of changes) {
    if (change.kind === 'account') accounts.push(change.account);
    else apply(change, system, software);
  }
  return [
    { path: `${CONFIG}SYSTEM`, bytes: system.build() },
    { path: `${CONFIG}SOFTWARE`, bytes: software.build() },
    { path: `${CONFIG}SAM`, bytes: samHive(installed, accounts).build() },
  ];
}

function systemHive(server: ServerProfile, installed: number): HiveTree {
  const host = server.host.toUpperCase();
  const tree = new HiveTree('SYSTEM', installed)
    .set('Select', [dwordValue('Current', 1), dwordValue('Default', 1), dwordValue('LastKnownGood', 1)])
    .set(`${SET}\\Control\\ComputerName\\ComputerName`, [szValue('ComputerName', host)])
    .set(`${SET}\\Services\\Tcpip\\Parameters`, [
      szValue('NV Hostname', server.host),
      szValue('NV Domain', server.domain),
    ])
    .set(`${SET}\\Control\\TimeZoneInformation`, [
      szValue('TimeZoneKeyName', 'W. Europe Standard Time'),
      dwordValue('ActiveTimeBias', (-60 * server.utcOffsetHours) >>> 0),
    ])
    .set(`${SET}\\Control\\Session Manager`, [multiValue('BootExecute', ['autocheck autochk *'])])
    .set(`${SET}\\Control\\Lsa`, [
      multiValue('Authentication Packages', ['msv1_0']),
      multiValue('Notification Packages', ['rassfm', 'scecli']),
      multiValue('Security Packages', ['""']),
    ])
    .set(`${SET}\\Control\\Print\\Monitors\\Local Port`, [szValue('Driver', 'localspl.dll')])
    .set(`${SET}\\Control\\Terminal Server`, [dwordValue('fDenyTSConnections', 0)])
    .set(`${SET}\\Control\\Terminal Server\\WinStations\\RDP-Tcp`, [dwordValue('PortNumber', 3389)])
    .set(`${SET}\\Control\\SecurityProviders\\WDigest`, [dwordValue('UseLogonCredential', 0)]);
  const service = (name: string, type: number, start: number, command: string): void => {
    tree.set(`${SET}\\Services\\${name}`, [
      dwordValue('Type', type),
      dwordValue('Start', start),
      expandValue('ImagePath', command),
      szValue('ObjectName', 'LocalSystem'),
    ]);
  };
  service('EventLog', SHARED_PROCESS, 2, '%SystemRoot%\\System32\\svchost.exe -k LocalServiceNetworkRestricted');
  service('W3SVC', SHARED_PROCESS, 2, '%windir%\\system32\\svchost.exe -k iissvcs');
  service('Spooler', OWN_PROCESS, 2, '%SystemRoot%\\System32\\spoolsv.exe');
  service(
    'WinDefend',
    OWN_PROCESS,
    2,
    '"C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.2102.4-0\\MsMpEng.exe"',
  );
  service('disk', 1, 0, 'System32\\drivers\\disk.sys');
  for (const [name, program] of EXCHANGE_SERVICES)
    service(name, OWN_PROCESS, 2, `"${server.installPath}Bin\\${program}"`);
  return tree;
}

function softwareHive(server: ServerProfile, installed: number): HiveTree {
  const { major, minor, build, revision } = server.builds[0]?.build ?? { major: 15, minor: 0, build: 0, revision: 0 };
  return new HiveTree('SOFTWARE', installed)
    .set('Microsoft\\Windows\\CurrentVersion\\Run', [
      expandValue('VMware User Process', '"C:\\Program Files\\VMware\\VMware Tools\\vmtoolsd.exe" -n vmusr'),
    ])
    .set(WINDOWS_NT, [szValue('ProductName', 'Windows Server 2016 Standard'), szValue('CurrentBuild', '14393')])
    .set(`${WINDOWS_NT}\\Winlogon`, [
      szValue('Userinit', 'C:\\Windows\\system32\\userinit.exe,'),
      szValue('Shell', 'explorer.exe'),
    ])
    .set(`${WINDOWS_NT}\\Image File Execution Options\\spoolsv.exe`, [dwordValue('MitigationOptions', 1)])
    .set('Microsoft\\Netsh', [szValue('2', 'ifmon.dll'), szValue('fwcfg', 'fwcfg.dll')])
    .set('Microsoft\\Windows Defender\\Exclusions\\Paths', [dwordValue(`${server.installPath}Mailbox`, 0)])
    .set('Microsoft\\InetStp', [szValue('VersionString', 'Version 10.0')])
    .set('Microsoft\\ExchangeServer\\v15\\Setup', [
      dwordValue('MsiProductMajor', major),
      dwordValue('MsiProductMinor', minor),
      dwordValue('MsiBuildMajor', build),
      dwordValue('MsiBuildMinor', revision),
      szValue('MsiInstallPath', server.installPath),
    ])
    .set(`${WINDOWS_NT}\\Schedule\\TaskCache\\Tree\\Backup`, [
      szValue('Id', '{0D1E2F30-0000-4000-8000-000000000001}'),
      dwordValue('Index', 3),
      taskDescriptor(),
    ])
    .set(
      `${WINDOWS_NT}\\Schedule\\TaskCache\\Tasks\\{0D1E2F30-0000-4000-8000-000000000001}`,
      taskValues({
        path: '\\Backup',
        id: '',
        command: 'C:\\Windows\\System32\\wbadmin.exe',
        arguments: 'start backup',
        created: installed,
      }),
    );
}

const MACHINE = [1000001, 1000002, 1000003] as const;

function samHive(installed: number, accounts: readonly LocalAccount[]): HiveTree {
  const domains = 'SAM\\Domains';
  const tree = new HiveTree('SAM', installed).set(`${domains}\\Account`, [domainValue(MACHINE)]);
  for (const account of accounts) {
    const rid = account.rid.toString(16).toUpperCase().padStart(8, '0');
    tree.set(`${domains}\\Account\\Users\\${rid}`, accountValues(account), account.created);
    tree.set(`${domains}\\Account\\Users\\Names\\${account.name}`, [], account.created);
  }
  const members = accounts.filter((a) => a.administrator).map((a) => [21, ...MACHINE, a.rid]);
  tree.set(`${domains}\\Builtin\\Aliases\\00000220`, [
    groupValue(544, 'Administrators', 'Administrators have complete and unrestricted access', members),
  ]);
  return tree;
}

function apply(change: Exclude<RegistryChange, { kind: 'account' }>, system: HiveTree, software: HiveTree): void {
  const { at } = change;
  switch (change.kind) {
    case 'service':
      system.set(
        `${SET}\\Services\\${change.name}`,
        [
          dwordValue('Type', change.library === undefined ? OWN_PROCESS : SHARED_PROCESS),
          dwordValue('Start', 2),
          expandValue('ImagePath', change.command),
          szValue('ObjectName', 'LocalSystem'),
        ],
        at,
      );
      if (change.library !== undefined)
        system.set(`${SET}\\Services\\${change.name}\\Parameters`, [expandValue('ServiceDll', change.library)], at);
      break;
    case 'run':
      software.set('Microsoft\\Windows\\CurrentVersion\\Run', [szValue(change.name, change.command)], at);
      break;
    case 'image-debugger':
      software.set(
        `${WINDOWS_NT}\\Image File Execution Options\\${change.program}`,
        [szValue('Debugger', change.command)],
        at,
      );
      break;
    case 'winlogon':
      software.set(`${WINDOWS_NT}\\Winlogon`, [szValue(change.name, change.command)], at);
      break;
    case 'lsa-package':
      system.set(`${SET}\\Control\\Lsa`, [multiValue('Notification Packages', ['rassfm', 'scecli', change.name])], at);
      break;
    case 'task': {
      const { task, hidden } = change;
      const cache = `${WINDOWS_NT}\\Schedule\\TaskCache`;
      const values = [szValue('Id', task.id), dwordValue('Index', 3), ...(hidden ? [] : [taskDescriptor()])];
      software.set(`${cache}\\Tree${task.path}`, values, at);
      software.set(`${cache}\\Tasks\\${task.id}`, taskValues({ ...task, created: at }), at);
      break;
    }
    case 'port-proxy':
      system.set(`${SET}\\Services\\PortProxy\\v4tov4\\tcp`, [szValue(change.listen, change.connect)], at);
      break;
    case 'antivirus-exclusion':
      software.set('Microsoft\\Windows Defender\\Exclusions\\Paths', [dwordValue(change.path, 0)], at);
      break;
    case 'stored-passwords':
      system.set(`${SET}\\Control\\SecurityProviders\\WDigest`, [dwordValue('UseLogonCredential', 1)], at);
      break;
    case 'event-log-off':
      system.set(`${SET}\\Services\\EventLog`, [dwordValue('Start', 4)], at);
      break;
  }
}
