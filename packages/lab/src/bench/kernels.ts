/**
 * Speed of the inner loops alone, on data made here (no files, no threads): what a byte costs before anything
 * is done with it. Rates are per processor second, so that a busy machine does not show.
 */
import { createHash } from 'node:crypto';
import { createPrefilter } from '@allclear/detection';
import { countLines, createLogParser, type LogTable, StatisticsCollector } from '@allclear/parsers';

export interface KernelResult {
  readonly name: string;
  /** Bytes in one pass over the data. */
  readonly bytes: number;
  /** Bytes per second of processor time, best of all rounds. */
  readonly bytesPerSecond: number;
  /** What the pass found (lines, rows), the same in every round: shows that the work was done. */
  readonly result: number;
}

const CHUNK = 512 * 1024;
const DATA = 24 * 1024 * 1024;
const ROUNDS = 7;

/** Numbers that look random and are the same every time (xorshift32). */
function numbers(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

const PATHS = [
  '/EWS/Exchange.asmx',
  '/owa/service.svc',
  '/Microsoft-Server-ActiveSync/default.eas',
  '/mapi/emsmdb/',
  '/autodiscover/autodiscover.xml',
  '/owa/auth/logon.aspx',
  '/rpc/rpcproxy.dll',
  '/owa/prem/15.1.2106.2/scripts/boot.worldwide.0.mouse.js',
  '/ecp/default.aspx',
  '/ecp/DDI/DDIService.svc/GetList',
];
const AGENTS = [
  'Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/88.0.4324.190+Safari/537.36',
  'Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.4266;+Pro)',
  'Apple-iPhone12C1/1802.77',
];
const IIS_FIELDS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken';
const PROXY_FIELDS =
  'DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,ServerLocatorHost,ServerLocatorLatency,RequestBytes,ResponseBytes,TargetOutstandingRequests,AuthModulePerfContext,HttpPipelineLatency,CalculateTargetBackEndLatency,GlsLatencyBreakup,TotalGlsLatency,AccountForestLatencyBreakup,TotalAccountForestLatency,ResourceForestLatencyBreakup,TotalResourceForestLatency,ADLatency,SharedCacheLatencyBreakup,TotalSharedCacheLatency,ActivityContextLifeTime,ModuleToHandlerSwitchingLatency,ClientReqStreamLatency,BackendReqInitLatency,BackendReqStreamLatency,BackendProcessingLatency,BackendRespInitLatency,BackendRespStreamLatency,ClientRespStreamLatency,KerberosAuthHeaderLatency,HandlerCompletionLatency,RequestHandlerLatency,HandlerToModuleSwitchingLatency,ProxyTime,CoreLatency,RoutingLatency,HttpProxyOverhead,TotalRequestTime,RouteRefresherLatency,UrlQuery,BackEndGenericInfo,GenericInfo,GenericErrors,EdgeTraceId,DatabaseGuid,UserADObjectGuid,PartitionEndpointLookupLatency,RoutingStatus';

function guid(next: (below: number) => number): string {
  const part = (digits: number): string =>
    next(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${part(7)}a-${part(4)}-4${part(3)}-9${part(3)}-${part(6)}${part(6)}`;
}

function iisLines(i: number, next: (below: number) => number): string {
  const time = new Date(Date.UTC(2021, 2, 1) + i * 40).toISOString();
  const path = PATHS[next(PATHS.length)];
  const agent = AGENTS[next(AGENTS.length)];
  const query = `&CorrelationID=<empty>;&cafeReqId=${guid(next)};&encoding=;`;
  return `${time.slice(0, 10)} ${time.slice(11, 19)} 192.0.2.10 ${next(4) === 0 ? 'GET' : 'POST'} ${path} ${query} 443 EXAMPLE\\user${next(3000)} 198.51.${next(4)}.${next(250)} ${agent} - ${next(50) === 0 ? 401 : 200} 0 0 ${next(400)}\r\n`;
}

function proxyRow(i: number, next: (below: number) => number): string {
  const time = new Date(Date.UTC(2021, 2, 1) + i * 90).toISOString();
  const path = PATHS[next(PATHS.length)];
  const agent = AGENTS[next(AGENTS.length)]?.replaceAll('+', ' ').replaceAll(',', ' ');
  const head = `${time},${guid(next)},15,1,2106,2,{${guid(next)}},Ews,mail.example.com,${path},,Negotiate,true,EXAMPLE\\user${next(3000)},example.com,Sid~S-1-5-21-1111111111-2222222222-3333333333-${next(9000)},${agent},198.51.${next(4)}.${next(250)},EX01,200,200,,POST,Proxy,ex01.example.com,15.01.2106.000,IntraForest,WindowsIdentity-ServerCookie,Database~${guid(next)}~~${time},,`;
  const numbersOf = (count: number): string => Array.from({ length: count }, () => next(200)).join(',');
  const info = `"BeginRequest=${time};CorrelationID=<empty>;ProxyState-Run=None;DownLevelTargetHash=1/0/1;ClientAccessServer=EX01.example.com;ResolveCasLatency=0;FEAuth=BEVersion-1941996624;NewConnection=fe80::1%3,0;BeginGetResponse=${time};OnResponseReady=${time};EndGetResponse=${time};ProxyState-Complete=ProxyResponseData;EndRequest=${time};I32:ADS.C[DC01]=${next(9)};F:ADS.AL[DC01]=1.2;"`;
  return `${head}${numbersOf(35)},,,${info},,,${guid(next)},,,\r\n`;
}

/** About DATA bytes of whole lines, in chunks of whole lines. */
function chunksOf(line: (i: number, next: (below: number) => number) => string): Uint8Array[] {
  const next = numbers(20_210_302);
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  let text: string[] = [];
  let size = 0;
  for (let i = 0; chunks.length * CHUNK < DATA; i++) {
    const one = line(i, next);
    text.push(one);
    size += one.length;
    if (size < CHUNK - 2048) continue;
    chunks.push(encoder.encode(text.join('')));
    text = [];
    size = 0;
  }
  return chunks;
}

/** Sixty literals of the kind that detections for Exchange need; none is a signature by itself. */
function literals(): string[] {
  const stems = [
    '/ecp/y.js',
    'OabVirtualDirectory',
    '/aspnet_client/',
    'autodiscover.json',
    'X-BEResource',
    'Server\x49nfo~',
    '/owa/auth/x',
    'whoami',
    'MailboxExport',
    'powershell?x-rps',
    'ruby/net',
    'SecurityToken=',
  ];
  return Array.from({ length: 60 }, (_, i) => `${stems[i % stems.length]}${i < stems.length ? '' : i}`);
}

function tableOf(artifact: 'iis-log' | 'exchange-csv', header: string): LogTable {
  const parser = createLogParser(artifact);
  const bytes = new TextEncoder().encode(header);
  parser.header(bytes, 0, bytes.length);
  if (parser.table === undefined) throw new Error(`no table in ${header.slice(0, 40)}`);
  return parser.table;
}

function collect(table: LogTable): (chunks: readonly Uint8Array[]) => number {
  return (chunks) => {
    const collector = new StatisticsCollector();
    collector.setTable(table);
    for (const chunk of chunks) collector.consume(chunk, 0, chunk.length);
    return collector.finish().records;
  };
}

/** One result a kernel. Rounds are interleaved, so that a slow moment meets all of them. */
export async function benchKernels(): Promise<KernelResult[]> {
  const iis = chunksOf(iisLines);
  const proxy = chunksOf(proxyRow);
  const prefilter = (encodedLetters: boolean, sample: readonly Uint8Array[]) => {
    const filter = createPrefilter({ literals: literals(), encodedLetters }, sample[0]);
    return (chunks: readonly Uint8Array[]): number => {
      let hits = 0;
      for (const chunk of chunks) filter.scan(chunk, chunk.length, () => hits++);
      return hits;
    };
  };
  const sha256 = (chunks: readonly Uint8Array[]): number => {
    const hash = createHash('sha256');
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest().readUInt32LE();
  };
  const count = (chunks: readonly Uint8Array[]): number =>
    chunks.reduce((sum, chunk) => sum + countLines(chunk, 0, chunk.length), 0);
  const kernels: { name: string; chunks: Uint8Array[]; run: (chunks: readonly Uint8Array[]) => number }[] = [
    { name: 'sha256 (node:crypto), for comparison', chunks: iis, run: sha256 },
    { name: 'countLines, IIS', chunks: iis, run: count },
    { name: 'prefilter 60 literals, IIS', chunks: iis, run: prefilter(false, iis) },
    { name: 'prefilter 60 literals + encoded letters, IIS', chunks: iis, run: prefilter(true, iis) },
    { name: 'prefilter 60 literals + encoded letters, HttpProxy', chunks: proxy, run: prefilter(true, proxy) },
    { name: 'statistics, IIS', chunks: iis, run: collect(tableOf('iis-log', `#Fields: ${IIS_FIELDS}`)) },
    { name: 'statistics, HttpProxy', chunks: proxy, run: collect(tableOf('exchange-csv', PROXY_FIELDS)) },
  ];
  const best = kernels.map(() => Number.POSITIVE_INFINITY);
  const results = kernels.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, kernel] of kernels.entries()) {
      const before = process.cpuUsage();
      results[i] = kernel.run(kernel.chunks);
      const { user, system } = process.cpuUsage(before);
      best[i] = Math.min(best[i] ?? Number.POSITIVE_INFINITY, (user + system) / 1e6);
    }
  }
  return kernels.map(({ name, chunks }, i) => {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return { name, bytes, bytesPerSecond: Math.round(bytes / (best[i] ?? 1)), result: results[i] ?? 0 };
  });
}
