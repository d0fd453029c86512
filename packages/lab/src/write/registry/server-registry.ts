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
  | { readonly kind: 'print-monitor'; readonly at: number; readonly name: string; readonly library: string }
  | { readonly kind: 'netsh-helper'; readonly at: number; readonly name: string; readonly library: string }
  /** A class of one user, which comes before that of the computer. */
  | { readonly kind: 'user-class'; readonly at: number; readonly id: string; readonly library: string }
  | {
      readonly kind: 'firewall-rule';
      readonly at: number;
      readonly name: string;
      readonly port: number;
      readonly program?: string;
    }
  | { readonly kind: 'port-proxy'; readonly at: number; readonly listen: string; readonly connect: string }
  | {
      readonly kind: 'antivirus-exclusion';
      readonly at: number;
      readonly path: string;
      /** Default: a path. */
      readonly what?: 'path' | 'extension' | 'process';
    }
  | { readonly kind: 'stored-passwords'; readonly at: number }
  | { readonly kind: 'event-log-off'; readonly at: number };

const SET = 'ControlSet001';
const WINDOWS_NT = 'Microsoft\\Windows NT\\CurrentVersion';
const CONFIG = 'C:\\Windows\\System32\\config\\';
const FIREWALL = `${SET}\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules`;
const OWN_PROCESS = 0x10;
const SHARED_PROCESS = 0x20;

const EXCHANGE_SERVICES: readonly (readonly [name: string, program: string])[] = [
  ['MSExchangeADTopology', 'Microsoft.Exchange.Directory.TopologyService.exe'],
  ['MSExchangeTransport', 'MSExchangeTransport.exe'],
  ['MSExchangeIS', 'Microsoft.Exchange.Store.Service.exe'],
  ['MSExchangeHM', 'MSExchangeHMHost.exe'],
  ['MSExchangeMailboxReplication', 'MSExchangeMailboxReplication.exe'],
];

/** A change that was set in a user's own hives. */
type UserChange = Extract<RegistryChange, { kind: 'user-class' }>;
type AccountChange = Extract<RegistryChange, { kind: 'account' }>;

/** Windows path and bytes of SYSTEM, SOFTWARE, SAM, Amcache, and of an administrator's own hives. `installed`: when the server was set up. */
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
  const administrator = server.administrators[0]?.account ?? 'Administrator';
  const classes = userClasses(administrator, installed);
  for (const change of changes) {
    if (change.kind === 'account') accounts.push(change.account);
    else if (change.kind === 'user-class') applyToUser(change, classes);
    else apply(change, system, software);
  }
  const profile = `C:\\Users\\${administrator}\\`;
  return [
    { path: `${CONFIG}SYSTEM`, bytes: system.build() },
    { path: `${CONFIG}SOFTWARE`, bytes: software.build() },
    { path: `${CONFIG}SAM`, bytes: samHive(installed, accounts).build() },
    { path: `${profile}NTUSER.DAT`, bytes: userHive(installed).build() },
    { path: `${profile}AppData\\Local\\Microsoft\\Windows\\UsrClass.dat`, bytes: classes.build() },
    { path: 'C:\\Windows\\AppCompat\\Programs\\Amcache.hve', bytes: amcacheHive(server, installed).build() },
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
    .set(`${SET}\\Control\\Print\\Monitors\\Standard TCP/IP Port`, [szValue('Driver', 'tcpmon.dll')])
    .set(`${FIREWALL}`, [
      szValue('{0A1B2C3D-0000-4000-8000-000000000443}', firewallRule('World Wide Web Services (HTTPS)', 443)),
      szValue(
        '{0A1B2C3D-0000-4000-8000-000000000025}',
        firewallRule('MSExchangeFrontendTransport', 25, `${server.installPath}Bin\\MSExchangeFrontendTransport.exe`),
      ),
    ])
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
  const { major, minor, build, revision } = server.builds.at(-1)?.build ?? {
    major: 15,
    minor: 0,
    build: 0,
    revision: 0,
  };
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
    .set(`${WINDOWS_NT}\\Schedule\\TaskCache\\Tree\\Nightly IIS log check`, [
      szValue('Id', '{0D1E2F30-0000-4000-8000-000000000002}'),
      dwordValue('Index', 3),
      taskDescriptor(),
    ])
    .set(
      `${WINDOWS_NT}\\Schedule\\TaskCache\\Tasks\\{0D1E2F30-0000-4000-8000-000000000002}`,
      taskValues({
        path: '\\Nightly IIS log check',
        id: '',
        command: 'C:\\Scripts\\check-disk-space.cmd',
        arguments: '/quiet',
        created: installed,
      }),
    )
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

/** A rule as Windows writes it, see [MS-GPFAS] 2.2.2. */
function firewallRule(name: string, port: number, program?: string): string {
  const parts = ['v2.26', 'Action=Allow', 'Active=TRUE', 'Dir=In', 'Protocol=6', `LPort=${port}`];
  return [...parts, ...(program === undefined ? [] : [`App=${program}`]), `Name=${name}`, ''].join('|');
}

function userHive(installed: number): HiveTree {
  return new HiveTree('NTUSER.DAT', installed)
    .set('Software\\Microsoft\\Windows\\CurrentVersion\\Run', [
      expandValue('OneDrive', '"C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe" /background'),
    ])
    .set('Environment', [expandValue('TEMP', '%USERPROFILE%\\AppData\\Local\\Temp')])
    .set('Control Panel\\Desktop', [szValue('ScreenSaveActive', '0')]);
}

function userClasses(user: string, installed: number): HiveTree {
  const server = 'CLSID\\{021E4F06-9DCC-49AD-88CF-ECC2DA314C8A}\\InprocServer32';
  const library = `C:\\Users\\${user}\\AppData\\Local\\Microsoft\\OneDrive\\21.030.0211.0002\\FileSyncShell64.dll`;
  return new HiveTree('UsrClass.dat', installed)
    .set('Local Settings\\MuiCache')
    .set(server, [szValue('', library), szValue('ThreadingModel', 'Apartment')]);
}

function applyToUser(change: UserChange, classes: HiveTree): void {
  classes.set(`CLSID\\${change.id}\\InprocServer32`, [szValue('', change.library)], change.at);
}

/** Programs that Windows took an inventory of; their hashes are left out: the lab has no genuine files. */
function amcacheHive(server: ServerProfile, installed: number): HiveTree {
  const tree = new HiveTree('Amcache.hve', installed);
  for (const [name, publisher] of [
    [`${server.installPath}Bin\\MSExchangeTransport.exe`, 'microsoft corporation'],
    ['C:\\Program Files\\VMware\\VMware Tools\\vmtoolsd.exe', 'vmware, inc.'],
    ['C:\\Tools\\procexp64.exe', 'sysinternals'],
  ] as const) {
    const file = name.slice(name.lastIndexOf('\\') + 1).toLowerCase();
    tree.set(`Root\\InventoryApplicationFile\\${file}|1a2b3c4d5e6f`, [
      szValue('LowerCaseLongPath', name.toLowerCase()),
      szValue('Name', file),
      szValue('Publisher', publisher),
    ]);
  }
  return tree;
}

const MACHINE = [1000001, 1000002, 1000003] as const;
/** Of the computer's own accounts, without the last number. */
export const LOCAL_SID = `S-1-5-21-${MACHINE.join('-')}`;

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

const EXCLUSION_KEY = { path: 'Paths', extension: 'Extensions', process: 'Processes' } as const;

function apply(
  change: Exclude<RegistryChange, AccountChange | UserChange>,
  system: HiveTree,
  software: HiveTree,
): void {
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
    case 'print-monitor':
      system.set(`${SET}\\Control\\Print\\Monitors\\${change.name}`, [szValue('Driver', change.library)], at);
      break;
    case 'netsh-helper':
      software.set('Microsoft\\Netsh', [szValue(change.name, change.library)], at);
      break;
    case 'firewall-rule':
      system.set(
        FIREWALL,
        [szValue(`rule-${change.name}`, firewallRule(change.name, change.port, change.program))],
        at,
      );
      break;
    case 'antivirus-exclusion':
      software.set(
        `Microsoft\\Windows Defender\\Exclusions\\${EXCLUSION_KEY[change.what ?? 'path']}`,
        [dwordValue(change.path, 0)],
        at,
      );
      break;
    case 'stored-passwords':
      system.set(`${SET}\\Control\\SecurityProviders\\WDigest`, [dwordValue('UseLogonCredential', 1)], at);
      break;
    case 'event-log-off':
      system.set(`${SET}\\Services\\EventLog`, [dwordValue('Start', 4)], at);
      break;
  }
}
