/** Everything the files of one host said, merged: the input of every later step. */

import type { BuildSighting, Problem } from '@allclear/model';
import { type LogStatistics, mergeStatistics } from '@allclear/parsers';
import type { FileReport, HostClue, Sighting, StateFact } from '../scan/file-report.js';
import { withoutStrayTimes } from './stray-times.js';

export interface ArtifactEvidence {
  readonly artifact: string;
  files: number;
  partly: number;
  bytes: number;
  statistics: LogStatistics | undefined;
  /** Rows whose times stand far apart from all others; they do not stretch the period. */
  stray: number;
}

export interface HostEvidence {
  readonly root: string;
  readonly layout: string;
  readonly reports: readonly FileReport[];
  readonly artifacts: ReadonlyMap<string, ArtifactEvidence>;
  /** IIS logs by the folder they lie in (`W3SVC1`). */
  readonly sites: ReadonlyMap<string, LogStatistics>;
  /** Sightings of all files, equal rule and group merged; in the order of files. */
  readonly sightings: Sighting[];
  readonly builds: readonly BuildSighting[];
  readonly clues: readonly HostClue[];
  readonly state: readonly StateFact[];
  /** Event logs (`security`) and categories (`process_creation`) of which there are records. */
  readonly eventSources: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  /** Paths of files whose checksum in the archive does not fit their content. */
  readonly damaged: ReadonlySet<string>;
  readonly uncounted: Readonly<Record<string, number>>;
}

/** Reports of one host; the result does not depend on their order. */
export function mergeHost(root: string, unordered: readonly FileReport[]): HostEvidence {
  const reports = [...unordered].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const artifacts = new Map<string, ArtifactEvidence>();
  const uncounted: Record<string, number> = {};
  for (const report of reports) {
    if (report.artifact === undefined || report.status === 'failed') continue;
    let entry = artifacts.get(report.artifact);
    if (!entry) {
      entry = { artifact: report.artifact, files: 0, partly: 0, bytes: 0, statistics: undefined, stray: 0 };
      artifacts.set(report.artifact, entry);
    }
    entry.files++;
    if (report.status === 'partly') entry.partly++;
    entry.bytes += report.bytes;
    if (report.statistics) {
      entry.statistics = entry.statistics ? mergeStatistics(entry.statistics, report.statistics) : report.statistics;
    }
    for (const [rule, count] of Object.entries(report.uncounted)) uncounted[rule] = (uncounted[rule] ?? 0) + count;
  }
  for (const entry of artifacts.values()) {
    if (entry.statistics) Object.assign(entry, withoutStrayTimes(entry.statistics));
  }
  return {
    root,
    layout: mostFrequent(reports.map((r) => r.layout)) ?? 'unknown',
    reports,
    artifacts,
    sites: mergeSites(reports),
    sightings: mergeSightings(reports.flatMap((r) => r.sightings)),
    builds: reports.flatMap((r) => r.builds),
    clues: reports.flatMap((r) => r.hosts),
    state: reports.flatMap((r) => r.state),
    eventSources: new Set(reports.flatMap((r) => r.eventSources)),
    problems: reports.flatMap((r) => r.problems),
    damaged: new Set(reports.filter((r) => r.problems.some((p) => p.code === 'ALC-E008')).map((r) => r.path)),
    uncounted,
  };
}

function mergeSites(reports: readonly FileReport[]): Map<string, LogStatistics> {
  const sites = new Map<string, LogStatistics>();
  for (const { artifact, path, statistics } of reports) {
    if (artifact !== 'iis-log' || !statistics) continue;
    const site = path.split('/').at(-2) ?? '';
    const known = sites.get(site);
    sites.set(site, known ? mergeStatistics(known, statistics) : statistics);
  }
  return sites;
}

/** Records kept of a merged sighting: enough for quotes and for correlations over time. */
const RECORDS_KEPT = 400;

export function mergeSightings(sightings: readonly Sighting[]): Sighting[] {
  const merged = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const key = `${sighting.ruleId}\u001e${sighting.groupKey}`;
    const known = merged.get(key);
    if (!known) {
      merged.set(key, { ...sighting, records: [...sighting.records], sums: { ...sighting.sums } });
      continue;
    }
    known.count += sighting.count;
    known.first = least(known.first, sighting.first);
    known.last = greatest(known.last, sighting.last);
    known.records.push(...sighting.records);
    for (const [field, sum] of Object.entries(sighting.sums)) known.sums[field] = (known.sums[field] ?? 0) + sum;
  }
  for (const sighting of merged.values()) {
    sighting.records.sort(byTime);
    if (sighting.records.length > RECORDS_KEPT)
      sighting.records.splice(RECORDS_KEPT - 1, sighting.records.length - RECORDS_KEPT);
  }
  return [...merged.values()];
}

export function byTime(a: Sighting['records'][number], b: Sighting['records'][number]): number {
  const time = (a.time ?? Number.POSITIVE_INFINITY) - (b.time ?? Number.POSITIVE_INFINITY);
  if (time !== 0 && !Number.isNaN(time)) return time;
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return (a.place.offset ?? a.place.line ?? 0) - (b.place.offset ?? b.place.line ?? 0);
}

export function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
export function greatest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]?.[0];
}
