import type { ProxyProtocol, Trace } from '../traffic/index.js';
import { at, SECOND } from '../write/time.js';
import type { Day } from './day.js';

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0.4280.88 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:68.0) Gecko/20100101 Firefox/68.0',
  'python-requests/2.25.1',
  'Go-http-client/1.1',
];

/** Search engines: robots.txt and the logon page. */
export function* crawlers(day: Day): Generator<Trace> {
  const bots = [
    ['192.0.2.201', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['192.0.2.202', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'],
  ] as const;
  for (const time of day.anyTimes(day.random.int(2, 6))) {
    const [clientIp, userAgent] = day.random.pick(bots);
    yield day.request({ time, stem: '/robots.txt', clientIp, userAgent, status: 404, win32Status: 2, duration: 1 });
    yield day.request({ time: time + SECOND, stem: '/owa/', clientIp, userAgent, status: 302, proxy: redirect('Owa') });
  }
}

/** Internet-wide scanners that look at banners and versions, and random visitors of the web root. */
export function* scanners(day: Day): Generator<Trace> {
  const { random, server } = day;
  for (const time of day.anyTimes(random.int(4, 14))) {
    const clientIp = `198.51.100.${random.int(60, 220)}`;
    const host = server.ip;
    const choice = random.int(0, 5);
    if (choice === 0) {
      const stem = '/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application';
      yield day.request({
        time,
        stem,
        clientIp,
        host,
        userAgent: 'Mozilla/5.0 zgrab/0.x',
        responseBytes: 10_112,
        proxy: {
          protocol: 'Ecp',
          authentication: 'FBA',
          authenticated: false,
          anchorMailbox: 'ServerVersion~Version 15.0 (Build 0.0)',
          routingHint: 'EDiscoveryExportTool-ServerVersion',
          backEnd: { status: 200, stem, user: `${server.netbios}\\${server.host.toUpperCase()}$` },
        },
      });
    } else if (choice === 1) {
      yield day.request({
        time,
        stem: '/owa/auth/logon.aspx',
        query: 'replaceCurrent=1&reason=2',
        clientIp,
        host,
        userAgent: 'Mozilla/5.0 zgrab/0.x',
        proxy: { protocol: 'Owa', authentication: 'FBA', authenticated: false },
      });
    } else if (choice === 2) {
      yield day.request({
        time,
        stem: '/',
        clientIp,
        userAgent: random.pick(BROWSERS),
        port: 80,
        status: 302,
        duration: 1,
      });
    } else if (choice === 3) {
      yield day.request({
        time,
        stem: random.pick([
          '/.env',
          '/wp-login.php',
          '/.git/config',
          '/phpmyadmin/',
          '/solr/admin/info/system',
          '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
        ]),
        clientIp,
        userAgent: random.pick(BROWSERS),
        status: 404,
        win32Status: 2,
        duration: 1,
      });
    } else if (choice === 4) {
      yield {
        kind: 'http-error',
        time,
        clientIp,
        clientPort: random.int(30_000, 60_000),
        reason: 'BadRequest',
        status: 400,
        method: 'GET',
        uri: '/',
      };
    } else {
      yield {
        kind: 'http-error',
        time,
        clientIp,
        clientPort: random.int(30_000, 60_000),
        reason: 'Timer_ConnectionIdle',
      };
    }
  }
}

/** From the day after disclosure: researchers and curious people probe for CVE-2021-26855 without exploiting it. */
export function* vulnerabilityProbes(day: Day): Generator<Trace> {
  if (day.start < at('2021-03-03T00:00:00Z')) return;
  const { random, server } = day;
  for (const time of day.anyTimes(day.count(day.start < at('2021-03-08T00:00:00Z') ? 1.6 : 3))) {
    const clientIp = `198.51.100.${random.int(221, 250)}`;
    const userAgent = random.pick([
      'Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)',
      'Mozilla/5.0 (compatible; ExposureSurvey/1.0; +https://survey.example/optout)',
    ]);
    // The probe names localhost as the back end; the front end fails to build the request and answers 500.
    yield day.request({
      time,
      stem: '/owa/auth/x.js',
      clientIp,
      host: server.ip,
      userAgent,
      status: 500,
      proxy: {
        protocol: 'Owa',
        authentication: 'FBA',
        authenticated: false,
        anchorMailbox: 'Server\x49nfo~localhost/ecp/default.flt?',
        routingHint: 'X-AnonResource-Backend-Cookie',
        errors: 'System.Net.WebException: The remote name could not be resolved',
      },
    });
  }
}

const KNOWN_SHELL_NAMES = [
  'shell',
  'supp0rt',
  'discover',
  'help',
  'aspnet',
  'web',
  'load',
  'client',
  'xclkmcfldfi948398430fdjkfdkj',
  'aspnet_www',
  'document',
  'healthcheck',
  'one',
  'TimeoutLogout',
  'RedirSuiteServerProxy',
  'errorEE',
  'errorEW',
  'OutlookJP',
  '8Lw7tAhF9i1pJnRo',
  'logout',
  'iispage',
  's',
  'log',
  'shellex',
];

/** After disclosure others look for shells that somebody else may have left: no such page here. */
export function* shellSweeps(day: Day): Generator<Trace> {
  if (day.start < at('2021-03-05T00:00:00Z')) return;
  const { random } = day;
  for (const start of day.anyTimes(day.count(0.8))) {
    const clientIp = `198.51.100.${random.int(30, 59)}`;
    const userAgent = random.pick(BROWSERS);
    let time = start;
    for (const name of KNOWN_SHELL_NAMES) {
      if (random.chance(0.35)) continue;
      time += random.int(150, 900);
      const folder = random.pick([
        '/aspnet_client',
        '/aspnet_client/system_web',
        '/owa/auth',
        '/ecp/auth',
        '/owa/auth/Current',
      ]);
      yield missingPage(day, time, folder, name, clientIp, userAgent);
    }
  }
}

/** Below /owa and /ecp the answer for a page that is not there is the way to the logon page; elsewhere it is 404. */
function missingPage(day: Day, time: number, folder: string, name: string, clientIp: string, userAgent: string): Trace {
  const stem = `${folder}/${name}.aspx`;
  if (folder.startsWith('/aspnet_client')) {
    return day.request({ time, stem, clientIp, userAgent, status: 404, win32Status: 2, duration: 1 });
  }
  return day.request({
    time,
    stem,
    clientIp,
    userAgent,
    status: 302,
    duration: 2,
    proxy: redirect(folder.startsWith('/ecp') ? 'Ecp' : 'Owa'),
  });
}

/** Tries a few passwords for every name it can guess. */
export function* sprayers(day: Day): Generator<Trace> {
  const { random, server } = day;
  for (const start of day.anyTimes(day.count(0.5))) {
    const clientIp = `198.51.100.${random.int(2, 19)}`;
    let time = start;
    for (const account of [
      'info',
      'admin',
      'administrator',
      'mayor',
      'scan',
      'test',
      'backup',
      'office',
      'clerk',
      'it',
    ]) {
      time += random.int(900, 4000);
      if (random.chance(0.5)) {
        yield day.request({
          time,
          method: 'POST',
          stem: '/owa/auth.owa',
          clientIp,
          userAgent: BROWSERS[0] ?? '',
          user: `${account}@${server.domain}`,
          status: 302,
          requestBytes: 140,
          proxy: { protocol: 'Owa', authentication: 'FBA', authenticated: false, info: 'AuthFailure=LogonFailed' },
        });
      } else {
        yield day.request({
          time,
          method: 'POST',
          stem: '/EWS/Exchange.asmx',
          clientIp,
          userAgent: 'ExchangeServicesClient/15.01.0225.004',
          status: 401,
          subStatus: 1,
          win32Status: 2148074254,
          requestBytes: 500,
          proxy: { protocol: 'Ews', authentication: 'NTLM', authenticated: false },
        });
      }
    }
  }
}

function redirect(protocol: ProxyProtocol): {
  protocol: ProxyProtocol;
  authentication: string;
  authenticated: boolean;
  info: string;
} {
  return { protocol, authentication: 'FBA', authenticated: false, info: 'NoCookies=302 - GET/E14AuthPost' };
}
