import { BACKGROUND, type BackgroundName, Day } from '../background/index.js';
import { HTTP_PROXY_STYLE } from '../evidence/log-files.js';
import { hash32, Random } from '../random/index.js';
import { buildAt, longBuild, type ServerProfile, townhall } from '../server/index.js';
import { endOf, type WebRequest } from '../traffic/index.js';
import { at, exchangeLogHeader, frontEndLine, httpProxyRow, w3cHeader } from '../write/index.js';
import { LogTemplate } from './template.js';

/** How a long stream looks. */
export interface StreamOptions {
  /** ISO, UTC; default 2021-03-01. */
  readonly from?: string;
  /** Lines a second of log time; default 200: a busy server. */
  readonly perSecond?: number;
}

const SOURCES: readonly BackgroundName[] = [
  'people',
  'healthProbes',
  'loadBalancer',
  'agents',
  'crawlers',
  'scanners',
  'shellSweeps',
  'sprayers',
];
const DEFAULT_FROM = '2021-03-01T00:00:00Z';

/** An IIS front-end log of any size, for benchmarks: ordinary traffic and scanners, no intrusion. Chunks of a few MB. */
export function iisLog(seed: string, bytes: number, options: StreamOptions = {}): Generator<Uint8Array> {
  const { server, requests } = workday(seed);
  const lines = requests.map((request) => frontEndLine(request, server.ip));
  const start = at(options.from ?? DEFAULT_FROM);
  const template = new LogTemplate(w3cHeader(start), lines, { separator: ' ', idMarker: 'cafeReqId=' });
  return template.stream(bytes, start, options.perSecond ?? 200, hash32(seed));
}

/** An HttpProxy log of any size (all protocols in one file), UTF-8 with BOM and both headers. */
export function httpProxyLog(seed: string, bytes: number, options: StreamOptions = {}): Generator<Uint8Array> {
  const { server, requests } = workday(seed);
  const lines = requests.flatMap((request) => (request.proxy ? [httpProxyRow(request, request.proxy, server)] : []));
  const start = at(options.from ?? DEFAULT_FROM);
  const header = exchangeLogHeader(HTTP_PROXY_STYLE, longBuild(buildAt(server, start)), start);
  // The template writes latin1: these three characters are the bytes of the UTF-8 byte order mark.
  const template = new LogTemplate(`\u00ef\u00bb\u00bf${header}`, lines, { separator: 'T', idMarker: '' });
  return template.stream(bytes, start, options.perSecond ?? 200, hash32(seed));
}

function workday(seed: string): { server: ServerProfile; requests: WebRequest[] } {
  const server = townhall({
    seed,
    patchedAt: '2021-04-20T03:00:00Z',
    outageMinutes: 30,
    requestsPerWorkday: 11_000,
    probeMinutes: 5,
    rollHours: 1,
  });
  const random = Random.seeded(`${seed}/stream`);
  const requests: WebRequest[] = [];
  for (const [index, name] of SOURCES.entries()) {
    const day = new Day(server, at('2021-03-10T00:00:00Z'), random.fork(name), index);
    for (const trace of BACKGROUND[name](day)) if (trace.kind === 'request') requests.push(trace);
  }
  requests.sort((a, b) => endOf(a) - endOf(b));
  return { server, requests };
}
