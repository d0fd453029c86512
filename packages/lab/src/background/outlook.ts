import { type Person, smtp } from '../server/index.js';
import type { Trace } from '../traffic/index.js';
import { iso } from '../write/time.js';
import type { Day } from './day.js';
import { personal } from './routing.js';

const OUTLOOK = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.4266; Pro)';
const OUTLOOK_RPC = 'MSRPC';

/** Outlook over MAPI/HTTP. */
export function* outlookMapi(day: Day, person: Person, count: number): Generator<Trace> {
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

/** Outlook over RPC/HTTP (Outlook Anywhere). */
export function* outlookRpc(day: Day, person: Person, count: number): Generator<Trace> {
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

/** Outlook in the morning: autodiscover and the address book. */
export function* outlookStart(day: Day, person: Person): Generator<Trace> {
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
