/** What a worker sends home about one file of evidence: plain data only. */

import type { BuildSighting, Entity, Place, Problem } from '@allclear/model';
import type { LogStatistics } from '@allclear/parsers';
import type { EventDigest } from '../events/digest.js';
import type { NtfsDigest } from './ntfs/digest.js';

/** One matched record, with the fields that rules, correlations and people need. */
export interface SightedRecord {
  readonly time: number | undefined;
  readonly place: Place;
  readonly fields: Readonly<Record<string, string>>;
}

/** All records of one file that matched one rule and name the same entities. */
export interface Sighting {
  readonly ruleId: string;
  /** Values of the rule's group-by fields, joined; equal keys of several files belong together. */
  readonly groupKey: string;
  readonly entities: readonly Entity[];
  count: number;
  first: number | undefined;
  last: number | undefined;
  /** The earliest records, and the latest one; see SIGHTING_LIMITS. */
  readonly records: SightedRecord[];
  /** Sums of numeric fields that tell how much was taken. */
  readonly sums: Record<string, number>;
}

export interface HostClue {
  readonly name: string;
  readonly source: string;
  readonly weight: number;
}

/** State of the server that later steps need beside findings: extended protection, logging, mitigation rules. */
export type StateFact = Readonly<Record<string, string>>;

export interface FileReport {
  readonly path: string;
  readonly hostRoot: string;
  readonly layout: string;
  readonly windowsPath: string | undefined;
  readonly artifact: string | undefined;
  readonly bytes: number;
  readonly sha256: string | undefined;
  /** Of files that are held in memory as a whole; for comparison with published indicators. */
  readonly sha1: string | undefined;
  readonly md5: string | undefined;
  readonly modified: number | undefined;
  /** examined: all of it; partly: cut or damaged; failed: nothing; skipped: not evidence that we know. */
  readonly status: 'examined' | 'partly' | 'failed' | 'skipped';
  readonly problems: readonly Problem[];
  /** Records of logs and events; absent for other files. */
  readonly statistics: LogStatistics | undefined;
  /** Log source service, e.g. `httpproxy`, of a log. */
  readonly service: string | undefined;
  /** Services and categories of exported events, e.g. `security`, `process_creation`. */
  readonly eventSources: readonly string[];
  /** What event records tell beside matches; absent for other files. */
  readonly events?: EventDigest;
  /** What a file table or a change journal tells beside matches; absent for other files. */
  readonly ntfs?: NtfsDigest;
  readonly sightings: readonly Sighting[];
  /** Matches beyond the limits, by rule: counted, not kept. */
  readonly uncounted: Readonly<Record<string, number>>;
  readonly builds: readonly BuildSighting[];
  readonly hosts: readonly HostClue[];
  readonly state: readonly StateFact[];
}
