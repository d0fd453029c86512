import { type Build, buildAt } from '../server/index.js';
import type { Trace } from '../traffic/index.js';
import { at } from '../write/time.js';
import type { Day } from './day.js';

const AGENTS = [
  'Mozilla/5.0 (compatible; ExposureSurvey/1.0; +https://survey.example/optout)',
  'Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)',
  'Mozilla/5.0 zgrab/0.x',
  'Go-http-client/1.1',
];

/** First revision of each build number that is closed to ProxyShell (updates of April and May 2021). */
const CLOSED: Readonly<Record<number, readonly (readonly [build: number, revision: number])[]>> = {
  0: [[1497, 15]],
  1: [
    [2176, 12],
    [2242, 8],
  ],
  2: [
    [792, 13],
    [858, 10],
  ],
};

export function isOpenToProxyShell(build: Build): boolean {
  const rows = CLOSED[build.minor] ?? [];
  const row = rows.find(([number]) => number === build.build);
  if (row) return build.revision < row[1];
  return build.build < Math.max(0, ...rows.map(([number]) => number));
}

/** From August 2021 on: surveys look for ProxyShell, from October 2022 on for ProxyNotShell and OWASSRF. They send no data. */
export function* laterProbes(day: Day): Generator<Trace> {
  if (day.start < at('2021-08-08T00:00:00Z')) return;
  const { random, server } = day;
  const open = isOpenToProxyShell(buildAt(server, day.start));
  for (const time of day.anyTimes(day.count(1.4))) {
    const clientIp = `198.51.100.${random.int(221, 250)}`;
    const userAgent = random.pick(AGENTS);
    const later = day.start >= at('2022-10-01T00:00:00Z');
    const choice = random.int(0, later ? 2 : 0);
    if (choice === 2)
      yield day.request({
        time,
        stem: '/owa/survey%40probe.invalid/powershell',
        clientIp,
        userAgent,
        status: 302,
        duration: 3,
        proxy: {
          protocol: 'Owa',
          authentication: 'FBA',
          authenticated: false,
          info: 'NoCookies=302 - GET/E14AuthPost',
        },
      });
    else
      yield day.request({
        time,
        stem: '/autodiscover/autodiscover.json',
        query:
          choice === 1
            ? 'a@survey.invalid/owa/?&Email=autodiscover/autodiscover.json%3Fa@survey.invalid&Protocol=XYZ&FooProtocol=Powershell'
            : '@survey.invalid/mapi/nspi/?&Email=autodiscover/autodiscover.json%3F@survey.invalid',
        clientIp,
        userAgent,
        status: choice === 0 && open ? 302 : 401,
        duration: 3,
        proxy: { protocol: 'Autodiscover', authentication: '', authenticated: false },
      });
  }
}
