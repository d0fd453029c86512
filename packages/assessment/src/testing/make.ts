/** Small pieces of evidence and findings for tests: everything that a test does not care about has a plain value. */
import type { Finding, PatchState } from '@allclear/model';
import type { HostEvidence } from '../correlate/host-evidence.js';
import { mergeHost } from '../correlate/host-evidence.js';
import type { FileReport, SightedRecord, Sighting } from '../scan/file-report.js';

let made = 0;

/** Each has an id of its own unless the test gives one. */
export function makeFinding(over: Partial<Finding> & { checks?: string[]; title?: string } = {}): Finding {
  const { checks, title, ...rest } = over;
  made++;
  return {
    id: `F-${made.toString(16).padStart(12, '0')}`,
    rule: { id: `rule-${made}`, title: title ?? 'A rule', author: 'test', references: [], checks: checks ?? [] },
    severity: 'high',
    confidence: 'high',
    outcome: 'success-likely',
    phase: 'exploitation',
    techniques: [],
    vulnerabilities: [],
    count: 1,
    entities: [],
    quotes: [],
    present: false,
    what: 'what',
    why: 'why',
    next: 'next',
    falsePositives: [],
    ...rest,
  };
}

export function makeReport(path: string, over: Partial<FileReport> = {}): FileReport {
  return {
    path,
    hostRoot: '',
    layout: 'drive-folder',
    windowsPath: path.replace(/^([A-Z])\//, '$1:\\').replaceAll('/', '\\'),
    artifact: 'iis-log',
    bytes: 100,
    sha256: 'ab'.repeat(32),
    sha1: undefined,
    md5: undefined,
    modified: undefined,
    status: 'examined',
    problems: [],
    statistics: undefined,
    service: undefined,
    eventSources: [],
    sightings: [],
    uncounted: {},
    builds: [],
    hosts: [],
    state: [],
    ...over,
  };
}

export function makeHost(...reports: FileReport[]): HostEvidence {
  return mergeHost('', reports);
}

/** A record at a place; `time` as ISO text. */
export function makeRecord(
  file: string,
  line: number,
  time?: string,
  fields: Record<string, string> = {},
): SightedRecord {
  return { time: time === undefined ? undefined : Date.parse(time), place: { file, line, offset: 100 * line }, fields };
}

export function makeSighting(
  ruleId: string,
  records: readonly SightedRecord[],
  over: Partial<Sighting> = {},
): Sighting {
  const times = records.map((r) => r.time).filter((t) => t !== undefined);
  return {
    ruleId,
    groupKey: '',
    entities: [],
    count: records.length,
    first: times.length === 0 ? undefined : Math.min(...times),
    last: times.length === 0 ? undefined : Math.max(...times),
    records: [...records],
    sums: {},
    ...over,
  };
}

export function makePatch(over: Partial<PatchState> = {}): PatchState {
  return {
    history: [],
    march2021: { status: 'unknown', note: 'The build is not known.' },
    vulnerabilities: [],
    notes: [],
    ...over,
  };
}
