/** What was looked at, for which time, with which holes, and how to get what is missing. */
import { ARTIFACTS } from '@allclear/evidence';
import { type Coverage, instant, type NotExamined, type Problem, type SourceCoverage } from '@allclear/model';
import type { LogStatistics } from '@allclear/parsers';
import type { ArtifactEvidence, HostEvidence } from '../correlate/host-evidence.js';
import { gapsOf } from './gaps.js';
import { count, day, list } from './phrases.js';

const HOUR = 3_600_000;
/** Sources that matter so much that their absence is always told. */
const ALWAYS_TOLD = [
  'iis-log',
  'exchange-httpproxy',
  'event-log-json',
  'evtx',
  'web-file',
  'exchange-ecp-server',
  'exchange-ews',
  'exchange-cmdlet',
  'oab-generator',
  'exchange-binary',
  'application-host-config',
  'scheduled-task',
  'compiled-page',
  'registry-hive',
  'mft',
];

export function coverageOf(host: HostEvidence): Coverage {
  const sources: SourceCoverage[] = [];
  for (const artifact of [...ARTIFACTS].sort((a, b) => rank(a.id) - rank(b.id))) {
    const evidence = host.artifacts.get(artifact.id);
    if (!evidence && !ALWAYS_TOLD.includes(artifact.id)) continue;
    // An exported event log stands in for the binary one; where there is neither, the binary one is asked for.
    if (!evidence && artifact.id === 'event-log-json') continue;
    if (!evidence && artifact.id === 'evtx' && host.artifacts.has('event-log-json')) continue;
    sources.push(sourceCoverage(artifact, evidence, host));
  }
  return {
    sources,
    notExamined: notExamined(host),
    problems: condense([...uncounted(host), ...host.problems]),
    files: host.reports
      .filter((r) => r.artifact !== undefined && r.sha256 !== undefined)
      .map((r) => ({ file: r.path, artifact: r.artifact ?? '', size: r.bytes, sha256: r.sha256 ?? '' })),
  };
}

/** Sources that answer most come first. */
function rank(id: string): number {
  const index = ALWAYS_TOLD.indexOf(id);
  return index < 0 ? ALWAYS_TOLD.length : index;
}

type Artifact = (typeof ARTIFACTS)[number];

function sourceCoverage(
  artifact: Artifact,
  evidence: ArtifactEvidence | undefined,
  host: HostEvidence,
): SourceCoverage {
  const { id, title } = artifact;
  if (!evidence) {
    return {
      ...nothing(id, title),
      status: 'missing',
      notes: [`Not in the evidence: ${artifact.tells}`],
      collect: artifact.collect,
    };
  }
  const statistics = evidence.statistics;
  const base: SourceCoverage = {
    ...nothing(id, title),
    status: !artifact.supported ? 'not-supported' : evidence.partly > 0 ? 'partly' : 'examined',
    files: evidence.files,
    bytes: evidence.bytes,
    records: statistics?.records ?? 0,
    unreadable: statistics?.unreadable ?? 0,
  };
  if (!artifact.supported) base.notes.push('This kind of file is not read by this version; keep it for a later one.');
  if (statistics?.first !== undefined && statistics.last !== undefined) {
    base.period = { from: instant(statistics.first), to: instant(statistics.last) };
    base.gaps = gapsOf(id, host);
  }
  const late = startsLate(statistics, id, host);
  if (late !== undefined) base.notes.push(late, 'What was before has rotated away or was not collected.');
  if (id === 'event-log-json' || id === 'evtx')
    base.notes.push(`Holds records of ${[...host.eventSources].join(', ') || 'no log that is known'}.`);
  if (id === 'registry-hive') base.notes.push(...hiveNotes(host));
  if (evidence.stray > 0)
    base.notes.push(`${count(evidence.stray, 'row')} with times far from all others left out of the period.`);
  if (base.gaps.length > 0) base.notes.push(`${count(base.gaps.length, 'gap')} inside the period.`);
  if (base.status !== 'examined' || base.gaps.length > 0) base.collect = artifact.collect;
  return base;
}

/** Parts of the registry that tell most about ways back in. */
const HIVES: readonly (readonly [hive: string, name: string])[] = [
  ['system', 'SYSTEM'],
  ['software', 'SOFTWARE'],
  ['sam', 'SAM'],
  ['user', 'NTUSER.DAT of a user'],
];

function hiveNotes(host: HostEvidence): string[] {
  const found = host.state.filter((fact) => fact['@category'] === 'host' && fact.kind === 'hive');
  const names = [...new Set(found.map((fact) => fact.name ?? ''))].filter((name) => name !== '').sort();
  const missing = HIVES.filter(([hive]) => !found.some((fact) => fact.hive === hive)).map(([, name]) => name);
  return [
    `Holds ${list(names, 6) || 'no part of the registry that is known'}.`,
    ...(missing.length > 0 ? [`Not in the evidence: ${missing.join(', ')}.`] : []),
  ];
}

/** Logs that begin days after the web server's own have rotated away, or were not collected whole. */
function startsLate(statistics: LogStatistics | undefined, artifact: string, host: HostEvidence): string | undefined {
  const web = host.artifacts.get('iis-log')?.statistics?.first;
  if (artifact === 'iis-log' || web === undefined || statistics?.first === undefined) return undefined;
  if (!artifact.startsWith('exchange-httpproxy') || statistics.first - web < 2 * 24 * HOUR) return undefined;
  return `starts after the web server logs, which begin ${day(instant(web))}`;
}

function nothing(artifact: string, title: string): SourceCoverage {
  return { artifact, title, status: 'missing', files: 0, bytes: 0, records: 0, unreadable: 0, gaps: [], notes: [] };
}

function notExamined(host: HostEvidence): NotExamined[] {
  const seen = new Set<string>();
  const result: NotExamined[] = [];
  for (const report of host.reports) {
    if (report.status !== 'failed' && !(report.status === 'partly' && report.bytes === 0)) continue;
    const problem = report.problems[0];
    if (seen.has(report.path)) continue;
    seen.add(report.path);
    result.push({
      file: report.path,
      code: problem?.code ?? 'ALC-E009',
      reason: problem?.detail ?? 'could not be read',
    });
  }
  return result;
}

/** Floods that were cut off: what of a rule's matches stands in no finding. */
function uncounted(host: HostEvidence): Problem[] {
  return Object.entries(host.uncounted)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, matches]) => ({
      code: 'ALC-R002',
      count: matches,
      detail: `rule ${rule}: ${count(matches, 'match', 'matches')} beyond the limits of a file stand in no finding`,
    }));
}

/** The same problem of many files stays one line for each file, at most 2,000 in all. */
function condense(problems: readonly Problem[]): Problem[] {
  return problems.slice(0, 2_000);
}

/** The time that a source covers, `2021-02-20 to 2021-03-15`. */
export function span(source: SourceCoverage): string {
  return source.period ? `${day(source.period.from)} to ${day(source.period.to)}` : 'no times';
}
