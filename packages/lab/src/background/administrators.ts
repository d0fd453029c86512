import { type Administrator, buildAt, longBuild, shortBuild, smtp } from '../server/index.js';
import type { Trace } from '../traffic/index.js';
import { ecpEventData } from '../write/ecp.js';
import { at, DAY, iso, SECOND } from '../write/time.js';
import type { Day } from './day.js';
import { cmdletEvent } from './events.js';
import { cmdletRow } from './machines.js';

const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.190 Safari/537.36 Edg/88.0.705.81';

/** Lists of the admin center and the cmdlets behind them. */
const SCHEMAS = [
  ['MailboxService', 'Get-Mailbox'],
  ['DistributionGroupService', 'Get-DistributionGroup'],
  ['MobileDevices', 'Get-MobileDevice'],
  ['Servers', 'Get-ExchangeServer'],
  ['OABVirtualDirectory', 'Get-OabVirtualDirectory'],
  ['EwsVirtualDirectory', 'Get-WebServicesVirtualDirectory'],
] as const;

/**
 * Administrators at work in the admin center: the same services that the flaws of 2021 misuse (DDIService,
 * Set-OabVirtualDirectory, mailbox exports), by people with a name, a session and a plain address as value.
 */
export function* administrators(day: Day): Generator<Trace> {
  if (day.weekend) return;
  const { random, server } = day;
  const weekday = new Date(day.start).getUTCDay();
  const administrator = random.pick(server.administrators);
  const start = day.workTimes(1)[0];
  if (start === undefined) return;
  yield* session(day, administrator, start, weekday === 3 && Math.floor(day.start / DAY) % 2 === 0);
  if (weekday === 4) yield* mailboxExport(day, administrator, start + 600 * SECOND);
}

function* session(day: Day, administrator: Administrator, start: number, setsOabUrl: boolean): Generator<Trace> {
  const { random, server } = day;
  let time = start;
  yield* ecp(day, administrator, time, 'GET', '/ecp/default.aspx', 'exsvurl=1&p=Mailboxes');
  for (let index = random.int(3, 9); index > 0; index--) {
    const [schema, cmdlet] = random.pick(SCHEMAS);
    time += random.int(4 * SECOND, 60 * SECOND);
    yield* ecp(
      day,
      administrator,
      time,
      'POST',
      `/ecp/DDI/DDIService.svc/${random.pick(['GetList', 'GetObject'])}`,
      `msExchEcpCanary=SYNTHETIC.&schema=${schema}`,
      cmdlet,
    );
  }
  if (setsOabUrl) {
    time += 20 * SECOND;
    const url = `https://${server.publicHost}/OAB`;
    const identity = server.oabVirtualDirectoryGuid;
    yield* ecp(
      day,
      administrator,
      time,
      'POST',
      '/ecp/DDI/DDIService.svc/SetObject',
      'msExchEcpCanary=SYNTHETIC.&schema=OABVirtualDirectory',
      `Set-OabVirtualDirectory.ExternalUrl='${url}'.Identity='${identity}'`,
    );
    yield cmdletEvent(day, time, {
      cmdlet: 'Set-OabVirtualDirectory',
      parameters: `-ExternalUrl "${url}" -Identity "${identity}"`,
      caller: `${server.domain}/Users/${administrator.account}`,
      rid: administrator.rid,
      host: 'ECP',
      pool: 'MSExchangeECPAppPool',
    });
    yield audit(
      day,
      time,
      'Set-OabVirtualDirectory',
      `${server.host.toUpperCase()}\\OAB (Default Web Site)`,
      `${server.domain}/Users/${administrator.account}`,
      [
        ['Identity', identity],
        ['ExternalUrl', url],
      ],
    );
  }
  if (random.chance(0.5)) {
    const mailbox = random.pick(server.people);
    time += 30 * SECOND;
    yield* ecp(
      day,
      administrator,
      time,
      'POST',
      '/ecp/DDI/DDIService.svc/SetObject',
      'msExchEcpCanary=SYNTHETIC.&schema=MailboxService',
      `Set-Mailbox.Identity='${mailbox.mailboxGuid}'.MaxSendSize='20 MB'`,
    );
    yield cmdletEvent(day, time, {
      cmdlet: 'Set-Mailbox',
      parameters: `-Identity "${mailbox.mailboxGuid}" -MaxSendSize "20 MB"`,
      caller: `${server.domain}/Users/${administrator.account}`,
      rid: administrator.rid,
      host: 'ECP',
      pool: 'MSExchangeECPAppPool',
    });
    yield audit(
      day,
      time,
      'Set-Mailbox',
      `${server.domain}/Users/${mailbox.name}`,
      `${server.domain}/Users/${administrator.account}`,
      [
        ['Identity', mailbox.mailboxGuid],
        ['MaxSendSize', '20 MB'],
      ],
    );
  }
}

/** One admin-center request of a logged-on administrator, with its lines in the ECP logs. */
function* ecp(
  day: Day,
  administrator: Administrator,
  time: number,
  method: 'GET' | 'POST',
  stem: string,
  query: string,
  command?: string,
): Generator<Trace> {
  const { random, server } = day;
  const account = `${server.netbios}\\${administrator.account}`;
  const request = day.request({
    time,
    method,
    stem,
    query,
    clientIp: administrator.ip,
    userAgent: EDGE,
    referer: `https://${server.publicHost}/ecp/`,
    user: account,
    requestBytes: method === 'POST' ? 210 : 0,
    responseBytes: random.int(900, 9000),
    duration: random.latency(60),
    proxy: {
      protocol: 'Ecp',
      authentication: 'FBA',
      authenticated: true,
      user: account,
      anchorMailbox: `Sid~${server.domainSid}-${administrator.rid}`,
      routingHint: 'WindowsIdentity',
      backEnd: { status: 200, stem, query, user: account },
    },
  });
  yield request;
  const build = shortBuild(buildAt(server, time));
  const rowTime = time + request.duration;
  yield {
    kind: 'row',
    log: 'ecp-activity',
    time: rowTime,
    values: {
      TimeStamp: iso(rowTime),
      ServerName: server.host.toUpperCase(),
      EventId: 'Request',
      EventData: `S:PSA=<PII>${smtp(server, administrator.account)}</PII>;S:URL=https://localhost:444${stem}?${query};S:Bld=${build};S:ActID=${request.activityId};Dbl:BudgUse.T[]=21.25`,
    },
  };
  if (!command) return;
  yield {
    kind: 'row',
    log: 'ecp-server',
    time: rowTime,
    values: {
      TimeStamp: iso(rowTime),
      ServerName: server.host.toUpperCase(),
      EventId: 'ECP.Request',
      EventData: ecpEventData({
        command,
        url: `${stem}?${query}:444`,
        build,
        sessionId: random.guid(),
        activityId: request.activityId,
        milliseconds: request.duration,
      }),
    },
  };
}

/** An export that somebody asked for: to a file server, as .pst, removed when done. */
function* mailboxExport(day: Day, administrator: Administrator, time: number): Generator<Trace> {
  const { server } = day;
  const mailbox = day.random.pick(server.people);
  const path = `\\\\files01.${server.domain}\\archive$\\${mailbox.alias}.pst`;
  const caller = {
    caller: `${server.domain}/Users/${administrator.account}`,
    rid: administrator.rid,
    host: 'Remote-PowerShell-Unknown',
    pool: 'MSExchangePowerShellAppPool',
  };
  const row = { user: administrator.account, rid: administrator.rid, application: 'RemotePowerShell', admin: true };
  const create = `-Mailbox "${mailbox.alias}" -FilePath "${path}"`;
  yield cmdletRow(day, time, { ...row, cmdlet: 'New-MailboxExportRequest', parameters: create });
  yield cmdletEvent(day, time, { ...caller, cmdlet: 'New-MailboxExportRequest', parameters: create });
  const remove = `-Identity "${server.domain}/Users/${mailbox.name}\\MailboxExport"`;
  yield cmdletRow(day, time + 3600 * SECOND, { ...row, cmdlet: 'Remove-MailboxExportRequest', parameters: remove });
  yield cmdletEvent(day, time + 3600 * SECOND, {
    ...caller,
    cmdlet: 'Remove-MailboxExportRequest',
    parameters: remove,
  });
}

/** A row of the admin audit queue. `caller` as Exchange names it. */
export function audit(
  day: Day,
  time: number,
  operation: string,
  objectId: string,
  caller: string,
  parameters: readonly (readonly [string, string])[],
): Trace {
  const { server } = day;
  const id = day.guid();
  const data = {
    CreationTime: iso(time).slice(0, 19),
    Id: id,
    Operation: operation,
    OrganizationId: '00000000-0000-0000-0000-000000000000',
    RecordType: 1,
    ResultStatus: 'True',
    UserKey: caller,
    UserType: 2,
    Version: 1,
    Workload: 'Exchange',
    ObjectId: objectId,
    UserId: caller,
    ExternalAccess: false,
    OrganizationName: server.organization,
    OriginatingServer: `${server.host.toUpperCase()} (${longBuild(buildAt(server, time)).slice(0, -4)})`,
    Parameters: parameters.map(([Name, Value]) => ({ Name, Value })),
  };
  return {
    kind: 'row',
    log: 'admin-audit',
    time: time + 2000,
    values: {
      Timestamp: iso(time + 2000),
      Server: server.host.toUpperCase(),
      TenantId: '00000000-0000-0000-0000-000000000000',
      RecordType: 'ExchangeAdmin',
      Data: JSON.stringify(data),
      UserKey: caller,
      RecordId: id,
      Operation: operation,
      Workload: 'Exchange',
      ResultStatus: 'True',
      Version: 1,
      Scope: 'Online',
    },
  };
}

/** Fixed odd visits that fool naive page statistics: legitimate pages seen for the first time late in the log. */
export function* oddPages(day: Day): Generator<Trace> {
  const { server } = day;
  const visits: [string, string][] = [
    ['2021-03-04T09:12:41.300Z', '/owa/auth/expiredpassword.aspx'],
    ['2021-03-08T14:40:02.810Z', '/owa/auth/errorFE.aspx'],
    ['2021-03-10T08:03:37.070Z', '/ecp/auth/TimeoutLogout.aspx'],
  ];
  for (const [when, stem] of visits) {
    const time = at(when);
    if (time < day.start || time >= day.end) continue;
    yield day.request({
      time,
      stem,
      clientIp: server.people[3]?.officeIp ?? server.ip,
      userAgent: EDGE,
      referer: `https://${server.publicHost}/owa/`,
      proxy: { protocol: stem.startsWith('/ecp') ? 'Ecp' : 'Owa', authentication: 'FBA', authenticated: false },
    });
  }
}
