import type { Day } from '../background/index.js';
import { fqdn, machineAccount } from '../server/index.js';
import { at, iso } from '../write/index.js';
import type { World } from './world.js';

/** CVE-2021-26855 tried on a server that does not let it through: the row is there, the answer is a refusal. */
export interface SsrfAttempt {
  readonly kind: 'ssrf-attempt';
  readonly at: string;
  readonly from: string;
  readonly stem: string;
  readonly userAgent: string;
  readonly status: 400 | 403 | 500 | 503;
  readonly times: number;
}

/** A scanner that asks for the names of known web shells. */
export interface ShellSweep {
  readonly kind: 'shell-sweep';
  readonly at: string;
  readonly from: string;
  readonly userAgent: string;
  readonly method: 'GET' | 'POST';
  readonly pages: readonly string[];
}

/** A researcher's or a network scanner's probe that changes nothing. */
export interface VulnerabilityProbe {
  readonly kind: 'probe';
  readonly at: string;
  readonly from: string;
  readonly for: 'proxylogon' | 'proxyshell' | 'proxynotshell' | 'version';
  readonly userAgent: string;
  /** How the server answers a probe for ProxyShell: 302 while it is open, 401 afterwards (default). */
  readonly status?: 302 | 401;
}

export function ssrfAttempt(day: Day, step: SsrfAttempt, world: World): void {
  for (let index = 0; index < step.times; index++) {
    const time = at(step.at) + index * 1700;
    const inner = `a]@${fqdn(day.server)}:444/autodiscover/autodiscover.xml?#`;
    const request = day.request({
      time,
      duration: 6,
      method: 'POST',
      stem: step.stem,
      clientIp: step.from,
      userAgent: step.userAgent,
      status: step.status,
      requestBytes: 350,
      proxy: {
        protocol: step.stem.startsWith('/ecp') ? 'Ecp' : 'Owa',
        authentication: 'FBA',
        authenticated: false,
        anchorMailbox: `Server\x49nfo~${inner}`,
        routingHint: 'X-BEResource-Cookie',
        errors: 'Microsoft.Exchange.HttpProxy.HttpProxyException: the target is not valid',
      },
    });
    world.traces.push(request);
    world.truth.intruderRequests.push(request.id);
    world.truth.exploitRequests[step.from] = (world.truth.exploitRequests[step.from] ?? 0) + 1;
  }
  world.truth.events.push({
    time: step.at,
    phase: 'exploitation',
    what: `CVE-2021-26855 tried through ${step.stem}, refused with ${step.status}`,
    client: step.from,
  });
}

export function shellSweep(day: Day, step: ShellSweep, world: World): void {
  let time = at(step.at);
  for (const page of step.pages) {
    time += day.random.int(150, 900);
    const front = page.startsWith('/owa') ? 'Owa' : page.startsWith('/ecp') ? 'Ecp' : undefined;
    world.traces.push(
      day.request({
        time,
        duration: 2,
        method: step.method,
        stem: page,
        clientIp: step.from,
        userAgent: step.userAgent,
        status: front ? 302 : 404,
        win32Status: front ? 0 : 2,
        ...(front
          ? {
              proxy: {
                protocol: front,
                authentication: 'FBA',
                authenticated: false,
                info: 'NoCookies=302 - GET/E14AuthPost',
              },
            }
          : {}),
      }),
    );
  }
  world.truth.events.push({
    time: step.at,
    phase: 'reconnaissance',
    what: `asks for ${step.pages.length} pages that are not there`,
    client: step.from,
  });
}

export function vulnerabilityProbe(day: Day, step: VulnerabilityProbe, world: World): void {
  const time = at(step.at);
  const common = { time, duration: 3, clientIp: step.from, userAgent: step.userAgent };
  if (step.for === 'proxylogon')
    world.traces.push(
      day.request({
        ...common,
        stem: '/owa/auth/x.js',
        status: 500,
        proxy: {
          protocol: 'Owa',
          authentication: 'FBA',
          authenticated: false,
          anchorMailbox: 'Server\x49nfo~localhost/ecp/default.flt?',
          routingHint: 'X-AnonResource-Backend-Cookie',
          errors: 'System.Net.WebException: The remote name could not be resolved',
        },
      }),
    );
  else if (step.for === 'proxyshell')
    world.traces.push(
      day.request({
        ...common,
        stem: '/autodiscover/autodiscover.json',
        query: '@scan.invalid/mapi/nspi/?&Email=autodiscover/autodiscover.json%3F@scan.invalid',
        status: step.status ?? 401,
        proxy: { protocol: 'Autodiscover', authentication: '', authenticated: false },
      }),
    );
  else if (step.for === 'proxynotshell')
    world.traces.push(
      day.request({
        ...common,
        stem: '/autodiscover/autodiscover.json',
        query:
          'a@scan.invalid/owa/?&Email=autodiscover/autodiscover.json%3Fa@scan.invalid&Protocol=XYZ&FooProtocol=Powershell',
        status: 404,
        proxy: { protocol: 'Autodiscover', authentication: '', authenticated: false },
      }),
    );
  else
    world.traces.push(
      day.request({
        ...common,
        stem: '/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application',
        responseBytes: 10_112,
        proxy: {
          protocol: 'Ecp',
          authentication: 'FBA',
          authenticated: false,
          anchorMailbox: 'ServerVersion~Version 15.0 (Build 0.0)',
          routingHint: 'EDiscoveryExportTool-ServerVersion',
          backEnd: {
            status: 200,
            stem: '/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application',
            user: machineAccount(day.server),
          },
        },
      }),
    );
  world.truth.events.push({
    time: iso(time),
    phase: 'reconnaissance',
    what: `probe for ${step.for}`,
    client: step.from,
  });
}
