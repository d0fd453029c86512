import { type Person, smtp } from '../server/index.js';
import type { ProxyRouting, Trace } from '../traffic/index.js';
import { SECOND } from '../write/time.js';
import type { Day } from './day.js';
import { personal } from './routing.js';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.182 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:86.0) Gecko/20100101 Firefox/86.0';

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

/** A browser session: redirect, logon page, password, work, now and then a sign-out. */
export function* owa(day: Day, person: Person, count: number): Generator<Trace> {
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
