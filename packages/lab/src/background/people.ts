import { type Person, type ServerProfile, sid, smtp } from '../server/index.js';
import type { ProxyProtocol, ProxyRouting, Trace } from '../traffic/index.js';
import { iso, SECOND } from '../write/time.js';
import type { Day } from './day.js';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.182 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:86.0) Gecko/20100101 Firefox/86.0';
const OUTLOOK = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.4266; Pro)';
const OUTLOOK_RPC = 'MSRPC';
const IPHONE = 'Apple-iPhone12C1/1804.21';
const MAC = 'MacOutlook/16.46.21021202 (Intelx64 Mac OS X Version 10.15.7 (Build 19H524))';

/** Everything that people's own clients ask for on a day. */
export function* people(day: Day): Generator<Trace> {
  const clients = day.server.people.reduce((sum, person) => sum + person.clients.length, 0);
  const perClient = (day.server.requestsPerWorkday / clients) * day.activity;
  for (const person of day.server.people) {
    for (const client of person.clients) {
      const count = day.count(perClient * (0.5 + day.random.float()));
      yield* CLIENTS[client](day, person, count);
    }
    if (person.clients.some((client) => client.startsWith('outlook')) && !day.weekend) yield* outlookStart(day, person);
  }
}

const CLIENTS = { owa, 'outlook-mapi': outlookMapi, 'outlook-rpc': outlookRpc, activesync, 'mac-ews': macEws };

/** Routing of a request by a logged-on person. */
export function personal(
  server: ServerProfile,
  person: Person,
  protocol: ProxyProtocol,
  authentication: string,
  backEnd: { stem: string; query?: string; status?: number },
  extra: Partial<ProxyRouting> = {},
): ProxyRouting {
  const account = `${server.netbios}\\${person.alias}`;
  return {
    protocol,
    authentication,
    authenticated: true,
    user: account,
    anchorMailbox: `Sid~${sid(server, person.rid)}`,
    routingHint: 'WindowsIdentity',
    backEnd: {
      status: backEnd.status ?? 200,
      user: account,
      stem: backEnd.stem,
      ...(backEnd.query ? { query: backEnd.query } : {}),
    },
    ...extra,
  };
}

const OWA_ACTIONS = [
  'GetConversationItems',
  'FindConversation',
  'GetItem',
  'FindItem',
  'MarkAsRead',
  'CreateItem',
  'GetReminders',
  'SubscribeToNotification',
  'ProcessSuiteStorage',
  'GetCalendarView',
  'FindFolder',
  'UpdateItem',
];

function* owa(day: Day, person: Person, count: number): Generator<Trace> {
  const { server, random } = day;
  const userAgent = person.rid % 2 ? CHROME : FIREFOX;
  const referer = `https://${server.publicHost}/owa/`;
  const clientIp = random.chance(0.7) ? person.officeIp : person.outsideIp;
  const times = day.workTimes(count);
  const first = times[0];
  if (first === undefined) return;
  const anonymous: ProxyRouting = { protocol: 'Owa', authentication: 'FBA', authenticated: false };
  const logon = `replaceCurrent=1&url=https%3a%2f%2f${server.publicHost}%2fowa%2f`;
  yield day.request({
    time: first - 9 * SECOND,
    stem: '/owa/',
    clientIp,
    userAgent,
    status: 302,
    proxy: { ...anonymous, info: 'NoCookies=302 - GET/E14AuthPost' },
  });
  yield day.request({
    time: first - 8 * SECOND,
    stem: '/owa/auth/logon.aspx',
    query: logon,
    clientIp,
    userAgent,
    proxy: anonymous,
  });
  yield day.request({
    time: first - 2 * SECOND,
    method: 'POST',
    stem: '/owa/auth.owa',
    clientIp,
    userAgent,
    referer: `https://${server.publicHost}/owa/auth/logon.aspx?${logon}`,
    status: 302,
    user: smtp(server, person.alias),
    proxy: anonymous,
  });
  let id = 1;
  for (const time of times) {
    const action = random.pick(OWA_ACTIONS);
    const push = random.chance(0.08);
    const stem = push ? '/owa/ev.owa2' : '/owa/service.svc';
    const query = push
      ? `ns=PendingRequest&ev=FinishNotificationRequest&UA=0&cid=${id}`
      : `action=${action}&EP=1&ID=-${id}&AC=1`;
    id++;
    yield day.request({
      time,
      method: 'POST',
      stem,
      query,
      clientIp,
      userAgent,
      referer,
      user: smtp(server, person.alias),
      duration: random.latency(push ? 400 : 45),
      requestBytes: random.int(300, 900),
      responseBytes: random.int(900, 24_000),
      proxy: personal(
        server,
        person,
        'Owa',
        'FBA',
        { stem, query },
        { user: smtp(server, person.alias), protocolAction: push ? '' : action },
      ),
    });
  }
  if (random.chance(0.3)) {
    const last = times.at(-1) ?? first;
    yield day.request({
      time: last + 5 * SECOND,
      stem: '/owa/logoff.owa',
      clientIp,
      userAgent,
      referer,
      status: 302,
      user: smtp(server, person.alias),
      proxy: { ...anonymous },
    });
    yield day.request({
      time: last + 6 * SECOND,
      stem: '/owa/auth/signout.aspx',
      clientIp,
      userAgent,
      referer,
      proxy: anonymous,
    });
  }
}

function* outlookMapi(day: Day, person: Person, count: number): Generator<Trace> {
  const { server, random } = day;
  const query = `mailboxId=${person.mailboxGuid}@${server.domain}`;
  const connection = random.guid();
  let sequence = 1;
  for (const time of day.workTimes(count)) {
    const directory = random.chance(0.06);
    const stem = directory ? '/mapi/nspi/' : '/mapi/emsmdb/';
    const type = directory
      ? 'QueryRows'
      : random.pick(['Execute', 'Execute', 'Execute', 'NotificationWait', 'Connect']);
    yield day.request({
      time,
      method: 'POST',
      stem,
      query,
      clientIp: person.officeIp,
      userAgent: OUTLOOK,
      user: `${server.netbios}\\${person.alias}`,
      duration: random.latency(type === 'NotificationWait' ? 900 : 14),
      requestBytes: random.int(200, 1800),
      responseBytes: random.int(150, 9000),
      proxy: personal(
        server,
        person,
        'Mapi',
        'Negotiate',
        { stem, query },
        {
          anchorMailbox: `MailboxGuid~${person.mailboxGuid}`,
          routingHint: 'MailboxGuidWithDomain',
          clientRequestId: `R:${connection}:${sequence++};RT:${type}`,
          ...(sequence > 2
            ? { backEndCookie: `Database~${server.databaseGuid}~~${iso(time + 30 * 86_400_000).slice(0, 10)}T00:00:00` }
            : {}),
        },
      ),
    });
  }
}

function* outlookRpc(day: Day, person: Person, count: number): Generator<Trace> {
  const { server, random } = day;
  const query = `${person.mailboxGuid}@${server.domain}:6001`;
  for (const time of day.workTimes(count)) {
    const method = random.chance(0.5) ? 'RPC_IN_DATA' : 'RPC_OUT_DATA';
    yield day.request({
      time,
      method,
      stem: '/rpc/rpcproxy.dll',
      query,
      clientIp: person.officeIp,
      userAgent: OUTLOOK_RPC,
      user: `${server.netbios}\\${person.alias}`,
      duration: random.latency(800),
      requestBytes: random.int(400, 5000),
      responseBytes: random.int(400, 60_000),
      proxy: personal(
        server,
        person,
        'RpcHttp',
        'Negotiate',
        { stem: '/rpc/rpcproxy.dll', query },
        { anchorMailbox: `MailboxGuid~${person.mailboxGuid}`, routingHint: 'MailboxGuidWithDomain' },
      ),
    });
  }
}

/** A phone: long pings day and night, a sync after each new message, and days without any. */
function* activesync(day: Day, person: Person, count: number): Generator<Trace> {
  const { server, random } = day;
  const base = `User=${server.netbios}%5C${person.alias}&DeviceId=${person.deviceId}&DeviceType=iPhone`;
  const times = [...day.workTimes(count * 0.7), ...day.anyTimes(Math.max(5, count * 0.3))].sort((a, b) => a - b);
  for (const time of times) {
    const command = random.pick(['Ping', 'Ping', 'Ping', 'Sync', 'Sync', 'FolderSync', 'ItemOperations', 'SmartReply']);
    const query = `${base}&Cmd=${command}`;
    const stem = '/Microsoft-Server-ActiveSync/default.eas';
    yield day.request({
      time,
      method: 'POST',
      stem,
      query,
      clientIp: person.outsideIp,
      userAgent: IPHONE,
      user: `${server.netbios}\\${person.alias}`,
      duration: random.latency(command === 'Ping' ? 9000 : 60),
      requestBytes: random.int(40, 500),
      responseBytes: random.int(60, 12_000),
      proxy: personal(
        server,
        person,
        'Eas',
        'Basic',
        { stem: '/Microsoft-Server-ActiveSync/Proxy/default.eas', query },
        { protocolAction: command },
      ),
    });
  }
}

function* macEws(day: Day, person: Person, count: number): Generator<Trace> {
  const { server, random } = day;
  for (const time of day.workTimes(count)) {
    const action = random.pick([
      'SyncFolderItems',
      'GetItem',
      'FindItem',
      'GetStreamingEvents',
      'SyncFolderHierarchy',
      'UpdateItem',
    ]);
    const duration = random.latency(50);
    const responseBytes = random.int(700, 30_000);
    const request = day.request({
      time,
      method: 'POST',
      stem: '/EWS/Exchange.asmx',
      clientIp: person.officeIp,
      userAgent: MAC,
      user: `${server.netbios}\\${person.alias}`,
      duration,
      requestBytes: random.int(500, 2000),
      responseBytes,
      proxy: personal(
        server,
        person,
        'Ews',
        'NTLM',
        { stem: '/EWS/Exchange.asmx' },
        { anchorMailbox: smtp(server, person.alias), protocolAction: action },
      ),
    });
    yield request;
    yield ewsRow(day, time + duration - 1, {
      request: request.id,
      user: smtp(server, person.alias),
      authentication: 'NTLM',
      userAgent: MAC,
      clientIp: person.officeIp,
      action,
      requestBytes: request.requestBytes,
      responseBytes,
      duration,
    });
  }
}

/** A line of the back end's EWS log. */
export interface EwsCall {
  /** RequestId of the HttpProxy row. */
  readonly request: string;
  readonly user: string;
  readonly authentication: string;
  readonly userAgent: string;
  readonly clientIp: string;
  readonly action: string;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly duration: number;
  readonly impersonated?: string;
}

export function ewsRow(day: Day, time: number, call: EwsCall): Trace {
  return {
    kind: 'row',
    log: 'ews',
    time,
    values: {
      DateTime: iso(time),
      RequestId: call.request,
      Ring: 'Unknown',
      AuthenticationType: call.authentication,
      IsAuthenticated: 'true',
      AuthenticatedUser: call.user,
      Organization: day.server.domain,
      UserAgent: call.userAgent.replaceAll(',', ' '),
      VersionInfo: 'Target=None;Req=Exchange2016/Exchange2016;',
      ClientIpAddress: call.clientIp,
      ServerHostName: day.server.host.toUpperCase(),
      FrontEndServer: `${day.server.host.toUpperCase()}.${day.server.domain.toUpperCase()}`,
      SoapAction: call.action,
      HttpStatus: 200,
      RequestSize: call.requestBytes,
      ResponseSize: call.responseBytes,
      ImpersonatedUser: call.impersonated ?? '',
      CorrelationGuid: call.request,
      PrimaryOrProxyServer: 'PrimaryServer',
      TaskType: 'LocalTask',
      TotalRequestTime: call.duration,
    },
  };
}

/** Outlook in the morning: autodiscover and the address book. */
function* outlookStart(day: Day, person: Person): Generator<Trace> {
  const { server, random } = day;
  const account = `${server.netbios}\\${person.alias}`;
  const start = day.workTimes(1)[0];
  if (start === undefined) return;
  const host = `autodiscover.${server.domain}`;
  const v1 = '/autodiscover/autodiscover.xml';
  yield day.request({
    time: start,
    method: 'POST',
    stem: v1,
    clientIp: person.officeIp,
    userAgent: OUTLOOK,
    user: account,
    host,
    requestBytes: 371,
    responseBytes: 4120,
    proxy: personal(
      server,
      person,
      'Autodiscover',
      'Negotiate',
      { stem: v1 },
      { anchorMailbox: `Smtp~${smtp(server, person.alias)}` },
    ),
  });
  if (random.chance(0.4)) {
    // Autodiscover v2: a JSON document that everybody may ask for. Looks a little like ProxyShell to a careless rule.
    const query = `Email=${encodeURIComponent(smtp(server, person.alias))}&Protocol=${random.pick(['ActiveSync', 'AutodiscoverV1', 'Ews'])}&RedirectCount=1`;
    yield day.request({
      time: start + 4000,
      stem: '/autodiscover/autodiscover.json',
      query,
      clientIp: person.outsideIp,
      userAgent: 'Outlook-iOS-Android/1.0',
      host,
      requestBytes: 0,
      responseBytes: 96,
      proxy: {
        protocol: 'Autodiscover',
        authentication: '',
        authenticated: false,
        anchorMailbox: `Smtp~${smtp(server, person.alias)}`,
        backEnd: { status: 200, stem: '/autodiscover/autodiscover.json', query },
      },
    });
  }
  const folder = `/OAB/${server.oabGuid}`;
  for (const [index, file] of [
    `oab.xml`,
    `${server.oabGuid}-data-${100 + (Math.floor(day.start / 86_400_000) % 800)}.lzx`,
  ].entries()) {
    yield day.request({
      time: start + 20_000 + index * 1500,
      stem: `${folder}/${file}`,
      clientIp: person.officeIp,
      userAgent: 'Microsoft BITS/7.8',
      user: account,
      responseBytes: 18_000,
      proxy: personal(server, person, 'Oab', 'Negotiate', { stem: `${folder}/${file}` }),
    });
  }
}
