import { shortBuild, words } from '../server/index.js';
import type { Trace, WindowsEvent } from '../traffic/index.js';
import { MINUTE, SECOND } from '../write/time.js';
import type { Day } from './day.js';

/** One cmdlet as `MSExchange Management` records it. */
export interface CmdletEvent {
  readonly cmdlet: string;
  readonly parameters: string;
  readonly caller: string;
  readonly rid?: number;
  readonly host: string;
  readonly pool: string;
  /** Set: event 6 (failed) with this text. */
  readonly exception?: string;
}

export function cmdletEvent(day: Day, time: number, call: CmdletEvent): WindowsEvent {
  const failed = call.exception !== undefined;
  const sid = call.rid === undefined ? 'S-1-5-18' : `${day.server.domainSid}-${call.rid}`;
  const unused = (count: number): string[] => Array.from({ length: count }, () => '');
  return {
    kind: 'event',
    channel: 'MSExchange Management',
    provider: 'MSExchange CmdletLogs',
    eventId: failed ? 6 : 1,
    qualifiers: failed ? 49152 : 16384,
    level: failed ? 2 : 4,
    time,
    data: [
      call.cmdlet,
      call.parameters,
      call.caller,
      sid,
      sid,
      call.host,
      `4412 w3wp#${call.pool}`,
      '',
      '31',
      '00:00:00.1090000',
      `View Entire Forest: 'False', Default Scope: '${day.server.domain}', Configuration Domain Controller: '${day.server.domainController}'`,
      call.exception ?? '',
      '',
      '',
      '',
      ...unused(8),
      `ActivityId: ${day.guid()}`,
      'ServicePlan:;IsAdmin:True;',
      '',
      'en-US',
    ],
  };
}

/** A process start as Security 4688 records it with command-line auditing on. */
export interface ProcessStart {
  readonly image: string;
  readonly commandLine: string;
  readonly parent: string;
  readonly user?: string;
  readonly pid: number;
  readonly parentPid: number;
}

export function processEvent(day: Day, time: number, start: ProcessStart): WindowsEvent {
  const { server } = day;
  return {
    kind: 'event',
    channel: 'Security',
    provider: 'Microsoft-Windows-Security-Auditing',
    eventId: 4688,
    level: 0,
    time,
    processId: 4,
    data: {
      SubjectUserSid: 'S-1-5-18',
      SubjectUserName: `${server.host.toUpperCase()}$`,
      SubjectDomainName: server.netbios,
      SubjectLogonId: '0x3e7',
      NewProcessId: `0x${start.pid.toString(16)}`,
      NewProcessName: start.image,
      TokenElevationType: '%%1936',
      ProcessId: `0x${start.parentPid.toString(16)}`,
      CommandLine: start.commandLine,
      TargetUserSid: 'S-1-0-0',
      TargetUserName: start.user ?? '-',
      TargetDomainName: '-',
      TargetLogonId: '0x0',
      ParentProcessName: start.parent,
      MandatoryLabel: 'S-1-16-16384',
    },
  };
}

const W3WP = 'C:\\Windows\\System32\\inetsrv\\w3wp.exe';
const CSC = 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\csc.exe';

/** What the event logs of a healthy server hold: services, compilations, logons of the backup, definition updates. */
export function* systemEvents(day: Day): Generator<Trace> {
  const { random, server } = day;
  const ordinary: [string, string, string][] = [
    ['C:\\Windows\\System32\\taskhostw.exe', 'taskhostw.exe', 'C:\\Windows\\System32\\svchost.exe'],
    [
      'C:\\Windows\\System32\\wbem\\WmiPrvSE.exe',
      'C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding',
      'C:\\Windows\\System32\\svchost.exe',
    ],
    [
      `${server.installPath}Bin\\MSExchangeHMWorker.exe`,
      `"${server.installPath}Bin\\MSExchangeHMWorker.exe" -pipe:3176`,
      `${server.installPath}Bin\\MSExchangeHMHost.exe`,
    ],
    [
      CSC,
      `"${CSC}" /noconfig /fullpaths @"C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\owa\\8e05b027\\e164d61b\\k2xq5vtd.cmdline"`,
      W3WP,
    ],
    [
      'C:\\Windows\\System32\\conhost.exe',
      '\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1',
      `${server.installPath}Bin\\MSExchangeHMWorker.exe`,
    ],
    ['C:\\Windows\\System32\\WerFault.exe', 'C:\\Windows\\system32\\WerFault.exe -u -p 9120 -s 1164', W3WP],
  ];
  for (const time of day.anyTimes(34)) {
    const [image, commandLine, parent] = random.pick(ordinary);
    yield processEvent(day, time, {
      image,
      commandLine,
      parent,
      pid: random.int(1000, 20_000),
      parentPid: random.int(500, 9000),
    });
  }
  for (const time of day.anyTimes(8)) {
    yield {
      kind: 'event',
      channel: 'Application',
      provider: 'MSExchangeIS',
      eventId: 1016,
      level: 4,
      time,
      data: [server.databaseGuid, 'Mailbox Database 01'],
    };
  }
  for (const time of day.anyTimes(3)) {
    yield {
      kind: 'event',
      channel: 'System',
      provider: 'Service Control Manager',
      eventId: 7036,
      level: 4,
      time,
      data: {
        param1: random.pick(['Windows Update', 'WMI Performance Adapter', 'Software Protection']),
        param2: random.pick([words(server).running, words(server).stopped]),
      },
    };
  }
  const update = day.anyTimes(1)[0];
  if (update !== undefined) {
    yield {
      kind: 'event',
      channel: 'Microsoft-Windows-Windows Defender/Operational',
      provider: 'Microsoft-Windows-Windows Defender',
      eventId: 2000,
      level: 4,
      time: update,
      data: {
        'Product Name': '%%827',
        'Current security intelligence Version': `1.333.${Math.floor(day.start / 86_400_000) % 2000}.0`,
      },
    };
  }
  for (const time of day.anyTimes(2)) {
    yield cmdletEvent(day, time, {
      cmdlet: 'Set-Mailbox',
      parameters: `-Identity "${server.domain}/Microsoft Exchange System Objects/Monitoring Mailboxes/${server.healthMailbox}" -Password <SecureString>`,
      caller: `${words(server).system} (MSExchangeHMHost)`,
      host: 'MSExchangeHMHost',
      pool: 'MSExchangePowerShellAppPool',
    });
  }
  yield* maintenance(day);
}

const MARCH_2021 = 'Security Update for Exchange Server 2016 Cumulative Update 19 (KB5000871)';

/** Services stop, the update is installed, services start: what an outage leaves in System, Security and HTTPERR. */
function* maintenance(day: Day): Generator<Trace> {
  const { server, random } = day;
  for (const outage of server.outages) {
    if (outage.from < day.start || outage.from >= day.end) continue;
    const services = [
      'Microsoft Exchange Transport',
      'Microsoft Exchange Information Store',
      'World Wide Web Publishing Service',
    ];
    for (const [index, service] of services.entries()) {
      yield {
        kind: 'event',
        channel: 'System',
        provider: 'Service Control Manager',
        eventId: 7036,
        level: 4,
        time: outage.from + index * 4 * SECOND,
        data: { param1: service, param2: words(server).stopped },
      };
      yield {
        kind: 'event',
        channel: 'System',
        provider: 'Service Control Manager',
        eventId: 7036,
        level: 4,
        time: outage.to - (3 - index) * 4 * SECOND,
        data: { param1: service, param2: words(server).running },
      };
    }
    const installed = server.builds.findIndex((entry) => entry.from === outage.to);
    const before = server.builds[installed - 1]?.build;
    const update = server.builds[installed]?.update ?? MARCH_2021;
    yield processEvent(day, outage.from + 40 * SECOND, {
      image: 'C:\\Windows\\System32\\msiexec.exe',
      commandLine: `msiexec /p Exchange${/Server (\d{4}|SE)/.exec(update)?.[1] ?? ''}-${/KB\d+/.exec(update)?.[0] ?? 'update'}-x64-en.msp`,
      parent: 'C:\\Windows\\System32\\cmd.exe',
      user: server.administrators[0]?.account ?? 'administrator',
      pid: 7012,
      parentPid: 6650,
    });
    yield {
      kind: 'event',
      channel: 'Application',
      provider: 'MsiInstaller',
      eventId: 1036,
      level: 4,
      time: outage.to - 50 * SECOND,
      data: ['Microsoft Exchange Server', before === undefined ? '' : shortBuild(before), '1033', update, '0'],
    };
    for (let time = outage.from + MINUTE; time < outage.to - MINUTE; time += random.int(20, 90) * SECOND) {
      const person = random.pick(server.people);
      yield {
        kind: 'http-error',
        time,
        clientIp: person.officeIp,
        clientPort: random.int(49_200, 65_000),
        method: 'POST',
        uri: '/mapi/emsmdb/',
        status: 503,
        siteId: 1,
        reason: 'AppOffline',
        queue: 'MSExchangeMapiFrontEndAppPool',
      };
    }
  }
}
