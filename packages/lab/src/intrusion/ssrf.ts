import type { Day } from '../background/index.js';
import { fqdn, machineAccount } from '../server/index.js';
import type { WebRequest } from '../traffic/index.js';

/** A request that the front end was talked into passing on to a back-end address of the client's choice (CVE-2021-26855). */
export interface ForgedRequest {
  readonly time: number;
  readonly duration: number;
  readonly from: string;
  /** What the client asked for on the outside: a static-looking page. */
  readonly stem: string;
  readonly userAgent: string;
  /** Where it went inside. */
  readonly target: string;
  readonly targetQuery?: string;
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

/** The traces that such a request leaves in the front end, HttpProxy and the back end; nothing that could be sent again. */
export function forgedRequest(day: Day, forged: ForgedRequest): WebRequest {
  const { server } = day;
  const inner = `a]@${fqdn(server)}:444${forged.target}?${forged.targetQuery ?? ''}#`;
  return day.request({
    time: forged.time,
    duration: forged.duration,
    method: 'POST',
    stem: forged.stem,
    clientIp: forged.from,
    userAgent: forged.userAgent,
    status: forged.status,
    requestBytes: forged.requestBytes,
    responseBytes: forged.responseBytes,
    proxy: {
      protocol: forged.stem.startsWith('/ecp') ? 'Ecp' : 'Owa',
      authentication: 'FBA',
      authenticated: false,
      anchorMailbox: `ServerInfo~${inner}`,
      routingHint: 'X-BEResource-Cookie',
      backEndCookie: `Server~${inner}~1941962754`,
      backEnd: {
        status: forged.status,
        stem: forged.target,
        user: machineAccount(server),
        ...(forged.targetQuery ? { query: forged.targetQuery } : {}),
      },
    },
  });
}
