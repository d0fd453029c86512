import { buildAt, longBuild, type ServerProfile } from '../server/index.js';
import { endOf, type Trace, type WebRequest } from '../traffic/index.js';
import {
  backEndLine,
  compactDate,
  compactHour,
  concat,
  exchangeLogHeader,
  frontEndLine,
  httpProxyRow,
  UTF8_BOM,
  utf8,
  w3cHeader,
} from '../write/index.js';
import type { LabEntry } from './entry.js';
import { kapePath } from './entry.js';
import { fileStart, HTTP_PROXY_STYLE, oabGeneratorLine, ROW_LOGS, rowHeader, rowLine } from './log-files.js';

/** Since when a kind of log is still there when the evidence is collected; older files have rotated away. ms, UTC. */
export interface Retention {
  readonly iis: number;
  readonly exchange: number;
  /** Exported Windows event logs; absent: all. */
  readonly events?: number;
  /** What somebody deleted. */
  readonly removed?: readonly LogRemoval[];
}

/** Records that are gone from some logs: all of a time (hours, files), or those of one client (lines). ms, UTC. */
export interface LogRemoval {
  readonly logs: readonly RemovableLog[];
  readonly from: number;
  /** Excluded. */
  readonly to: number;
  readonly client?: string;
}

/** `exchange`: every Exchange text log but HttpProxy; `event:` and the name of a channel. */
export type RemovableLog = 'iis' | 'httpproxy' | 'exchange' | `event:${string}`;

export function isRemoved(retention: Retention, log: RemovableLog, time: number, client?: string): boolean {
  return (retention.removed ?? []).some(
    (removal) =>
      removal.logs.includes(log) &&
      time >= removal.from &&
      time < removal.to &&
      (removal.client === undefined || removal.client === client),
  );
}

interface OpenFile {
  readonly lines: string[];
  readonly bom: boolean;
  last: number;
}

/** Turns the traces of one day into the log files that one day gives. Event logs and HTTPERR span days and are not here. */
export function dayFiles(server: ServerProfile, traces: readonly Trace[], retention: Retention): LabEntry[] {
  const files = new Map<string, OpenFile>();
  const append = (path: string, time: number, header: () => string, line: string, bom = false): void => {
    let file = files.get(path);
    if (!file) {
      file = { lines: [header()], bom, last: time };
      files.set(path, file);
    }
    // IIS writes its header block again when it starts again.
    const { last } = file;
    if (path.includes('W3SVC') && server.outages.some((outage) => last < outage.to && outage.to <= time))
      file.lines.push(header());
    file.lines.push(line);
    file.last = time;
  };
  // One pass in order of completion: every file is then in order of time by itself.
  const ordered = traces
    .map((trace) => ({ trace, time: trace.kind === 'request' ? endOf(trace) : trace.time }))
    .sort((a, b) => a.time - b.time);
  for (const { trace, time } of ordered) {
    if (trace.kind === 'request') appendRequest(server, trace, time, retention, append);
    else if (trace.kind === 'row' && time >= retention.exchange && !isRemoved(retention, 'exchange', time)) {
      if (trace.log === 'oab-generator') {
        const path = `${server.installPath}Logging\\OABGeneratorLog\\OABGenerator${compactDate(time)}-1.log`;
        append(path, time, () => '', oabGeneratorLine(time, String(trace.values.line ?? '')));
      } else {
        const rule = ROW_LOGS[trace.log];
        const { start, number } = fileStart(server, time, rule.hourly ? server.rollHours : 24);
        append(
          server.installPath + rule.folder + rule.name(start, number),
          time,
          () => rowHeader(rule, server, time),
          rowLine(rule, server, time, trace.values),
        );
      }
    }
  }
  return [...files].map(([path, file]) => ({
    path: kapePath(path),
    modified: file.last,
    chunks: [concat([file.bom ? UTF8_BOM : new Uint8Array(0), utf8(file.lines.join(''))])],
  }));
}

type Append = (path: string, time: number, header: () => string, line: string, bom?: boolean) => void;

function appendRequest(
  server: ServerProfile,
  request: WebRequest,
  time: number,
  retention: Retention,
  append: Append,
): void {
  const { reverseProxy } = server;
  const hidden = reverseProxy !== undefined && isOutside(request.clientIp);
  const forwarded = reverseProxy === 'forwarded-for' ? (hidden ? request.clientIp : '-') : undefined;
  const seen = hidden ? { ...request, clientIp: server.loadBalancerIp } : request;
  const iisName = `u_ex${compactDate(time).slice(2)}.log`;
  if (time >= retention.iis && !isRemoved(retention, 'iis', time, request.clientIp)) {
    append(
      `C:\\inetpub\\logs\\LogFiles\\W3SVC1\\${iisName}`,
      time,
      () => w3cHeader(time, forwarded !== undefined),
      frontEndLine(seen, server.ip, forwarded),
    );
    const inner = backEndLine(request, server.linkLocal);
    if (inner) append(`C:\\inetpub\\logs\\LogFiles\\W3SVC2\\${iisName}`, time, () => w3cHeader(time), inner);
  }
  if (request.proxy && time >= retention.exchange && !isRemoved(retention, 'httpproxy', time, request.clientIp)) {
    const { start, number } = fileStart(server, time, server.rollHours);
    const path = `${server.installPath}Logging\\HttpProxy\\${request.proxy.protocol}\\HttpProxy_${compactHour(start)}-${number}.LOG`;
    append(
      path,
      time,
      () => exchangeLogHeader(HTTP_PROXY_STYLE, longBuild(buildAt(server, time)), time),
      httpProxyRow(reverseProxy === 'same-address' ? seen : request, request.proxy, server),
      true,
    );
  }
}

/** Not of the server itself nor of its own network: what a proxy in front stands for. */
function isOutside(address: string): boolean {
  return !/^(?:10\.|127\.|192\.168\.|fe80:|::1)/.test(address);
}
