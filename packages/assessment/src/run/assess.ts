/** The whole run: evidence on disk -> one Assessment for each host found in it. */
import { availableParallelism, cpus } from 'node:os';
import {
  type Content,
  cacheFolder,
  loadBuildTable,
  loadContent,
  loadIndicators,
  loadKnownGood,
  loadWaves,
} from '@allclear/content';
import { IndicatorIndex } from '@allclear/detection';
import { listUnits } from '@allclear/evidence';
import { type Assessment, instant, type Problem } from '@allclear/model';
import { assessHost, type Knowledge } from '../assessment.js';
import { mergeHost } from '../correlate/host-evidence.js';
import type { FileReport } from '../scan/file-report.js';
import { Pool } from './pool.js';
import { logUnits } from './registry-logs.js';
import { compileContent, documentsForMatching } from './rules.js';
import { Schedule } from './schedule.js';

export interface Progress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly file: string;
  readonly files: number;
  /** Files with at least one match so far. */
  readonly sightings: number;
}

export interface RunOptions {
  readonly workers?: number;
  readonly contentDirectories?: readonly string[];
  readonly password?: string;
  /** False: parsed rules are neither kept nor taken from what was kept. */
  readonly cache?: boolean;
  readonly hostName?: string;
  readonly reproducible?: boolean;
  readonly command?: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly assessments: readonly Assessment[];
  readonly problems: readonly Problem[];
  /** Files that were opened, and those among them that are evidence which Allclear knows, with content. */
  readonly files: number;
  readonly recognised: number;
  readonly interrupted: boolean;
}

/** Threads that read evidence unless told otherwise: as many as the process may use cores. */
export function defaultWorkers(): number {
  return availableParallelism();
}

/** All knowledge that a run needs: the shipped one, and Sigma rules of further folders. Throws only if our own is missing. */
export async function loadKnowledge(directories: readonly string[] = [], cache?: string): Promise<Knowledge> {
  return knowledgeOf(await readContent(directories, cache));
}

function readContent(directories: readonly string[] = [], cache?: string): Promise<Content> {
  return loadContent({ directories, ...(cache === undefined ? {} : { cache }) });
}

function knowledgeOf(content: Content): Knowledge {
  return {
    content,
    compiled: compileContent(content.sigma),
    builds: loadBuildTable(),
    waves: loadWaves(),
    knownGood: loadKnownGood(),
    indicators: new IndicatorIndex([...loadIndicators(), ...content.addedIndicators]),
  };
}

/**
 * Reads evidence (folders, archives, logs) and gives an Assessment for each host in it. Never throws for bad evidence:
 * that stands in `problems` and in the coverage. The number of workers does not change the result.
 */
export async function assess(paths: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const started = Date.now();
  const workers = options.workers ?? defaultWorkers();
  const open = options.password === undefined ? {} : { password: options.password };
  const cache = options.cache === false ? undefined : cacheFolder(paths);
  const listed = await listUnits(paths, open);
  const schedule = new Schedule(listed.units, logUnits(listed.units), workers, true);
  const threads = Math.max(1, Math.min(workers, schedule.width));
  const pool = new Pool(threads);
  const content = await readContent(options.contentDirectories, cache).catch(async (error: unknown) => {
    await pool.close();
    throw error;
  });
  const reports: FileReport[] = [];
  let bytesDone = 0;
  let sightings = 0;
  let bytes = 0;
  const working = pool.run(
    schedule,
    { mode: 'assess', sigma: documentsForMatching(content.sigma), open, baselines: content.baselines },
    threads,
    {
      onProgress: (done, file) => {
        bytesDone += done;
        options.onProgress?.({ bytesDone, bytesTotal: listed.totalBytes, file, files: reports.length, sightings });
      },
      onReport: (report) => {
        reports.push(report);
        bytes += report.bytes;
        if (report.sightings.length > 0) sightings++;
      },
    },
    options.signal,
  );
  // What this thread needs of the rules it makes while the others read.
  const knowledge = knowledgeOf(content);
  const failures = await working;
  const problems: Problem[] = [
    ...listed.problems,
    ...knowledge.content.problems,
    ...knowledge.compiled.problems,
    ...failures.map(
      (f): Problem => ({
        code: 'ALC-E009',
        file: f.path,
        detail: `a fault of Allclear itself stopped the examination: ${f.message}`,
      }),
    ),
  ];
  const roots = groupByHost(reports);
  // Where no host is left, nothing else would say why its files could not be read.
  if (roots.size === 0) problems.push(...reports.flatMap((r) => r.problems));
  const assessments = [...roots].map(([root, own]) => {
    const assessment = assessHost(
      mergeHost(root, own),
      knowledge,
      roots.size === 1 ? options.hostName : undefined,
      problems,
    );
    if (options.reproducible) return assessment;
    return {
      ...assessment,
      run: {
        started: instant(started),
        seconds: (Date.now() - started) / 1000,
        workers,
        machine: `${process.platform} ${process.arch}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
        bytes,
        command: options.command ?? 'allclear assess',
      },
    };
  });
  return {
    assessments,
    problems,
    files: reports.length,
    recognised: reports.filter((r) => r.artifact !== undefined && r.status !== 'failed' && r.bytes > 0).length,
    interrupted: options.signal?.aborted ?? false,
  };
}

/**
 * Files by host. Roots without any evidence (a readme beside the hosts' folders) are no hosts; where a single host
 * is left, files outside every root belong to it.
 */
export function groupByHost(reports: readonly FileReport[]): Map<string, FileReport[]> {
  const groups = new Map<string, FileReport[]>();
  const hosts = new Set(reports.filter((r) => r.layout !== 'loose' && r.hostRoot !== '').map((r) => r.hostRoot));
  for (const report of reports) {
    const root = report.layout === 'loose' ? (rootAround(report.path, hosts) ?? report.hostRoot) : report.hostRoot;
    const known = groups.get(root);
    if (known) known.push(report);
    else groups.set(root, [report]);
  }
  const real = [...groups].filter(([, own]) =>
    own.some((r) => r.artifact !== undefined && r.artifact !== 'velociraptor-metadata'),
  );
  const rest = [...groups].filter(([root]) => !real.some(([r]) => r === root)).flatMap(([, own]) => own);
  const only = real.length === 1 ? real[0] : undefined;
  if (only) only[1].push(...rest);
  return new Map(real.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `EventLogs/…` beside the drive `C/…` of the same host: the innermost folder of a host that the path lies in. */
function rootAround(path: string, hosts: ReadonlySet<string>): string | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const folder = path.slice(0, end + 1);
    if (hosts.has(folder)) return folder;
  }
  return undefined;
}
