import { audit, cmdletEvent, type Day } from '../background/index.js';
import { buildAt, machineAccount, shortBuild } from '../server/index.js';
import type { WebRequest } from '../traffic/index.js';
import { at, compiledPage, decoded, ecpEventData, iso, oabPropertyList, utf8 } from '../write/index.js';
import { forgedRequest } from './ssrf.js';
import type { IntrusionStep } from './step.js';
import { putFile, type World } from './world.js';

const AUTODISCOVER_AGENT = 'ExchangeServicesClient/0.0.0.0';
const SCRIPT_AGENT = 'python-requests/2.25.1';
const SERVICE = '/ecp/DDI/DDIService.svc';
const CANARY = 'msExchEcpCanary=SYNTHETIC-NO-SESSION.';

/** Plays the chain of March 2021: session, look at the OAB directory, put markup into its address, reset it to a file. */
export function oabPageDrop(day: Day, step: Extract<IntrusionStep, { kind: 'oab-page-drop' }>, world: World): void {
  const start = at(step.at);
  const { server } = day;
  const url = decoded(step.drop.externalUrlBase64);
  // Each reset makes a new directory object; the first drop meets the one that the installation made.
  const resets = world.truth.pages.length;
  const identity =
    resets === 0 ? server.oabVirtualDirectoryGuid : day.random.fork(`directory-after-reset-${resets}`).guid();

  const send = (
    after: number,
    duration: number,
    target: string,
    query: string | undefined,
    status = 200,
    userAgent = SCRIPT_AGENT,
  ): WebRequest => {
    const request = forgedRequest(day, {
      time: start + after,
      duration,
      from: step.from,
      stem: step.stem,
      userAgent,
      target,
      status,
      requestBytes: query ? 410 : 220,
      responseBytes: query ? 2900 : 1200,
      ...(query ? { targetQuery: query } : {}),
    });
    world.traces.push(request);
    world.truth.intruderRequests.push(request.id);
    world.truth.exploitRequests[step.from] = (world.truth.exploitRequests[step.from] ?? 0) + 1;
    return request;
  };
  if (step.firstContact) {
    send(0, 82, '/autodiscover/autodiscover.xml', undefined, 200, AUTODISCOVER_AGENT);
    send(1520, 118, '/mapi/emsmdb/', undefined);
    send(4100, 30, '/ecp/proxyLogon.ecp', undefined, 241);
  }
  const session = day.random.fork('ecp-session').guid();
  const log = (
    request: WebRequest,
    after: number,
    command: string,
    schema: string,
    operation: string,
    exception?: string,
  ): void => {
    const time = request.time + after;
    const serviceUrl = `${SERVICE}/${operation}?${CANARY}&schema=${schema}:444`;
    world.traces.push(
      {
        kind: 'row',
        log: 'ecp-server',
        time,
        values: {
          TimeStamp: iso(time),
          ServerName: server.host.toUpperCase(),
          EventId: 'ECP.Request',
          EventData: ecpEventData({
            command,
            url: serviceUrl,
            build: shortBuild(buildAt(server, time)),
            sessionId: session,
            activityId: request.activityId,
            milliseconds: request.duration,
            ...(exception ? { exception } : {}),
          }),
        },
      },
      {
        kind: 'row',
        log: 'ecp-activity',
        time,
        values: {
          TimeStamp: iso(time),
          ServerName: server.host.toUpperCase(),
          EventId: 'Request',
          EventData: `S:PSA=<PII>${machineAccount(server)}</PII>;S:URL=https://localhost:444${SERVICE}/${operation}?${CANARY}&schema=${schema};S:Bld=${shortBuild(buildAt(server, time))};S:ActID=${request.activityId};Dbl:BudgUse.T[]=12.5`,
        },
      },
    );
  };
  const get = send(5200, 260, `${SERVICE}/GetObject`, `${CANARY}&schema=OABVirtualDirectory`);
  log(get, 190, 'Get-OabVirtualDirectory', 'OABVirtualDirectory', 'GetObject');
  log(get, 220, 'Pipeline.1|Get-MailboxRegionalConfiguration', 'OABVirtualDirectory', 'GetObject');

  const set = send(6400, 410, `${SERVICE}/SetObject`, `${CANARY}&schema=OABVirtualDirectory`);
  const changed = set.time + 260;
  log(
    set,
    260,
    `Set-OabVirtualDirectory.ExternalUrl='${url}'.Identity='${identity}'`,
    'OABVirtualDirectory',
    'SetObject',
  );
  log(set, 330, 'Get-OABVirtualDirectory', 'OABVirtualDirectory', 'SetObject');
  const cmdlet = { caller: machineAccount(server), host: 'ECP', pool: 'MSExchangeECPAppPool' };
  world.traces.push(
    cmdletEvent(day, changed, {
      ...cmdlet,
      cmdlet: 'Set-OabVirtualDirectory',
      parameters: `-ExternalUrl "${url}" -Identity "${identity}"`,
    }),
  );
  world.traces.push(
    audit(
      day,
      changed,
      'Set-OabVirtualDirectory',
      `${server.host.toUpperCase()}\\OAB (Default Web Site)`,
      machineAccount(server),
      [
        ['Identity', identity],
        ['ExternalUrl', url],
      ],
    ),
  );

  const reset = send(8300, 940, `${SERVICE}/SetObject`, `${CANARY}&schema=ResetOABVirtualDirectory`);
  const written = reset.time + 520;
  log(reset, 540, 'Remove-OABVirtualDirectory.Force=$true', 'ResetOABVirtualDirectory', 'SetObject');
  log(
    reset,
    860,
    `New-OABVirtualDirectory.WebSiteName='Default Web Site'.Server='${server.host.toUpperCase()}'.Role='ClientAccess'.Path='${server.installPath}FrontEnd\\HttpProxy\\OAB'`,
    'ResetOABVirtualDirectory',
    'SetObject',
  );
  world.traces.push(
    cmdletEvent(day, reset.time + 540, {
      ...cmdlet,
      cmdlet: 'Remove-OabVirtualDirectory',
      parameters: `-Identity "${identity}" -Force "True"`,
    }),
  );
  world.traces.push(
    cmdletEvent(day, reset.time + 860, {
      ...cmdlet,
      cmdlet: 'New-OabVirtualDirectory',
      parameters: `-WebSiteName "Default Web Site" -Server "${server.host.toUpperCase()}" -Role "ClientAccess" -Path "${server.installPath}FrontEnd\\HttpProxy\\OAB"`,
    }),
  );
  putFile(world, {
    path: step.drop.path,
    bytes: utf8(
      oabPropertyList(server, { externalUrl: url, guid: identity, changed, created: at('2020-01-12T08:00:00Z') }),
    ),
    modified: written,
  });

  if (step.firstContact) {
    // The reset gave the directory a new GUID: taking the value back fails, and says so in the log.
    const undo = send(10_900, 180, `${SERVICE}/SetObject`, `${CANARY}&schema=OABVirtualDirectory`);
    const exception = `Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException: ADNoSuchObjectException: The operation couldn't be performed because object '${identity}' couldn't be found.`;
    log(
      undo,
      140,
      `Set-OabVirtualDirectory.ExternalUrl=$null.Identity='${identity}'`,
      'OABVirtualDirectory',
      'SetObject',
      exception,
    );
    world.traces.push(
      cmdletEvent(day, undo.time + 140, {
        ...cmdlet,
        cmdlet: 'Set-OabVirtualDirectory',
        parameters: `-ExternalUrl $null -Identity "${identity}"`,
        exception,
      }),
    );
  }
  world.truth.pages.push({ page: step.drop.page, path: step.drop.path, written: iso(written) });
  world.truth.events.push(
    {
      time: iso(start),
      phase: 'exploitation',
      what: `CVE-2021-26855 and CVE-2021-27065 through ${step.stem}`,
      client: step.from,
    },
    {
      time: iso(written),
      phase: 'web-shell',
      what: `${step.drop.path} written by a reset of the OAB virtual directory`,
      client: step.from,
    },
  );
}

/** What ASP.NET keeps of a page once it has been asked for. */
export function compiledCopy(page: string, written: number, world: World): void {
  const application = page.startsWith('/owa/') ? 'owa\\8e05b027\\e164d61b' : 'root\\e22c2559\\92c7e946';
  const compiled = compiledPage(page, `App_Web_${page.startsWith('/owa/') ? 'xq4vw1ze' : 'k0t3mpdh'}`);
  putFile(world, {
    path: `C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\${application}\\${compiled.name}`,
    bytes: compiled.bytes,
    modified: written,
  });
}
