import { audit, cmdletEvent, cmdletRow, type Day, rpsHttpRow } from '../background/index.js';
import { machineAccount, smtp } from '../server/index.js';
import type { WebRequest } from '../traffic/index.js';
import { at, iso } from '../write/index.js';
import { plant } from './plant-page.js';
import type { World } from './world.js';

/** ProxyShell (CVE-2021-34473, CVE-2021-34523, CVE-2021-31207): what its requests and cmdlets leave behind. */
export interface ProxyShell {
  readonly kind: 'proxyshell';
  readonly at: string;
  readonly from: string;
  readonly userAgent: string;
  /** The account whose mailbox is exported. */
  readonly mailbox: string;
  /** Refused: the server answers every request with this status and nothing follows. */
  readonly refused?: 400 | 401 | 404;
  readonly writes?: {
    readonly by: 'mailbox-export' | 'certificate-request';
    readonly page: string;
    readonly path: string;
  };
  /** Whether the export request is removed afterwards. */
  readonly cleansUp?: boolean;
}

const DOMAIN = 'probe.invalid';
const EMAIL = `Email=autodiscover/autodiscover.json%3F@${DOMAIN}`;

export function proxyShell(day: Day, step: ProxyShell, world: World): void {
  const start = at(step.at);
  const { server } = day;
  const send = (after: number, inner: string, query: string, method: string, backEndStem: string): WebRequest => {
    const status = step.refused ?? 200;
    const request = day.request({
      time: start + after,
      duration: step.refused ? 4 : 90,
      method,
      stem: '/autodiscover/autodiscover.json',
      query: `@${DOMAIN}${inner}?${query}&${EMAIL}`,
      clientIp: step.from,
      userAgent: step.userAgent,
      status,
      requestBytes: 1200,
      responseBytes: step.refused ? 0 : 2600,
      proxy: {
        protocol: 'Autodiscover',
        authentication: step.refused ? '' : 'Anonymous',
        authenticated: false,
        ...(step.refused
          ? {}
          : {
              anchorMailbox: `autodiscover/autodiscover.json?@${DOMAIN}`,
              routingHint: 'ExplicitLogon-SMTP',
              backEnd: { status, stem: backEndStem, query, user: machineAccount(server) },
            }),
      },
    });
    world.traces.push(request);
    world.truth.intruderRequests.push(request.id);
    world.truth.exploitRequests[step.from] = (world.truth.exploitRequests[step.from] ?? 0) + 1;
    return request;
  };
  send(0, '/autodiscover/autodiscover.xml', '', 'POST', '/autodiscover/autodiscover.xml');
  send(1400, '/mapi/emsmdb', '', 'POST', '/mapi/emsmdb');
  const shells = [3000, 4200, 6100, 9000, 12_000].map((after) =>
    send(after, '/powershell/', 'X-Rps-CAT=SYNTHETIC', 'POST', '/powershell/'),
  );
  world.truth.events.push({
    time: iso(start),
    phase: 'exploitation',
    what: step.refused ? `ProxyShell, refused with ${step.refused}` : 'ProxyShell, answered',
    client: step.from,
  });
  if (step.refused) return;
  for (const request of shells) {
    world.traces.push(
      rpsHttpRow(day, request.time + 60, {
        request: request.id,
        user: `${server.netbios}\\${step.mailbox}`,
        authentication: 'Kerberos',
        clientIp: step.from,
        clientInfo: 'Microsoft WinRM Client',
        status: 200,
        query: '?X-Rps-CAT=SYNTHETIC',
      }),
    );
  }
  if (step.writes) writePage(day, step, step.writes, world);
}

function writePage(day: Day, step: ProxyShell, writes: NonNullable<ProxyShell['writes']>, world: World): void {
  const { server } = day;
  const time = at(step.at) + 13_000;
  const unc = `\\\\127.0.0.1\\${writes.path.slice(0, 1)}$${writes.path.slice(2)}`;
  const caller = `${server.domain}/Users/${step.mailbox}`;
  const run = (after: number, cmdlet: string, parameters: string, object: string): void => {
    world.traces.push(
      cmdletRow(day, time + after, {
        user: step.mailbox,
        rid: 1110,
        application: 'RemotePowerShell',
        cmdlet,
        parameters,
        admin: true,
      }),
      cmdletEvent(day, time + after, {
        cmdlet,
        parameters,
        caller,
        rid: 1110,
        host: 'Remote-PowerShell-Unknown',
        pool: 'MSExchangePowerShellAppPool',
      }),
      audit(day, time + after, cmdlet, object, caller, pairs(parameters)),
    );
  };
  if (writes.by === 'mailbox-export') {
    run(
      0,
      'New-ManagementRoleAssignment',
      `-Role "Mailbox Import Export" -User "${smtp(server, step.mailbox)}"`,
      'Mailbox Import Export',
    );
    run(
      4000,
      'New-MailboxExportRequest',
      `-Mailbox "${smtp(server, step.mailbox)}" -IncludeFolders "#Drafts#" -ContentFilter "(Subject -eq 'inert')" -ExcludeDumpster "True" -FilePath "${unc}"`,
      step.mailbox,
    );
    plant(day, world, time + 21_000, writes.page, writes.path, 'pst');
  } else {
    run(
      2000,
      'New-ExchangeCertificate',
      `-GenerateRequest "True" -RequestFile "${unc}" -SubjectName "CN=INERT" -BinaryEncoded "True" -DomainName "${server.domain}"`,
      server.host,
    );
    plant(day, world, time + 3000, writes.page, writes.path, 'der');
  }
  if (step.cleansUp)
    run(
      60_000,
      'Remove-MailboxExportRequest',
      `-Identity "${server.domain}/Users/${step.mailbox}\\MailboxExport" -Confirm "False"`,
      step.mailbox,
    );
}

/** `-Name "value"` … as name and value. */
function pairs(parameters: string): [string, string][] {
  return [...parameters.matchAll(/-(\w+) "([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? '']);
}
