import type { Trace } from '../traffic/index.js';
import { iso } from '../write/time.js';
import type { Day } from './day.js';

/** One request to remote PowerShell, as the CmdletInfra HTTP log has it. */
export interface PowerShellCall {
  readonly request: string;
  readonly user: string;
  readonly authentication: string;
  readonly clientIp: string;
  /** What the client calls itself. */
  readonly clientInfo: string;
  readonly status: number;
  readonly query: string;
}

export function rpsHttpRow(day: Day, time: number, call: PowerShellCall): Trace {
  return {
    kind: 'row',
    log: 'rps-http',
    time,
    values: {
      DateTime: iso(time),
      StartTime: iso(time - 40),
      RequestId: call.request,
      UrlHost: day.server.publicHost,
      UrlStem: '/powershell',
      AuthenticationType: call.authentication,
      IsAuthenticated: 'True',
      AuthenticatedUser: call.user,
      ClientIpAddress: call.clientIp,
      ServerHostName: day.server.host.toUpperCase(),
      HttpStatus: call.status,
      Action: 'New-PSSession',
      RequestBytes: 5200,
      ClientInfo: call.clientInfo,
      TotalTime: 41,
      UrlQuery: call.query,
    },
  };
}
