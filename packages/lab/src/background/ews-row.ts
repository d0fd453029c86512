import type { Trace } from '../traffic/index.js';
import { iso } from '../write/time.js';
import type { Day } from './day.js';

/** A line of the back end's EWS log. */
export interface EwsCall {
  /** RequestId of the HttpProxy row. */
  readonly request: string;
  readonly user: string;
  readonly authentication: string;
  readonly userAgent: string;
  readonly clientIp: string;
  readonly action: string;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly duration: number;
  readonly impersonated?: string;
}

export function ewsRow(day: Day, time: number, call: EwsCall): Trace {
  return {
    kind: 'row',
    log: 'ews',
    time,
    values: {
      DateTime: iso(time),
      RequestId: call.request,
      Ring: 'Unknown',
      AuthenticationType: call.authentication,
      IsAuthenticated: 'true',
      AuthenticatedUser: call.user,
      Organization: day.server.domain,
      UserAgent: call.userAgent.replaceAll(',', ' '),
      VersionInfo: 'Target=None;Req=Exchange2016/Exchange2016;',
      ClientIpAddress: call.clientIp,
      ServerHostName: day.server.host.toUpperCase(),
      FrontEndServer: `${day.server.host.toUpperCase()}.${day.server.domain.toUpperCase()}`,
      SoapAction: call.action,
      HttpStatus: 200,
      RequestSize: call.requestBytes,
      ResponseSize: call.responseBytes,
      ImpersonatedUser: call.impersonated ?? '',
      CorrelationGuid: call.request,
      PrimaryOrProxyServer: 'PrimaryServer',
      TaskType: 'LocalTask',
      TotalRequestTime: call.duration,
    },
  };
}
