/**
 * One server's evidence, assessed. The traces of the wave are real lines, scanned by the real rules; of ordinary
 * traffic there are only its figures, for 45,000 servers' worth of it would be a year's reading.
 */
import { createHash } from 'node:crypto';
import {
  assessHost,
  type FileReport,
  type Knowledge,
  mergeHost,
  type StreamScanner,
  streamScanner,
} from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import { mergeStatistics } from '@allclear/parsers';
import { dayFiles } from '../evidence/day-files.js';
import { kapePath, type LabEntry } from '../evidence/index.js';
import { LongFiles } from '../evidence/long-files.js';
import { systemFiles } from '../evidence/system-files.js';
import type { World } from '../intrusion/index.js';
import { hash32 } from '../random/index.js';
import { fqdn, type ServerProfile, shortBuild } from '../server/index.js';
import { endOf, type Trace } from '../traffic/index.js';
import { compactDate, DAY, iso, startOfDay } from '../write/index.js';
import type { Actor } from './actors.js';
import type { EvidenceKept, ServerHistory } from './history.js';
import { ordinaryTraffic } from './ordinary.js';
import { playHistory, profileOf } from './play.js';
import { DISCLOSED } from './published.js';

/** Before the first known attack of the wave. */
const BEFORE_THE_WAVE = Date.UTC(2020, 11, 28);
/** Names and ids in the configuration of a healthy server; no rule looks at them. */
const ANYBODY = {
  host: 'mail',
  domain: 'organisation.example',
  netbios: 'ORGANISATION',
  oabGuid: '5a7d0c1e-4b1f-4c52-a9f3-0d3c1f6b7e21',
  oabVirtualDirectoryGuid: '0c2f7b9a-63d4-4e0b-b1a8-9e1f5d7c3a44',
} as const;
const KEPT_DAYS: Readonly<Partial<Record<EvidenceKept, number>>> = { month: 30, week: 7 };
const BYTES_A_ROW = 310;

export class WaveAssessor {
  readonly #scan: StreamScanner;
  /** Reports of the files of a healthy server, by build: they are the same on every one. */
  readonly #healthy = new Map<string, readonly FileReport[]>();

  constructor(
    private readonly seed: string,
    private readonly knowledge: Knowledge,
    private readonly actors: readonly Actor[],
  ) {
    this.#scan = streamScanner(knowledge);
  }

  /** The assessment of what was collected at a time (ms, UTC). Calls must not overlap. */
  async assess(history: ServerHistory, collected: number): Promise<Assessment> {
    const server = asOf(profileOf(history, this.seed), collected);
    const world = playHistory(history, server, this.actors, collected, this.seed);
    const since = logsSince(history.kept, collected);
    const reports = [...(await this.#healthyFiles(server))];
    for (const entry of entriesOf(server, world, since, history.kept)) {
      reports.push(await this.#scan(entry.path, entry.chunks, entry.modified));
    }
    const load = 0.2 + (hash32(history.host) % 100) / 50;
    if (since !== undefined) addOrdinary(reports, server, since, collected, load);
    const assessment = assessHost(mergeHost('', reports), this.knowledge, fqdn(server), []);
    return {
      ...assessment,
      run: {
        started: iso(collected),
        seconds: 1,
        workers: 1,
        machine: 'synthetic: the Allclear lab',
        bytes: reports.reduce((sum, { bytes }) => sum + bytes, 0),
        command: 'allclear lab wave',
      },
    };
  }

  async #healthyFiles(server: ServerProfile): Promise<readonly FileReport[]> {
    const build = server.builds.at(-1)?.build;
    const key = build === undefined ? '' : shortBuild(build);
    const known = this.#healthy.get(key);
    if (known !== undefined) return known;
    const reports: FileReport[] = [];
    // Not this server's own names and times: the order in which servers come must not show.
    const builds = server.builds.map((one, index) => (index === 0 ? one : { ...one, from: DISCLOSED }));
    const anybody = { ...server, ...ANYBODY, builds };
    for (const entry of systemFiles(anybody, BEFORE_THE_WAVE)) {
      reports.push(await this.#scan(entry.path, entry.chunks, entry.modified));
    }
    this.#healthy.set(key, reports);
    return reports;
  }
}

/** Updates that come later have not been installed yet. */
function asOf(server: ServerProfile, now: number): ServerProfile {
  return {
    ...server,
    builds: server.builds.filter(({ from }, index) => index === 0 || from < now),
    outages: server.outages.filter(({ to }) => to < now),
  };
}

/** ms, UTC; undefined: no log of IIS or Exchange is left. */
function logsSince(kept: EvidenceKept, collected: number): number | undefined {
  if (kept === 'files-only' || kept === 'logs-deleted') return undefined;
  const days = KEPT_DAYS[kept];
  return days === undefined ? BEFORE_THE_WAVE : Math.max(BEFORE_THE_WAVE, startOfDay(collected - days * DAY));
}

function* entriesOf(
  server: ServerProfile,
  world: World,
  since: number | undefined,
  kept: EvidenceKept,
): Generator<LabEntry> {
  const retention = { iis: since ?? 0, exchange: since ?? 0, events: since ?? 0 };
  if (since !== undefined) yield* byMonth(logFiles(server, world.traces, retention));
  if (kept !== 'files-only') {
    const long = new LongFiles(server, retention);
    long.addDay(world.traces);
    yield* long.entries();
  }
  for (const file of world.files.values()) {
    if (file.removed === undefined) yield { path: kapePath(file.path), modified: file.modified, chunks: [file.bytes] };
  }
}

function logFiles(
  server: ServerProfile,
  traces: readonly Trace[],
  retention: { readonly iis: number; readonly exchange: number },
): LabEntry[] {
  const days = new Map<number, Trace[]>();
  for (const trace of traces) {
    const day = startOfDay(trace.kind === 'request' ? endOf(trace) : trace.time);
    const known = days.get(day);
    if (known) known.push(trace);
    else days.set(day, [trace]);
  }
  return [...days].sort(([a], [b]) => a - b).flatMap(([, own]) => dayFiles(server, own, retention));
}

/** The web servers of the wave roll their logs monthly: a few files instead of hundreds. */
function byMonth(entries: readonly LabEntry[]): LabEntry[] {
  const files = new Map<string, LabEntry>();
  for (const entry of entries) {
    const path = entry.path.replace(/(\/u_ex\d{4})\d\d\.log$/, '$1.log');
    const known = files.get(path);
    files.set(path, known ? { ...entry, path, chunks: [...known.chunks, ...entry.chunks] } : { ...entry, path });
  }
  return [...files.values()];
}

/** Puts the figures of ordinary traffic under those of the wave's own lines. */
function addOrdinary(
  reports: FileReport[],
  server: ServerProfile,
  since: number,
  collected: number,
  load: number,
): void {
  let from = since;
  while (from < collected) {
    const start = new Date(from);
    const to = Math.min(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1), collected);
    const path = `C/inetpub/logs/LogFiles/W3SVC1/u_ex${compactDate(from).slice(2, 6)}.log`;
    addTo(reports, server, path, 'iis-log', 'iis', ordinaryTraffic(server, from, to, load, false));
    from = to;
  }
  // Each folder of the front end's log has a share; together they see what the web server sees.
  for (const [folder, share] of [
    ['Owa', 0.6],
    ['Ecp', 0.35],
  ] as const) {
    const path = kapePath(
      `${server.installPath}Logging\\HttpProxy\\${folder}\\HttpProxy_${compactDate(since)}00-1.LOG`,
    );
    addTo(
      reports,
      server,
      path,
      'exchange-httpproxy',
      'httpproxy',
      ordinaryTraffic(server, since, collected, load * share, true),
    );
  }
}

function addTo(
  reports: FileReport[],
  server: ServerProfile,
  path: string,
  artifact: string,
  service: string,
  ordinary: ReturnType<typeof ordinaryTraffic>,
): void {
  const index = reports.findIndex((report) => report.path === path);
  const own = reports[index];
  const bytes = ordinary.records * BYTES_A_ROW + (own?.bytes ?? 0);
  const sha256 = createHash('sha256')
    .update(`${fqdn(server)}/${path}/${own?.sha256 ?? ''}`)
    .digest('hex');
  const common = { bytes, sha256, statistics: own?.statistics ? mergeStatistics(own.statistics, ordinary) : ordinary };
  if (own !== undefined) {
    reports[index] = { ...own, ...common };
    return;
  }
  reports.push({
    path,
    hostRoot: '',
    layout: 'drive-folder',
    windowsPath: path.replace(/^([A-Z])\//, '$1:\\').replaceAll('/', '\\'),
    artifact,
    sha1: undefined,
    md5: undefined,
    modified: ordinary.last,
    status: 'examined',
    problems: [],
    service,
    eventSources: [],
    sightings: [],
    uncounted: {},
    builds: [],
    hosts: [],
    state: [],
    ...common,
  });
}
