import { type Person, type ServerProfile, sid } from '../server/index.js';
import type { ProxyProtocol, ProxyRouting } from '../traffic/index.js';

/** Routing of a request by a logged-on person. */
export function personal(
  server: ServerProfile,
  person: Person,
  protocol: ProxyProtocol,
  authentication: string,
  backEnd: { stem: string; query?: string; status?: number },
  extra: Partial<ProxyRouting> = {},
): ProxyRouting {
  const account = `${server.netbios}\\${person.alias}`;
  return {
    protocol,
    authentication,
    authenticated: true,
    user: account,
    anchorMailbox: `Sid~${sid(server, person.rid)}`,
    routingHint: 'WindowsIdentity',
    backEnd: {
      status: backEnd.status ?? 200,
      user: account,
      stem: backEnd.stem,
      ...(backEnd.query ? { query: backEnd.query } : {}),
    },
    ...extra,
  };
}
