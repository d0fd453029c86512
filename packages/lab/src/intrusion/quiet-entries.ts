import { cmdletEvent, type Day, ewsRow } from '../background/index.js';
import { smtp } from '../server/index.js';
import { at, iso } from '../write/index.js';
import type { World } from './world.js';

/** Mail read over the mail service with a stolen password: every request is in order, only the machine is a stranger's. */
export interface PasswordTheft {
  readonly kind: 'password-mail-theft';
  readonly at: string;
  readonly from: string;
  readonly account: string;
  /** Mailboxes that the account may open. */
  readonly mailboxes: readonly string[];
  readonly userAgent: string;
  readonly requests: number;
}

/** ProxyOracle (CVE-2021-31195, CVE-2021-31196): a page that reflects a script, then thousands of guesses at a cookie. */
export interface ProxyOracle {
  readonly kind: 'proxyoracle';
  readonly at: string;
  readonly from: string;
  readonly guesses: number;
}

/** CVE-2021-42321: a stored list of add-ins exchanged for something else, by somebody with a password. */
export interface AddInList {
  readonly kind: 'add-in-list';
  readonly at: string;
  readonly from: string;
  readonly account: string;
}

export function passwordTheft(day: Day, step: PasswordTheft, world: World): void {
  const { server } = day;
  const user = `${server.netbios}\\${step.account}`;
  const start = at(step.at);
  const bytes = new Map<string, number>();
  for (let index = 0; index < step.requests; index++) {
    const time = start + index * 2500;
    const mailbox = smtp(server, step.mailboxes[index % step.mailboxes.length] ?? step.account);
    const action = index % 6 === 0 ? 'FindItem' : 'GetItem';
    const responseBytes = day.random.int(100_000, 2_000_000);
    bytes.set(mailbox, (bytes.get(mailbox) ?? 0) + responseBytes);
    const request = day.request({
      time,
      method: 'POST',
      stem: '/EWS/Exchange.asmx',
      clientIp: step.from,
      userAgent: step.userAgent,
      user,
      requestBytes: 1400,
      responseBytes,
      duration: day.random.latency(250),
      proxy: {
        protocol: 'Ews',
        authentication: 'Basic',
        authenticated: true,
        user,
        anchorMailbox: mailbox,
        routingHint: 'WindowsIdentity',
        protocolAction: action,
        backEnd: { status: 200, stem: '/EWS/Exchange.asmx', user },
      },
    });
    world.traces.push(
      request,
      ewsRow(day, time + request.duration - 1, {
        request: request.id,
        user: smtp(server, step.account),
        authentication: 'Basic',
        userAgent: step.userAgent,
        clientIp: step.from,
        action,
        requestBytes: 1400,
        responseBytes,
        duration: request.duration,
        impersonated: mailbox,
      }),
    );
    world.truth.intruderRequests.push(request.id);
  }
  const last = iso(start + step.requests * 2500);
  for (const [mailbox, total] of bytes)
    world.truth.mailboxes.push({ mailbox, client: step.from, first: iso(start), last, bytes: total });
  world.truth.events.push({
    time: iso(start),
    phase: 'mail-theft',
    what: `${step.requests} requests read ${bytes.size} mailboxes with the password of ${step.account}`,
    client: step.from,
  });
}

export function proxyOracle(day: Day, step: ProxyOracle, world: World): void {
  const start = at(step.at);
  const send = (time: number, stem: string, query: string | undefined, status: number): void => {
    const request = day.request({
      time,
      stem,
      ...(query === undefined ? {} : { query }),
      clientIp: step.from,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:91.0) Gecko/20100101 Firefox/91.0',
      status,
      duration: 4,
      proxy: { protocol: 'Owa', authentication: 'FBA', authenticated: false },
    });
    world.traces.push(request);
    world.truth.intruderRequests.push(request.id);
  };
  send(start, '/owa/auth/frowny.aspx', 'app=people&et=ServerError&esrc=MasterPage&te=%5C&refurl=SYNTHETIC', 200);
  for (let index = 0; index < step.guesses; index++) {
    const time = start + 60_000 + index * 140;
    send(time, '/owa/', undefined, 302);
    if (index % 4 === 0)
      send(
        time + 60,
        '/owa/auth/logon.aspx',
        `url=https%3a%2f%2fmail%2fowa%2f&reason=${index % 16 === 0 ? 0 : 2}`,
        200,
      );
  }
  world.truth.events.push({
    time: iso(start),
    phase: 'exploitation',
    what: `ProxyOracle: ${step.guesses} guesses at a sign-in cookie`,
    client: step.from,
  });
}

export function addInList(day: Day, step: AddInList, world: World): void {
  const { server } = day;
  const time = at(step.at);
  const user = `${server.netbios}\\${step.account}`;
  for (const [index, action] of [
    'CreateUserConfiguration',
    'UpdateUserConfiguration',
    'GetClientAccessToken',
  ].entries()) {
    const request = day.request({
      time: time + index * 1500,
      method: 'POST',
      stem: '/EWS/Exchange.asmx',
      clientIp: step.from,
      userAgent: 'ExchangeServicesClient/15.01.2308.008',
      user,
      requestBytes: 9000,
      responseBytes: 1200,
      status: index === 2 ? 500 : 200,
      proxy: {
        protocol: 'Ews',
        authentication: 'NTLM',
        authenticated: true,
        user,
        anchorMailbox: smtp(server, step.account),
        routingHint: 'WindowsIdentity',
        protocolAction: action,
        backEnd: { status: index === 2 ? 500 : 200, stem: '/EWS/Exchange.asmx', user },
      },
    });
    world.traces.push(request);
    world.truth.intruderRequests.push(request.id);
  }
  world.traces.push(
    cmdletEvent(day, time + 3200, {
      cmdlet: 'Get-App',
      parameters: `-Mailbox "${smtp(server, step.account)}"`,
      caller: `${server.domain}/Users/${step.account}`,
      host: 'EWS',
      pool: 'MSExchangeServicesAppPool',
      exception: 'System.InvalidCastException: Unable to cast object of type (synthetic) to the list of add-ins',
    }),
  );
  world.truth.events.push({
    time: iso(time),
    phase: 'exploitation',
    what: `CVE-2021-42321 as ${step.account}`,
    client: step.from,
  });
}
