import { buildAt, fqdn, longBuild, packedVersion, type ServerProfile } from '../server/index.js';
import { endOf, type ProxyRouting, type WebRequest } from '../traffic/index.js';
import { csvRow } from './csv.js';
import { HTTP_PROXY_FIELDS } from './fields.js';
import { CRLF } from './text.js';
import { iso } from './time.js';

/** The row that the front end's HttpProxy module writes for a request that Exchange handled. */
export function httpProxyRow(request: WebRequest, proxy: ProxyRouting, server: ServerProfile): string {
  const build = buildAt(server, request.time);
  const end = endOf(request);
  const backEnd = proxy.backEnd;
  const inner = Math.max(0, request.duration - 3);
  const values: Record<string, string | number> = {
    DateTime: iso(end),
    RequestId: request.id,
    MajorVersion: build.major,
    MinorVersion: build.minor,
    BuildVersion: build.build,
    RevisionVersion: build.revision,
    ClientRequestId: proxy.clientRequestId ?? '',
    Protocol: proxy.protocol,
    UrlHost: request.host,
    UrlStem: request.stem,
    ProtocolAction: proxy.protocolAction ?? '',
    AuthenticationType: proxy.authentication,
    IsAuthenticated: String(proxy.authenticated),
    AuthenticatedUser: proxy.user ?? '',
    AnchorMailbox: proxy.anchorMailbox ?? '',
    // Exchange blanks commas out of user agents instead of quoting them.
    UserAgent: (request.userAgent ?? '').replaceAll(',', ' '),
    ClientIpAddress: request.clientIp,
    ServerHostName: server.host.toUpperCase(),
    HttpStatus: request.status,
    Method: request.method,
    RequestBytes: request.requestBytes,
    UrlQuery: request.query === undefined ? '' : `?${request.query}`,
    GenericInfo: genericInfo(request, proxy, server),
    GenericErrors: proxy.errors ?? '',
    HttpPipelineLatency: 0,
    TotalAccountForestLatency: 0,
    TotalResourceForestLatency: 0,
    TotalSharedCacheLatency: 0,
    TotalGlsLatency: 0,
    HttpProxyOverhead: Math.min(3, request.duration),
    TotalRequestTime: request.duration,
  };
  if (backEnd) {
    Object.assign(values, {
      BackEndStatus: backEnd.status,
      ProxyAction: 'Proxy',
      TargetServer: fqdn(server),
      TargetServerVersion: `${longBuild(build).slice(0, -3)}000`,
      RoutingType: 'IntraForest',
      RoutingHint: proxy.routingHint ?? '',
      BackEndCookie: proxy.backEndCookie ?? '',
      ResponseBytes: request.responseBytes,
      CalculateTargetBackEndLatency: 1,
      ActivityContextLifeTime: request.duration,
      BackendReqInitLatency: 0,
      BackendReqStreamLatency: request.method === 'POST' ? 1 : 0,
      BackendProcessingLatency: inner,
      BackendRespInitLatency: 0,
      BackendRespStreamLatency: 0,
      ClientRespStreamLatency: 0,
      ProxyTime: inner,
      CoreLatency: Math.min(2, request.duration),
      RoutingLatency: 1,
      RoutingStatus: 'CafeV1',
    });
  }
  return csvRow(HTTP_PROXY_FIELDS, values) + CRLF;
}

function genericInfo(request: WebRequest, proxy: ProxyRouting, server: ServerProfile): string {
  const end = endOf(request);
  const items = [`BeginRequest=${iso(request.time)}`, 'CorrelationID=<empty>'];
  if (proxy.backEnd) {
    items.push(
      'ProxyState-Run=None',
      `FEAuth=BEVersion-${packedVersion(buildAt(server, request.time))}`,
      'ProxyState-Complete=ProxyResponseData',
    );
  }
  items.push('SharedCacheGuard=0');
  if (proxy.info) items.push(proxy.info);
  items.push(`EndRequest=${iso(end)};`);
  return items.join(';');
}
