import type { ServerProfile } from '../server/index.js';
import type { Trace } from '../traffic/index.js';
import { HOUR, MINUTE } from '../write/time.js';
import type { Day } from './day.js';
import { processEvent } from './events.js';
import { ewsRow } from './ews-row.js';

const ARCHIVE_AGENT = 'MailVault/13.2 (ExchangeServicesClient/15.00.0913.022)';
const SYSTEM32 = 'C:\\Windows\\System32\\';

/**
 * Products of third parties that every second server has: an archive that reads all mailboxes at night, a backup that
 * makes and rotates shadow copies, a monitoring agent that runs scripts, a survey of uptime from outside.
 */
export function* products(day: Day): Generator<Trace> {
  yield* archive(day);
  yield* backup(day);
  yield* monitoring(day);
}

function* archive(day: Day): Generator<Trace> {
  const { random, server } = day;
  const user = `${server.netbios}\\svc-archive`;
  for (const [index, person] of server.people.entries())
    for (let round = 0; round < 3; round++) {
      const time = nightOf(day, 1) + (index * 3 + round) * 40_000 + random.int(0, 20_000);
      const action = random.pick(['FindItem', 'GetItem', 'ExportItems']);
      const mailbox = `${person.alias}@${server.domain}`;
      const request = day.request({
        time,
        method: 'POST',
        stem: '/EWS/Exchange.asmx',
        clientIp: archiveIp(server),
        userAgent: ARCHIVE_AGENT,
        user,
        requestBytes: 2100,
        responseBytes: random.int(40_000, 900_000),
        duration: random.latency(300),
        proxy: {
          protocol: 'Ews',
          authentication: 'Negotiate',
          authenticated: true,
          user,
          anchorMailbox: mailbox,
          routingHint: 'WindowsIdentity',
          protocolAction: action,
          backEnd: { status: 200, stem: '/EWS/Exchange.asmx', user },
        },
      });
      yield request;
      yield ewsRow(day, time + request.duration - 1, {
        request: request.id,
        user: `svc-archive@${server.domain}`,
        authentication: 'Negotiate',
        userAgent: ARCHIVE_AGENT,
        clientIp: archiveIp(server),
        action,
        requestBytes: 2100,
        responseBytes: request.responseBytes,
        duration: request.duration,
        impersonated: mailbox,
      });
    }
}

function* backup(day: Day): Generator<Trace> {
  const { random } = day;
  const agent = 'C:\\Program Files\\Backup Suite\\agent.exe';
  const start = nightOf(day, 2);
  for (const [index, [image, commandLine]] of (
    [
      ['vssadmin.exe', 'vssadmin.exe list shadows'],
      ['vssadmin.exe', 'vssadmin.exe delete shadows /for=C: /oldest /quiet'],
      ['wbadmin.exe', 'wbadmin start systemstatebackup -backupTarget:\\\\backup01\\images -quiet'],
      ['wbadmin.exe', 'wbadmin delete systemstatebackup -keepVersions:7 -quiet'],
    ] as const
  ).entries())
    yield processEvent(day, start + index * MINUTE, {
      image: SYSTEM32 + image,
      commandLine,
      parent: agent,
      pid: random.int(3000, 9000),
      parentPid: 2210,
    });
}

function* monitoring(day: Day): Generator<Trace> {
  const { random, server } = day;
  const agent = 'C:\\Program Files\\Monitor Agent\\monitor.exe';
  for (const time of day.everyMinutes(360))
    yield processEvent(day, time, {
      image: `${SYSTEM32}WindowsPowerShell\\v1.0\\powershell.exe`,
      commandLine:
        'powershell.exe -NoProfile -ExecutionPolicy Bypass -File "C:\\Program Files\\Monitor Agent\\exchange-queues.ps1"',
      parent: agent,
      pid: random.int(3000, 9000),
      parentPid: 3316,
    });
  for (const time of day.everyMinutes(240))
    yield day.request({
      time,
      method: 'HEAD',
      stem: '/owa/auth/logon.aspx',
      clientIp: '192.0.2.240',
      userAgent: 'UptimeSurvey/2.0 (+https://uptime.example)',
      host: server.publicHost,
      duration: 2,
      proxy: { protocol: 'Owa', authentication: 'FBA', authenticated: false },
    });
}

/** A moment of this day (UTC) that is the given hour of the night for the people of the server. */
function nightOf(day: Day, hour: number): number {
  return day.start + ((hour - day.server.utcOffsetHours + 24) % 24) * HOUR;
}

function archiveIp(server: ServerProfile): string {
  return server.backupIp.replace(/\.\d+$/, '.14');
}
