import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binaryValue,
  buildHive,
  dwordValue,
  expandValue,
  fileTimeBytes,
  type HiveSketch,
  type KeySketch,
  multiValue,
  szValue,
  type ValueSketch,
} from '../regf/index.js';
import { parseCommand } from './command.js';
import { parseRegistry, parseRegistryText } from './parse.js';
import { looksRandom } from './services.js';
import { MAX_FACTS } from './sink.js';
import { parseActions } from './task-cache.js';
import { parseShimCache } from './traces.js';

const TIME = Date.UTC(2021, 2, 3, 4, 5, 6);
const ISO = '2021-03-03T04:05:06.000Z';

/** Keys by their path below the root, with their values. */
function hive(keys: Readonly<Record<string, readonly ValueSketch[]>>, lists?: HiveSketch['lists']): Uint8Array {
  interface Node {
    values: readonly ValueSketch[];
    readonly keys: Map<string, Node>;
  }
  const root: Node = { values: [], keys: new Map() };
  for (const [path, values] of Object.entries(keys)) {
    let node = root;
    for (const name of path.split('\\')) {
      const next = node.keys.get(name) ?? { values: [], keys: new Map() };
      node.keys.set(name, next);
      node = next;
    }
    node.values = values;
  }
  const sketch = (name: string, node: Node): KeySketch => ({
    name,
    values: node.values,
    keys: [...node.keys].map(([child, inner]) => sketch(child, inner)),
  });
  return buildHive({ root: { ...sketch('ROOT', root), lastWritten: TIME }, ...(lists ? { lists } : {}) });
}

function facts(bytes: Uint8Array, file?: string) {
  const result = parseRegistry(bytes, file === undefined ? {} : { file });
  expect(result.problems).toEqual([]);
  return result.facts.map((fact) => ({
    category: fact.logSource.category,
    ...Object.fromEntries(fact.fieldNames().map((name) => [name, fact.get(name) ?? ''])),
  })) as Record<string, string>[];
}
const ofKind = (all: readonly Record<string, string>[], kind: string) => all.filter((fact) => fact.kind === kind);
const SET = 'ControlSet001';
const select: Record<string, readonly ValueSketch[]> = { Select: [dwordValue('Current', 1)] };

describe('SYSTEM', () => {
  test('services and drivers, with what really runs', () => {
    const all = facts(
      hive({
        ...select,
        [`${SET}\\Services\\Good`]: [
          dwordValue('Type', 0x20),
          dwordValue('Start', 2),
          expandValue('ImagePath', '%SystemRoot%\\System32\\svchost.exe -k netsvcs'),
        ],
        [`${SET}\\Services\\Good\\Parameters`]: [expandValue('ServiceDll', 'C:\\Windows\\Temp\\x.dll')],
        [`${SET}\\Services\\Drv`]: [
          dwordValue('Type', 1),
          dwordValue('Start', 0),
          expandValue('ImagePath', '\\SystemRoot\\System32\\drivers\\d.sys'),
        ],
        [`${SET}\\Services\\NoType`]: [szValue('x', 'y')],
        'ControlSet002\\Services\\Old': [dwordValue('Type', 0x10)],
      }),
    );
    expect(ofKind(all, 'service')).toMatchObject([
      {
        category: 'persistence',
        name: 'Good',
        start: 'auto',
        image: 'C:\\Windows\\System32\\svchost.exe',
        arguments: '-k netsvcs',
        place: 'system',
        dll: 'C:\\Windows\\Temp\\x.dll',
        dllPlace: 'temp',
        key: 'HKLM\\SYSTEM\\ControlSet001\\Services\\Good',
        modified: ISO,
      },
    ]);
    expect(ofKind(all, 'driver')).toMatchObject([{ start: 'boot', image: 'C:\\Windows\\System32\\drivers\\d.sys' }]);
  });

  test('libraries of the security authority, print monitors, time providers: known ones and others', () => {
    const all = facts(
      hive({
        ...select,
        [`${SET}\\Control\\Lsa`]: [multiValue('Security Packages', ['""', 'kerberos', 'strange'])],
        [`${SET}\\Control\\Print\\Monitors\\Odd`]: [szValue('Driver', 'odd.dll')],
        [`${SET}\\Services\\W32Time\\TimeProviders\\NtpClient`]: [
          expandValue('DllName', '%systemroot%\\system32\\w32time.dll'),
        ],
      }),
    );
    expect(ofKind(all, 'lsa-security').map((f) => [f.image, f.known])).toEqual([
      ['kerberos', 'default'],
      ['strange', 'foreign'],
    ]);
    expect(ofKind(all, 'print-monitor')).toMatchObject([{ name: 'Odd', library: 'odd.dll', known: 'foreign' }]);
    expect(ofKind(all, 'time-provider')).toMatchObject([{ known: 'default' }]);
  });

  test('settings: port forwarding, firewall rules, remote desktop, passwords in memory', () => {
    const all = facts(
      hive({
        ...select,
        [`${SET}\\Services\\PortProxy\\v4tov4\\tcp`]: [szValue('0.0.0.0/8443', '10.0.0.5/3389')],
        [`${SET}\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules`]: [
          szValue(
            '{1}',
            'v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=443|LPort=8443|App=C:\\a.exe|Name=mine|',
          ),
        ],
        [`${SET}\\Control\\SecurityProviders\\WDigest`]: [dwordValue('UseLogonCredential', 1)],
      }),
    );
    expect(ofKind(all, 'port-proxy')).toMatchObject([
      {
        category: 'host-setting',
        listenAddress: '0.0.0.0',
        listenPort: '8443',
        connectAddress: '10.0.0.5',
        connectPort: '3389',
        value: '0.0.0.0/8443',
      },
    ]);
    expect(ofKind(all, 'firewall-rule')).toMatchObject([
      { name: 'mine', action: 'Allow', enabled: 'true', direction: 'In', localPort: '443;8443', image: 'C:\\a.exe' },
    ]);
    expect(ofKind(all, 'stored-passwords')).toMatchObject([{ data: '1' }]);
  });

  test('the computer itself, and programs that ran', () => {
    const ran = new Uint8Array(24);
    ran.set(fileTimeBytes(TIME));
    const all = facts(
      hive({
        ...select,
        [`${SET}\\Control\\ComputerName\\ComputerName`]: [szValue('ComputerName', 'EX01')],
        [`${SET}\\Services\\Tcpip\\Parameters`]: [szValue('NV Hostname', 'ex01'), szValue('NV Domain', 'corp.example')],
        [`${SET}\\Control\\TimeZoneInformation`]: [
          szValue('TimeZoneKeyName', 'W. Europe Standard Time\0rest'),
          dwordValue('ActiveTimeBias', 0xffffffc4),
        ],
        [`${SET}\\Services\\bam\\State\\UserSettings\\S-1-5-18`]: [
          binaryValue('\\Device\\HarddiskVolume2\\Users\\Public\\m.exe', ran),
        ],
      }),
    );
    expect(ofKind(all, 'computer')).toMatchObject([{ name: 'EX01', hostName: 'ex01', domain: 'corp.example' }]);
    expect(ofKind(all, 'time-zone')).toMatchObject([{ name: 'W. Europe Standard Time', biasMinutes: '-60' }]);
    expect(ofKind(all, 'background-activity')).toMatchObject([
      { category: 'program-trace', image: 'C:\\Users\\Public\\m.exe', place: 'public', ran: ISO, user: 'S-1-5-18' },
    ]);
  });
});

/** The value `Actions` of a task: version 3, the account, one program. */
function actions(command: string, args: string): Uint8Array {
  const text = (value: string): number[] => {
    const bytes = [...value].flatMap((c) => [c.charCodeAt(0) & 0xff, c.charCodeAt(0) >> 8]);
    return [bytes.length & 0xff, bytes.length >> 8, 0, 0, ...bytes];
  };
  return Uint8Array.from([
    3,
    0,
    ...text('Author'),
    0x66,
    0x66,
    ...text(''),
    ...text(command),
    ...text(args),
    ...text(''),
    0,
    0,
  ]);
}

describe('SOFTWARE', () => {
  const NT = 'Microsoft\\Windows NT\\CurrentVersion';
  const all = facts(
    hive({
      'Microsoft\\Windows\\CurrentVersion\\Run': [szValue('upd', '"C:\\Users\\Public\\upd.exe" /s')],
      'Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\RunOnce': [
        szValue('old', 'rundll32.exe C:\\Windows\\Temp\\a.dll,Run'),
      ],
      [`${NT}\\Winlogon`]: [
        szValue('Userinit', 'C:\\Windows\\system32\\userinit.exe,C:\\x\\u.exe'),
        szValue('Shell', 'explorer.exe'),
      ],
      [`${NT}\\Image File Execution Options\\sethc.exe`]: [szValue('Debugger', 'cmd.exe')],
      [`${NT}\\Schedule\\TaskCache\\Tree\\Shown`]: [szValue('Id', '{A}'), binaryValue('SD', new Uint8Array(8))],
      [`${NT}\\Schedule\\TaskCache\\Tree\\Hidden`]: [szValue('Id', '{B}')],
      [`${NT}\\Schedule\\TaskCache\\Tasks\\{A}`]: [
        szValue('Path', '\\Shown'),
        binaryValue('Actions', actions('a.exe', '-x')),
      ],
      [`${NT}\\Schedule\\TaskCache\\Tasks\\{B}`]: [
        szValue('Path', '\\Hidden'),
        binaryValue('Actions', actions('C:\\PerfLogs\\b.exe', '')),
      ],
      'Microsoft\\Windows Defender\\Exclusions\\Paths': [dwordValue('C:\\', 0)],
      'Microsoft\\Windows Defender\\Real-Time Protection': [dwordValue('DisableRealtimeMonitoring', 1)],
      'Microsoft\\ExchangeServer\\v15\\Setup': [
        dwordValue('MsiProductMajor', 15),
        dwordValue('MsiProductMinor', 2),
        dwordValue('MsiBuildMajor', 858),
        dwordValue('MsiBuildMinor', 5),
        szValue('MsiInstallPath', 'E:\\Exchange\\'),
      ],
    }),
  );

  test('autostart places', () => {
    expect(ofKind(all, 'run')).toMatchObject([
      { value: 'upd', image: 'C:\\Users\\Public\\upd.exe', arguments: '/s', place: 'public' },
    ]);
    expect(ofKind(all, 'run-once')).toMatchObject([
      { launcher: 'rundll32', target: 'C:\\Windows\\Temp\\a.dll', place: 'temp' },
    ]);
    expect(ofKind(all, 'winlogon').map((f) => [f.name, f.known, f.image])).toEqual([
      ['Userinit', 'foreign', 'C:\\x\\u.exe'],
      ['Shell', 'default', 'explorer.exe'],
    ]);
    expect(ofKind(all, 'image-debugger')).toMatchObject([
      { program: 'sethc.exe', accessibility: 'true', launcher: 'cmd' },
    ]);
  });

  test('tasks with their actions; one without descriptor is hidden', () => {
    expect(ofKind(all, 'task').map((f) => [f.uri, f.command, f.account, f.hiddenBy])).toEqual([
      ['\\Shown', 'a.exe -x', 'Author', undefined],
      ['\\Hidden', 'C:\\PerfLogs\\b.exe', 'Author', 'no-descriptor'],
    ]);
  });

  test('Defender and Exchange', () => {
    expect(ofKind(all, 'antivirus-exclusion')).toMatchObject([{ name: 'C:\\', exclusion: 'path' }]);
    expect(ofKind(all, 'antivirus-off')).toMatchObject([{ name: 'DisableRealtimeMonitoring' }]);
    expect(ofKind(all, 'exchange')).toMatchObject([{ build: '15.2.858.5', path: 'E:\\Exchange\\' }]);
  });
});

describe('SAM', () => {
  const sid = (...parts: number[]): number[] => [
    1,
    parts.length,
    0,
    0,
    0,
    0,
    0,
    5,
    ...parts.flatMap((p) => [p & 255, (p >> 8) & 255, (p >> 16) & 255, p >>> 24]),
  ];
  const machine = [21, 1001, 1002, 1003];
  function group(name: string, members: readonly number[][]): Uint8Array {
    const text = [...name].flatMap((c) => [c.charCodeAt(0), 0]);
    const bytes = new Uint8Array(0x34 + text.length + members.flat().length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0x14, text.length, true);
    view.setUint32(0x28, text.length, true);
    view.setUint32(0x30, members.length, true);
    bytes.set([...text, ...members.flat()], 0x34);
    return bytes;
  }
  function user(name: string): Uint8Array {
    const text = [...name].flatMap((c) => [c.charCodeAt(0), 0]);
    const bytes = new Uint8Array(0xcc + text.length);
    new DataView(bytes.buffer).setUint32(0x10, text.length, true);
    bytes.set(text, 0xcc);
    return bytes;
  }
  function f(rid: number, flags: number): Uint8Array {
    const bytes = new Uint8Array(80);
    const view = new DataView(bytes.buffer);
    bytes.set(fileTimeBytes(TIME), 24);
    view.setUint32(48, rid, true);
    view.setUint16(56, flags, true);
    return bytes;
  }
  const domain = new Uint8Array(36);
  for (const [i, part] of machine.slice(1).entries()) new DataView(domain.buffer).setUint32(24 + 4 * i, part, true);
  const all = facts(
    hive({
      'SAM\\Domains\\Account': [binaryValue('V', domain)],
      'SAM\\Domains\\Account\\Users\\000001F5': [binaryValue('F', f(500, 0x215)), binaryValue('V', user('Guest'))],
      'SAM\\Domains\\Account\\Users\\000003EE': [binaryValue('F', f(1006, 0x210)), binaryValue('V', user('support$'))],
      'SAM\\Domains\\Account\\Users\\Names\\support$': [],
      'SAM\\Domains\\Builtin\\Aliases\\00000220': [
        binaryValue('C', group('Administratoren', [sid(...machine, 1006), sid(...machine, 512)])),
      ],
    }),
  );

  test('accounts with their groups, times and flags', () => {
    expect(ofKind(all, 'account')).toMatchObject([
      { name: 'Guest', rid: '501', otherRid: '500', disabled: 'true' },
      {
        name: 'support$',
        rid: '1006',
        sid: 'S-1-5-21-1001-1002-1003-1006',
        disabled: 'false',
        administrator: 'true',
        groups: 'Administratoren',
        created: ISO,
        passwordSet: ISO,
      },
    ]);
    expect(all.find((fact) => fact.name === 'support$')).not.toHaveProperty('otherRid');
  });

  test('members of groups that are no local accounts', () => {
    expect(ofKind(all, 'group-member')).toMatchObject([{ groupRid: '544', sid: 'S-1-5-21-1001-1002-1003-512' }]);
  });
});

test('a user: name out of the path, components of the user, logon script', () => {
  const all = facts(
    hive({
      'Software\\Microsoft\\Windows\\CurrentVersion\\Run': [szValue('a', 'a.exe')],
      'Software\\Classes\\CLSID\\{1}\\InprocServer32': [szValue('', 'C:\\Users\\Public\\c.dll')],
      Environment: [szValue('UserInitMprLogonScript', 'C:\\x.bat')],
    }),
    'C:\\Users\\bob\\NTUSER.DAT',
  );
  expect(ofKind(all, 'run')).toMatchObject([
    { user: 'bob', key: 'HKU\\bob\\Software\\Microsoft\\Windows\\CurrentVersion\\Run' },
  ]);
  expect(ofKind(all, 'com-server')).toMatchObject([{ name: '{1}', place: 'public' }]);
  expect(ofKind(all, 'logon-script')).toHaveLength(1);
});

test('programs of Amcache with their SHA-1', () => {
  const all = facts(
    hive({
      'Root\\InventoryApplicationFile\\m.exe|1': [
        szValue('LowerCaseLongPath', 'c:\\users\\public\\m.exe'),
        szValue('FileId', `0000${'ab'.repeat(20)}`),
      ],
      'Root\\File\\v\\1': [szValue('15', 'C:\\x.exe'), szValue('101', `0000${'cd'.repeat(20)}`)],
    }),
  );
  expect(ofKind(all, 'amcache').map((f) => [f.place, f.sha1])).toEqual([
    ['public', 'ab'.repeat(20)],
    ['drive-top', 'cd'.repeat(20)],
  ]);
});

describe('commands', () => {
  test.each([
    [
      '"C:\\Program Files\\A B\\a.exe" -x',
      'C:\\Program Files\\A B\\a.exe',
      '-x',
      undefined,
      undefined,
      'program-files',
    ],
    ['C:\\Program Files\\A B\\a.exe -x', 'C:\\Program Files\\A B\\a.exe', '-x', undefined, undefined, 'program-files'],
    ['\\??\\C:\\ProgramData\\d.sys', 'C:\\ProgramData\\d.sys', '', undefined, undefined, 'programdata-top'],
    [
      '%COMSPEC% /c C:\\PerfLogs\\r.bat now',
      'C:\\Windows\\System32\\cmd.exe',
      '/c C:\\PerfLogs\\r.bat now',
      'cmd',
      'C:\\PerfLogs\\r.bat',
      'perflogs',
    ],
    [
      'wscript C:\\inetpub\\wwwroot\\a.vbs',
      'wscript',
      'C:\\inetpub\\wwwroot\\a.vbs',
      'wscript',
      'C:\\inetpub\\wwwroot\\a.vbs',
      'web',
    ],
    ['\\\\server\\share\\a.exe', '\\\\server\\share\\a.exe', '', undefined, undefined, 'network'],
    ['', '', '', undefined, undefined, 'system'],
  ])('%s', (text, image, args, launcher, target, place) => {
    expect(parseCommand(text)).toEqual({ command: text, image, arguments: args, launcher, target, place });
  });

  test('names without meaning', () => {
    for (const name of ['kXqzTrwbLm', 'bcdfghjkl', 'a1b2c3d4e']) expect(looksRandom(name), name).toBe(true);
    for (const name of [
      'WinDefend',
      'MSExchangeTransport',
      'W32Time',
      'vmicheartbeat',
      'PSEXESVC',
      'LanmanServer',
      'Dhcp',
    ])
      expect(looksRandom(name), name).toBe(false);
  });
});

describe('damage', () => {
  test('what is no hive gives a problem', () => {
    expect(parseRegistry(new Uint8Array(0)).problems).toMatchObject([{ code: 'ALC-P005' }]);
    expect(parseRegistry(new TextEncoder().encode('no hive')).problems).toMatchObject([{ code: 'ALC-P003' }]);
  });

  test('a hive that was not written to its end says so', () => {
    const bytes = buildHive({ root: { name: 'R', keys: [{ name: 'Select' }] }, sequences: [2, 1] });
    expect(parseRegistry(bytes).problems[0]?.detail).toContain('newest changes are missing');
  });

  test('facts end at the limit, and this is told', () => {
    const values = Array.from({ length: MAX_FACTS + 10 }, (_, i) => szValue(`v${i}`, 'a.exe'));
    const result = parseRegistry(hive({ 'Microsoft\\Windows\\CurrentVersion\\Run': values }));
    expect(result.facts).toHaveLength(MAX_FACTS);
    expect(result.problems).toMatchObject([{ code: 'ALC-P008', count: 11 }]);
  });

  test.each([['actions', parseActions] as const, ['programs', parseShimCache] as const])(
    'any bytes as %s end without throwing',
    (_, parse) => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void parse(bytes)),
        { numRuns: 500 },
      );
      const start = actions('C:\\a.exe', 'b');
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(start.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
          const bytes = start.slice();
          for (const [at, value] of changes) bytes[at] = value;
          parse(bytes);
        }),
      );
    },
  );

  test('changed hives of every kind give facts without throwing', () => {
    const base = hive({
      ...select,
      [`${SET}\\Services\\A`]: [dwordValue('Type', 0x10), szValue('ImagePath', 'a.exe')],
      'SAM\\Domains\\Account\\Users\\000001F4': [
        binaryValue('F', new Uint8Array(80)),
        binaryValue('V', new Uint8Array(220)),
      ],
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        (changes) => {
          const bytes = base.slice();
          for (const [at, value] of changes) if (at >= 4) bytes[at] = value;
          expect(parseRegistry(bytes).facts.length).toBeLessThan(1000);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('an export as text gives the same facts', () => {
  const text = [
    'Windows Registry Editor Version 5.00',
    '',
    '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Evil]',
    '"Type"=dword:00000010',
    '"ImagePath"=hex(2):43,00,3a,00,5c,00,54,00,65,00,6d,00,70,00,5c,00,\\',
    '  65,00,2e,00,65,00,78,00,65,00,00,00',
    '',
    '[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]',
    '"a"="\\"C:\\\\Users\\\\Public\\\\a.exe\\" -q"',
    '',
  ].join('\r\n');
  const result = parseRegistryText(new TextEncoder().encode(text));
  expect(result.problems).toEqual([]);
  const told = result.facts.map((f) => [f.get('kind'), f.get('key'), f.get('image'), f.get('place'), f.place.line]);
  expect(told).toContainEqual([
    'service',
    'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Evil',
    'C:\\Temp\\e.exe',
    'temp',
    3,
  ]);
  expect(told).toContainEqual([
    'run',
    'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run',
    'C:\\Users\\Public\\a.exe',
    'public',
    9,
  ]);
});
