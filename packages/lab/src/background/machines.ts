import { buildAt, fqdn, machineAccount, shortBuild } from '../server/index.js';
import type { ProxyProtocol, Trace } from '../traffic/index.js';
import { iso } from '../write/time.js';
import type { Day } from './day.js';
import { ewsRow } from './ews-row.js';

const PROBES: readonly (readonly [protocol: ProxyProtocol, stem: string, agent: string])[] = [
  ['Ews', '/ews/', 'AMProbe/Local/ClientAccess'],
  ['Owa', '/owa/', 'AMProbe/Local/ClientAccess'],
  ['Ecp', '/ecp/', 'AMProbe/Local/ClientAccess'],
  ['Eas', '/Microsoft-Server-ActiveSync/', 'TestActiveSyncConnectivity'],
  ['Autodiscover', '/autodiscover/', 'AMProbe/Local/ClientAccess'],
  ['Oab', '/oab/', 'AMProbe/Local/ClientAccess'],
  ['RpcHttp', '/rpc/', 'AMProbe/Local/ClientAccess'],
];

/** Managed Availability: Exchange watches itself as a health mailbox. */
export function* healthProbes(day: Day): Generator<Trace> {
  const { server, random } = day;
  const account = `${server.netbios}\\${server.healthMailbox}`;
  let round = 0;
  for (const time of day.everyMinutes(server.probeMinutes)) {
    for (const [index, [protocol, stem, userAgent]] of PROBES.entries()) {
      if ((round + index) % 2) continue;
      yield day.request({
        time: time + index * 700,
        stem,
        clientIp: '127.0.0.1',
        userAgent,
        host: 'localhost',
        user: account,
        duration: random.int(1, 4),
        proxy: {
          protocol,
          authentication: 'Negotiate',
          authenticated: true,
          user: account,
          anchorMailbox: `Sid~${server.domainSid}-1142`,
          routingHint: 'WindowsIdentity',
        },
      });
    }
    if (round % 2 === 0) {
      const query = `mailboxId=${server.healthMailboxGuid}@${server.domain}`;
      yield day.request({
        time: time + 6000,
        method: 'POST',
        stem: '/mapi/emsmdb/',
        query,
        clientIp: server.linkLocal,
        userAgent: 'MapiHttpClient',
        host: fqdn(server),
        user: account,
        requestBytes: 371,
        responseBytes: 443,
        proxy: {
          protocol: 'Mapi',
          authentication: 'Negotiate',
          authenticated: true,
          user: account,
          anchorMailbox: `MailboxGuid~${server.healthMailboxGuid}`,
          routingHint: 'MailboxGuidWithDomain',
          backEnd: { status: 200, stem: '/mapi/emsmdb/', query, user: account },
        },
      });
    } else {
      const query = 'clientApplication=ActiveMonitor;PSVersion=5.1.14393.4169';
      yield day.request({
        time: time + 7000,
        method: 'POST',
        stem: '/powershell',
        query,
        clientIp: '127.0.0.1',
        userAgent: 'Microsoft WinRM Client',
        host: 'localhost',
        user: account,
        requestBytes: 5200,
        responseBytes: 2100,
        proxy: {
          protocol: 'PowerShell',
          authentication: 'Kerberos',
          authenticated: true,
          user: account,
          anchorMailbox: `Sid~${server.domainSid}-1142`,
          routingHint: 'WindowsIdentity',
          backEnd: { status: 200, stem: '/powershell', query, user: account },
        },
      });
      yield cmdletRow(day, time + 7200, {
        user: server.healthMailbox,
        rid: 1142,
        application: 'ActiveMonitor',
        cmdlet: 'Get-Mailbox',
        parameters: '-ResultSize "1"',
        admin: false,
      });
    }
    if (round % 6 === 0) {
      yield {
        kind: 'row',
        log: 'ecp-activity',
        time: time + 8000,
        values: {
          TimeStamp: iso(time + 8000),
          ServerName: server.host.toUpperCase(),
          EventId: 'Request',
          EventData: `S:PSA=<PII>${server.healthMailbox}@${server.domain}</PII>;S:URL=https://localhost:444/ecp/RulesEditor/InboxRules.svc/GetList?msExchEcpCanary=SYNTHETIC.;S:Bld=${shortBuild(buildAt(server, time)).split('.').slice(0, 3).join('.')};S:ActID=${day.guid()};Dbl:BudgUse.T[]=12.5`,
        },
      };
    }
    round++;
  }
}

/** A load balancer in front: asks each protocol's health page. Answered by the front end, no HttpProxy row. */
export function* loadBalancer(day: Day): Generator<Trace> {
  for (const time of day.everyMinutes(day.server.probeMinutes)) {
    for (const [index, stem] of ['/owa/healthcheck.htm', '/mapi/healthcheck.htm', '/ews/healthcheck.htm'].entries()) {
      yield day.request({
        time: time + index * 40,
        stem,
        clientIp: day.server.loadBalancerIp,
        userAgent: 'LB-HealthCheck/2.1',
        duration: 1,
      });
    }
  }
}

/** A monitoring system that opens the logon page, and a backup agent that uses EWS and the audit writer of Exchange itself. */
export function* agents(day: Day): Generator<Trace> {
  const { server, random } = day;
  for (const time of day.everyMinutes(20)) {
    yield day.request({
      time,
      stem: '/owa/auth/logon.aspx',
      clientIp: server.monitoringIp,
      userAgent: 'check_http/v2.3.3 (monitoring-plugins 2.3.3)',
      duration: random.int(3, 15),
      proxy: { protocol: 'Owa', authentication: 'FBA', authenticated: false },
    });
  }
  const machine = machineAccount(server);
  for (const time of day.anyTimes(6)) {
    const userAgent = 'ExchangeInternalEwsClient-AuditLog-ComplianceAuditService-AdminAuditWriter';
    yield day.request({
      time,
      method: 'POST',
      stem: '/EWS/Exchange.asmx',
      clientIp: server.linkLocal,
      userAgent,
      host: fqdn(server),
      user: machine,
      requestBytes: 2100,
      responseBytes: 900,
      proxy: {
        protocol: 'Ews',
        authentication: 'Negotiate',
        authenticated: true,
        user: machine,
        anchorMailbox: `SystemMailbox~${server.domain}`,
        routingHint: 'WindowsIdentity',
        protocolAction: 'CreateItem',
        backEnd: { status: 200, stem: '/EWS/Exchange.asmx', user: machine },
      },
    });
  }
  const backup = `${server.netbios}\\svc-backup`;
  const userAgent = 'MailBackup/10.2 (ExchangeServicesClient/15.00.0913.015)';
  const start = day.start + 22 * 3_600_000;
  for (let index = 0; index < 12; index++) {
    const time = start + index * 90_000 + random.int(0, 30_000);
    const action = random.pick(['FindItem', 'GetItem', 'SyncFolderItems']);
    const request = day.request({
      time,
      method: 'POST',
      stem: '/EWS/Exchange.asmx',
      clientIp: server.backupIp,
      userAgent,
      user: backup,
      requestBytes: 1900,
      responseBytes: random.int(20_000, 90_000),
      duration: random.latency(300),
      proxy: {
        protocol: 'Ews',
        authentication: 'Negotiate',
        authenticated: true,
        user: backup,
        anchorMailbox: `svc-backup@${server.domain}`,
        routingHint: 'WindowsIdentity',
        protocolAction: action,
        backEnd: { status: 200, stem: '/EWS/Exchange.asmx', user: backup },
      },
    });
    yield request;
    yield ewsRow(day, time + request.duration - 1, {
      request: request.id,
      user: `svc-backup@${server.domain}`,
      authentication: 'Negotiate',
      userAgent,
      clientIp: server.backupIp,
      action,
      requestBytes: 1900,
      responseBytes: request.responseBytes,
      duration: request.duration,
      impersonated: `${random.pick(server.people).alias}@${server.domain}`,
    });
  }
}

/** One cmdlet in the CmdletInfra log. */
export interface CmdletCall {
  readonly user: string;
  readonly rid: number;
  readonly application: string;
  readonly cmdlet: string;
  readonly parameters: string;
  readonly admin: boolean;
}

export function cmdletRow(day: Day, time: number, call: CmdletCall): Trace {
  return {
    kind: 'row',
    log: 'rps-cmdlet',
    time,
    values: {
      DateTime: iso(time),
      StartTime: iso(time - 16),
      RequestId: day.guid(),
      ServerHostName: day.server.host.toUpperCase(),
      ProcessId: 15756,
      ProcessName: 'w3wp#MSExchangePowerShellAppPool',
      ThreadId: 85,
      AuthenticatedUser: call.user,
      ExecutingUserSid: `${day.server.domainSid}-${call.rid}`,
      IsAdmin: call.admin ? 'True' : 'False',
      ClientApplication: call.application,
      Cmdlet: call.cmdlet,
      Parameters: call.parameters,
      ExecutionResult: 'Success',
    },
  };
}
