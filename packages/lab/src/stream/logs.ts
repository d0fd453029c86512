import { BACKGROUND, type BackgroundName, Day } from '../background/index.js';
import { kapePath, type LabEntry } from '../evidence/entry.js';
import { HTTP_PROXY_STYLE } from '../evidence/log-files.js';
import { hash32, Random } from '../random/index.js';
import { buildAt, longBuild, type ServerProfile, townhall } from '../server/index.js';
import { endOf, type WebRequest } from '../traffic/index.js';
import {
  at,
  compactDate,
  DAY,
  exchangeLogHeader,
  frontEndLine,
  httpProxyRow,
  startOfDay,
  w3cHeader,
} from '../write/index.js';
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
/** The template writes latin1: these three characters are the bytes of the UTF-8 byte order mark. */
const BOM = '\u00ef\u00bb\u00bf';
const DEFAULT_FROM = '2021-03-01T00:00:00Z';

/** An IIS front-end log of any size, for benchmarks: ordinary traffic and scanners, no intrusion. Chunks of a few MB. */
export function iisLog(seed: string, bytes: number, options: StreamOptions = {}): Generator<Uint8Array> {
  const { server, requests } = workday(seed);
  const lines = requests.map((request) => frontEndLine(request, server.ip));
  const start = at(options.from ?? DEFAULT_FROM);
  const template = new LogTemplate(lines, { separator: ' ', idMarker: 'cafeReqId=' });
  return template.stream(w3cHeader(start), bytes, start, options.perSecond ?? 200, hash32(seed));
}

/** An HttpProxy log of any size (all protocols in one file), UTF-8 with BOM and both headers. */
export function httpProxyLog(seed: string, bytes: number, options: StreamOptions = {}): Generator<Uint8Array> {
  const { server, requests } = workday(seed);
  const lines = requests.flatMap((request) => (request.proxy ? [httpProxyRow(request, request.proxy, server)] : []));
  const start = at(options.from ?? DEFAULT_FROM);
  const header = exchangeLogHeader(HTTP_PROXY_STYLE, longBuild(buildAt(server, start)), start);
  const template = new LogTemplate(lines, { separator: 'T', idMarker: '' });
  return template.stream(BOM + header, bytes, start, options.perSecond ?? 200, hash32(seed));
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
  return { server, requests: requestsOf(server, `${seed}/stream`) };
}

/** A working day of a busy server, in order of completion: the page that a stream gives out again and again. */
function requestsOf(server: ServerProfile, seed: string): WebRequest[] {
  const random = Random.seeded(seed);
  const requests: WebRequest[] = [];
  for (const [index, name] of SOURCES.entries()) {
    const day = new Day(server, at('2021-03-10T00:00:00Z'), random.fork(name), index);
    for (const trace of BACKGROUND[name](day)) if (trace.kind === 'request') requests.push(trace);
  }
  return requests.sort((a, b) => endOf(a) - endOf(b));
}

/** Bytes of one log of one day at most: a very busy server. */
const DAY_BYTES = 400e6;

/**
 * The web logs of ordinary days right before `before` (ms, UTC), about `bytes` in all: as many days as it takes. What a
 * disk could not hold is made while it is read. The front end's log names the build of the time.
 */
export function* ordinaryDays(server: ServerProfile, seed: string, before: number, bytes: number): Generator<LabEntry> {
  // Nothing had been updated yet.
  const busy = {
    ...server,
    builds: server.builds.slice(0, 1),
    requestsPerWorkday: 11_000,
    probeMinutes: 5,
    outages: [],
  };
  const requests = requestsOf(busy, `${seed}/days`);
  const logs = [
    {
      template: new LogTemplate(
        requests.map((request) => frontEndLine(request, server.ip)),
        { separator: ' ', idMarker: 'cafeReqId=' },
      ),
      header: (start: number) => w3cHeader(start),
      path: (start: number) => `C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex${compactDate(start).slice(2)}.log`,
    },
    ...(['Owa', 'Ecp', 'Mapi', 'Eas', 'Ews', 'Autodiscover'] as const).map((protocol) => ({
      template: new LogTemplate(
        requests.flatMap((request) =>
          request.proxy?.protocol === protocol ? [httpProxyRow(request, request.proxy, busy)] : [],
        ),
        { separator: 'T', idMarker: '' },
      ),
      header: (start: number) => BOM + exchangeLogHeader(HTTP_PROXY_STYLE, longBuild(buildAt(server, start)), start),
      path: (start: number) =>
        `${server.installPath}Logging\\HttpProxy\\${protocol}\\HttpProxy_${compactDate(start)}00-1.LOG`,
    })),
  ].filter(({ template }) => template.bytes > 0);
  const page = logs.reduce((sum, { template }) => sum + template.bytes, 0);
  const days = Math.max(1, Math.ceil(bytes / (logs.length * DAY_BYTES)));
  for (let day = days; day >= 1; day--) {
    const start = startOfDay(before) - day * DAY;
    for (const { template, header, path } of logs) {
      const head = header(start);
      const limit = Math.floor((bytes / days) * (template.bytes / page));
      const { bytes: size, lines } = template.size(head.length, limit);
      if (lines === 0) continue;
      const name = path(start);
      const content = (): Iterable<Uint8Array> =>
        template.stream(head, limit, start, lines / (DAY / 1000), hash32(`${seed}/${name}`));
      yield { path: kapePath(name), modified: start + DAY - 1000, chunks: [], stream: { size, content } };
    }
  }
}
