/** The virtual directories of the front end that write HttpProxy logs; the name is that of the log folder. */
export type ProxyProtocol = 'Autodiscover' | 'Eas' | 'Ecp' | 'Ews' | 'Mapi' | 'Oab' | 'Owa' | 'PowerShell' | 'RpcHttp';

/** What the front end did with a request that it handed to a back end. */
export interface ProxyRouting {
  readonly protocol: ProxyProtocol;
  readonly authentication: string;
  readonly authenticated: boolean;
  /** AuthenticatedUser column; empty when anonymous. */
  readonly user?: string;
  readonly anchorMailbox?: string;
  readonly routingHint?: string;
  readonly backEndCookie?: string;
  /** Absent: answered by the front end itself (for example 302 to the logon page). */
  readonly backEnd?: {
    readonly status: number;
    readonly stem: string;
    readonly query?: string;
    /** cs-username of the back-end line. */
    readonly user?: string;
    readonly userAgent?: string;
  };
  /** Additional `key=value;` items of GenericInfo. */
  readonly info?: string;
  readonly errors?: string;
  readonly clientRequestId?: string;
  readonly protocolAction?: string;
}

/** One HTTP exchange as all logs of the server see it. Immutable; each writer takes what its log would hold. */
export interface WebRequest {
  readonly kind: 'request';
  /** When it began; ms, UTC. Logs carry the time of its end. */
  readonly time: number;
  /** ms. */
  readonly duration: number;
  /** HttpProxy `RequestId` = `cafeReqId` in the front end's IIS log. */
  readonly id: string;
  readonly activityId: string;
  readonly method: string;
  /** URI stem as the client sent it, undecoded. */
  readonly stem: string;
  /** Query without `?`; absent = none. */
  readonly query?: string;
  readonly port: number;
  readonly host: string;
  readonly clientIp: string;
  /** cs-username of the front-end line. */
  readonly user?: string;
  readonly userAgent?: string;
  readonly referer?: string;
  readonly status: number;
  readonly subStatus?: number;
  readonly win32Status?: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Absent: plain IIS (static page, aspnet_client), no line in HttpProxy and no request id in the query. */
  readonly proxy?: ProxyRouting;
}

/** The end of a request: the moment that its log lines carry. */
export function endOf(request: WebRequest): number {
  return request.time + request.duration;
}
