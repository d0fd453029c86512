/** One file of evidence -> one FileReport. */
import { createHash, type Hash } from 'node:crypto';
import type { CompiledRule, RuleSet } from '@allclear/detection';
import { type EvidenceFile, identify, logicalPath, type ReadResult } from '@allclear/evidence';
import type { BuildSighting, DetectionMeta, EvidenceEvent, Place, Problem } from '@allclear/model';
import { type LogArtifact, type LogStatistics, sniffEventExport } from '@allclear/parsers';
import { EventCollector } from '../events/collector.js';
import type { EventDigest } from '../events/digest.js';
import { openEventLog } from './evtx-scan.js';
import { openEventExport } from './export-scan.js';
import type { FileReport, HostClue, StateFact } from './file-report.js';
import { INSPECTED_ARTIFACTS, type InspectedFile, type Inspection, wholeFileLimit } from './inspection.js';
import { logArtifact } from './log-artifact.js';
import { buildFromHeader, hostClues } from './log-clues.js';
import { type LogScan, openLog } from './log-scan.js';
import type { KnownRecords } from './look-ahead.js';
import type { NtfsDigest } from './ntfs/digest.js';
import type { StreamedInspection } from './ntfs/streamed.js';
import { SightingStore } from './sighting-store.js';
import type { LogScanOptions, ScanBench } from './table-scan.js';

/** Bytes of a file's head that decide what it is. */
const HEAD = 64 * 1024;

export interface ScannerOptions {
  readonly rules: RuleSet;
  /** Shared by all files of this thread. */
  readonly bench: ScanBench;
  readonly metaOf: (ruleId: string) => DetectionMeta | undefined;
  /** Looks into files that are not logs; without it (`detect`) they are passed by. */
  readonly inspect: ((file: InspectedFile) => Inspection) | undefined;
  /** Looks into files that are too large to be held while they stream by. */
  readonly openStreamed?:
    | ((artifact: string, windowsPath: string | undefined) => StreamedInspection | undefined)
    | undefined;
  /** False for `detect`: no statistics, no hashes, logs only. */
  readonly full: boolean;
  /** Contents of the transaction logs that belong to this file, where it is a registry hive. */
  readonly companions?: readonly Uint8Array[];
  /** What another thread found out about an event log. */
  readonly known?: KnownRecords;
  /** False ends the reading. */
  readonly onBytes?: (bytes: number) => boolean;
  /** For `detect`: every match as it comes, instead of collecting. */
  readonly onMatch?: (file: string, rules: readonly CompiledRule[], event: EvidenceEvent, place: Place) => void;
}

export async function scanFile(file: EvidenceFile, options: ScannerOptions): Promise<FileReport> {
  const where = logicalPath(file.path);
  const reading = new Reading(file, where.windowsPath, options);
  const result = await file.read((chunk) => {
    if (options.onBytes?.(chunk.length) === false) return false;
    return reading.push(chunk);
  });
  reading.finish();
  const problems = [...result.problems, ...reading.problems()].map((p) => ({ ...p, file: file.path }));
  return {
    path: file.path,
    hostRoot: where.hostRoot,
    layout: where.layout,
    windowsPath: where.windowsPath,
    artifact: reading.artifact,
    bytes: result.bytes,
    sha256: reading.sha256,
    sha1: reading.sha1,
    md5: reading.md5,
    modified: file.modified,
    status: status(reading, result),
    problems,
    statistics: reading.statistics,
    service: reading.log?.service,
    eventSources: reading.log?.sources ?? [],
    ...(reading.events === undefined ? {} : { events: reading.events }),
    ...(reading.ntfs === undefined ? {} : { ntfs: reading.ntfs }),
    sightings: reading.store.sightings(),
    uncounted: reading.store.uncounted,
    builds: reading.builds,
    hosts: reading.hosts,
    state: reading.state,
  };
}

function status(reading: Reading, result: ReadResult): FileReport['status'] {
  // A file that is not evidence is not read to its end: only a problem makes that a failure.
  if (reading.artifact === undefined) return result.problems.length === 0 ? 'skipped' : 'failed';
  if (!result.complete && result.problems.length > 0) return result.bytes > 0 ? 'partly' : 'failed';
  return reading.truncated ? 'partly' : 'examined';
}

/** The state of reading one file: first its head, then as a log or as a whole. */
class Reading {
  readonly store: SightingStore;
  readonly builds: BuildSighting[] = [];
  readonly hosts: HostClue[] = [];
  readonly state: StateFact[] = [];
  artifact: string | undefined;
  log: LogScan | undefined;
  statistics: LogStatistics | undefined;
  truncated = false;
  events: EventDigest | undefined;
  ntfs: NtfsDigest | undefined;
  #streamed: StreamedInspection | undefined;
  #collector: EventCollector | undefined;
  sha256: string | undefined;
  sha1: string | undefined;
  md5: string | undefined;
  readonly #problems: Problem[] = [];
  #identified = false;
  #whole: Uint8Array[] = [];
  #wholeBytes = 0;
  #head: Uint8Array[] = [];
  #headBytes = 0;
  #bytes = 0;
  readonly #sha256: Hash | undefined;

  constructor(
    private readonly file: EvidenceFile,
    private readonly windowsPath: string | undefined,
    private readonly options: ScannerOptions,
  ) {
    this.store = new SightingStore(file.path, options.rules, options.metaOf);
    this.#sha256 = options.full ? createHash('sha256') : undefined;
  }

  push(chunk: Uint8Array): boolean {
    this.#bytes += chunk.length;
    if (!this.#identified) {
      // The head is copied: the reader reuses its buffer.
      this.#head.push(chunk.slice());
      this.#headBytes += chunk.length;
      if (this.#headBytes < HEAD) return true;
      return this.#open();
    }
    return this.#take(chunk);
  }

  finish(): void {
    if (!this.#identified) this.#open();
    if (this.artifact === undefined) return;
    this.sha256 = this.#sha256?.digest('hex');
    if (this.#bytes === 0) {
      this.#problems.push({ code: 'ALC-P005', detail: 'the file has no content' });
      return;
    }
    if (this.log) {
      this.statistics = this.log.finish();
      this.events = this.#collector?.finish();
      if (this.log.longLines > 0) {
        this.#problems.push({
          code: 'ALC-P002',
          count: this.log.longLines,
          detail: `${this.log.longLines} line(s) longer than 1 MiB were cut`,
        });
      }
    } else if (this.#streamed) this.#finishStreamed(this.#streamed);
    else this.#inspect();
  }

  #finishStreamed(streamed: StreamedInspection): void {
    const result = streamed.finish();
    this.statistics = result.statistics;
    this.ntfs = result.ntfs;
    this.#use(result);
  }

  problems(): Problem[] {
    return [...this.#problems, ...(this.log?.problems ?? [])];
  }

  #open(): boolean {
    this.#identified = true;
    const head = concat(this.#head, this.#headBytes);
    this.#head = [];
    this.artifact = identify(this.windowsPath ?? this.file.path, head.subarray(0, HEAD), this.file.size);
    if (this.artifact === undefined) return false;
    const log = logArtifact(this.artifact, head.subarray(0, HEAD));
    if (this.options.full && (this.artifact === 'evtx' || this.artifact === 'event-log-json'))
      this.#collector = new EventCollector(this.file.path, this.artifact === 'evtx');
    const form = this.artifact === 'event-log-json' ? sniffEventExport(head.subarray(0, HEAD)) : undefined;
    if (form !== undefined) this.log = openEventExport(form, this.options.rules, this.#scanOptions());
    else if (log !== undefined) this.log = this.#startLog(log);
    else if (this.artifact === 'evtx')
      this.log = openEventLog(this.options.rules, this.#scanOptions(), this.options.known);
    else if (!this.options.full) return false;
    else this.#streamed = this.options.openStreamed?.(this.artifact, this.windowsPath);
    return this.#take(head);
  }

  #startLog(log: LogArtifact): LogScan {
    const { modified } = this.file;
    const date = modified === undefined ? undefined : new Date(modified).toISOString().slice(0, 10);
    return openLog(log, this.options.bench, { file: this.file.path, date }, this.#scanOptions());
  }

  #scanOptions(): LogScanOptions & { readonly statistics: boolean } {
    return {
      statistics: this.options.full,
      collector: this.#collector,
      onMatch: (rules, event, place) => this.#matched(rules, event, place),
      ...(this.options.full ? { onSample: (event: EvidenceEvent) => this.#sample(event) } : {}),
    };
  }

  #sample(event: EvidenceEvent): void {
    for (const clue of hostClues(event)) {
      if (this.hosts.length < 40 && !this.hosts.some((h) => h.name === clue.name)) this.hosts.push(clue);
    }
    const build = buildFromHeader(event);
    if (build && !this.builds.some((b) => b.build === build.build))
      this.builds.push({ ...build, place: this.file.path });
  }

  #matched(rules: readonly CompiledRule[], event: EvidenceEvent, place: Omit<Place, 'file'>): void {
    if (this.options.onMatch) {
      this.options.onMatch(this.file.path, rules, event, { file: this.file.path, ...place });
      return;
    }
    this.#collector?.matched(event);
    for (const rule of rules) this.store.add(rule, event, place);
  }

  #take(chunk: Uint8Array): boolean {
    this.#sha256?.update(chunk);
    if (this.log) {
      this.log.push(chunk);
      return true;
    }
    if (!this.options.full) return false;
    if (this.#streamed) {
      this.#streamed.push(chunk);
      return true;
    }
    const limit = wholeFileLimit(this.artifact);
    if (this.#wholeBytes < limit) {
      this.#whole.push(chunk.slice(0, limit - this.#wholeBytes));
      this.#wholeBytes += chunk.length;
    } else this.truncated = true;
    return true;
  }

  #inspect(): void {
    if (!this.options.inspect || this.artifact === undefined) return;
    const bytes = concat(this.#whole, Math.min(this.#wholeBytes, wholeFileLimit(this.artifact)));
    this.#whole = [];
    // A big file that is not looked into beyond its head (an archive, a dump) is not cut evidence.
    if (!INSPECTED_ARTIFACTS.has(this.artifact)) this.truncated = false;
    const result = this.options.inspect({
      path: this.file.path,
      windowsPath: this.windowsPath,
      artifact: this.artifact,
      size: this.#bytes,
      modified: this.file.modified,
      sha256: this.sha256 ?? '',
      bytes,
      truncated: this.truncated,
      ...(this.options.companions === undefined ? {} : { companions: this.options.companions }),
    });
    this.sha1 = result.sha1;
    this.md5 = result.md5;
    this.#use(result);
  }

  #use(result: Inspection): void {
    for (const event of result.events) {
      this.#matched(this.options.rules.matchFact(event), event, event.place);
    }
    this.builds.push(...result.builds);
    this.hosts.push(...result.hosts);
    this.state.push(...result.state);
    this.#problems.push(...result.problems);
  }
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1 && chunks[0] && chunks[0].length === length) return chunks[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, length - at);
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
