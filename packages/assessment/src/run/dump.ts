/** Any supported artifact as records: one plain object a record, fields in the source's order. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type EvidenceUnit, identify, listUnits, logicalPath, type OpenOptions, openUnit } from '@allclear/evidence';
import { type EvidenceEvent, instant, type Problem } from '@allclear/model';
import {
  createLogParser,
  EventExportReader,
  EvtxReader,
  isHeaderLine,
  type LogParser,
  parseAssemblyFacts,
  parsePe,
  sniffEventExport,
} from '@allclear/parsers';
import { factContext, inspectFile } from '../scan/fact-scan.js';
import { wholeFileLimit } from '../scan/inspection.js';
import { MAX_LINE } from '../scan/line-blocks.js';
import { logArtifact } from '../scan/log-artifact.js';
import { dumpHive } from './dump-hive.js';
import { journalDump, MftDump, type NtfsDump } from './dump-ntfs.js';
import { hiveOf, logUnits, readLogs } from './registry-logs.js';

export type DumpRecord = Readonly<Record<string, string | number>>;

export interface DumpResult {
  readonly artifact: string | undefined;
  readonly records: number;
  readonly problems: readonly Problem[];
}

/** What `identify` does not name, because it is evidence only in some places. */
const ASSEMBLY = 'assembly';
/** Bytes of one that are read. */
const MAX_ASSEMBLY = 32 << 20;
const NEWLINE = 10;
const RETURN = 13;

/** Reads one file (a member of an archive too, when it is the only one) and hands every record to `emit`. */
export async function dumpFile(
  path: string,
  emit: (record: DumpRecord) => void,
  password?: string,
): Promise<DumpResult> {
  const open = password === undefined ? {} : { password };
  const listed = await listUnits([path], open);
  const problems: Problem[] = [...listed.problems];
  let artifact: string | undefined;
  let records = 0;
  const count = (record: DumpRecord): void => {
    records++;
    emit(record);
  };
  const companions = logUnits([...listed.units, ...(await logsBeside(path, listed.units, open))]);
  for (const [index, unit] of listed.units.entries()) {
    const logs = await readLogs(companions.get(index) ?? [], open);
    for await (const file of openUnit(unit.locator, open)) {
      const dump = new Dump(file.path, file.size, count, logs);
      const result = await file.read((chunk) => dump.push(chunk));
      dump.finish();
      artifact ??= dump.artifact;
      problems.push(...result.problems, ...dump.problems());
      if (dump.table) await dumpTable(dump.table, unit, file.path, open, count);
    }
  }
  return { artifact, records, problems };
}

/** The second reading of a file table: now all folders are known. */
async function dumpTable(
  table: MftDump,
  unit: EvidenceUnit,
  path: string,
  open: OpenOptions,
  emit: (record: DumpRecord) => void,
): Promise<void> {
  const records = table.records(emit);
  for await (const file of openUnit(unit.locator, open)) {
    if (file.path !== path) continue;
    await file.read((chunk) => {
      records.push(chunk);
      return true;
    });
  }
  records.finish();
}

/** A single hive that was named alone: its transaction logs lie in the same folder. */
async function logsBeside(
  path: string,
  units: readonly EvidenceUnit[],
  open: OpenOptions,
): Promise<readonly EvidenceUnit[]> {
  const own = basename(path).toLowerCase();
  if (units.length !== 1 || units[0]?.path.toLowerCase() !== own) return [];
  let names: string[] = [];
  try {
    names = readdirSync(dirname(path)).filter((name) => hiveOf(name) === own);
  } catch {
    // A folder that cannot be listed holds no logs for us; the file itself was opened.
  }
  const found: EvidenceUnit[] = [];
  for (const name of names) found.push(...(await listUnits([join(dirname(path), name)], open)).units);
  return found;
}

class Dump {
  artifact: string | undefined;
  #held: Uint8Array = new Uint8Array(0);
  readonly #rest: Uint8Array[] = [];
  #restBytes = 0;
  #parser: LogParser | undefined;
  #events: EvtxReader | EventExportReader | undefined;
  /** A file table: its folders, after the first reading. */
  table: MftDump | undefined;
  #ntfs: NtfsDump | undefined;
  #identified = false;
  #offset = 0;
  #line = 0;
  readonly #problems: Problem[] = [];

  constructor(
    private readonly path: string,
    private readonly size: number | undefined,
    private readonly emit: (record: DumpRecord) => void,
    /** Transaction logs beside a registry hive. */
    private readonly logs: readonly Uint8Array[] = [],
  ) {}

  push(chunk: Uint8Array): boolean {
    const ntfs = this.#ntfs;
    if (ntfs !== undefined) {
      ntfs.push(chunk);
      return true;
    }
    if (this.#identified && !this.#events && !this.#parser) return this.#keep(chunk);
    const joined = new Uint8Array(this.#held.length + chunk.length);
    joined.set(this.#held);
    joined.set(chunk, this.#held.length);
    this.#held = joined;
    if (!this.#identified && this.#held.length >= 65_536) this.#identify();
    if (!this.#identified) return true;
    const opened: NtfsDump | undefined = this.#ntfs;
    if (opened !== undefined) {
      opened.push(this.#held);
      return true;
    }
    if (this.#events) return this.#binaryEvents(this.#events);
    if (this.#parser) this.#lines(false);
    return this.#parser !== undefined || this.#held.length < wholeFileLimit(this.artifact);
  }

  /** The rest of a file that is looked into as a whole: joined once, at the end. */
  #keep(chunk: Uint8Array): boolean {
    this.#rest.push(chunk.slice());
    this.#restBytes += chunk.length;
    return this.#held.length + this.#restBytes < wholeFileLimit(this.artifact);
  }

  finish(): void {
    const whole = !this.#identified;
    if (whole) this.#identify();
    if (this.#ntfs) {
      if (whole) this.#ntfs.push(this.#held);
      this.#ntfs.finish();
      return;
    }
    if (this.#rest.length > 0) this.#held = Buffer.concat([this.#held, ...this.#rest]);
    if (this.#events) {
      this.#binaryEvents(this.#events);
      this.#events.finish();
    } else if (this.#parser) this.#lines(true);
    else if (this.artifact !== undefined) this.#facts(this.artifact);
  }

  problems(): Problem[] {
    return [
      ...this.#problems,
      ...(this.#parser?.problems ?? []),
      ...(this.#events?.problems ?? []),
      ...(this.#ntfs?.problems ?? []),
    ].map((p) => ({
      ...p,
      file: this.path,
    }));
  }

  #identify(): void {
    this.#identified = true;
    const head = this.#held.subarray(0, 65_536);
    this.artifact = identify(logicalPath(this.path).windowsPath ?? basename(this.path), head, this.size);
    if (this.artifact === undefined && parsePe(head).facts?.dotNet === true) this.artifact = ASSEMBLY;
    if (this.artifact === 'usn-journal') this.#ntfs = journalDump(this.emit);
    if (this.artifact === 'mft') {
      this.table = new MftDump();
      this.#ntfs = this.table.folders;
    }
    if (this.artifact === 'evtx') this.#events = new EvtxReader((record) => this.#event(record), { crc32 });
    const form = this.artifact === 'event-log-json' ? sniffEventExport(head) : undefined;
    if (form !== undefined) {
      const placed = (line: number | undefined) => (line === undefined ? {} : { '@line': line });
      this.#events = new EventExportReader(form, (event) => this.#event(event, placed(event.place.line)));
      return;
    }
    const log = this.artifact === undefined ? undefined : logArtifact(this.artifact, head);
    if (log !== undefined) this.#parser = createLogParser(log);
  }

  #lines(last: boolean): void {
    const parser = this.#parser;
    if (!parser) return;
    let start = 0;
    for (;;) {
      let end = this.#held.indexOf(NEWLINE, start);
      if (end < 0) {
        if (!last && this.#held.length - start <= MAX_LINE) break;
        if (start >= this.#held.length) break;
        end = this.#held.length;
      }
      const stop = end > start && this.#held[end - 1] === RETURN ? end - 1 : end;
      this.#line++;
      if (stop > start) this.#record(parser, start, stop);
      start = Math.min(end + 1, this.#held.length);
    }
    this.#offset += start;
    this.#held = this.#held.slice(start);
  }

  #record(parser: LogParser, start: number, stop: number): void {
    if (isHeaderLine(this.#held, start, stop)) {
      parser.header(this.#held, start, stop);
      return;
    }
    const offset = this.#offset + start;
    const event = parser.record(this.#held, start, stop, { line: this.#line, offset });
    if (!event) return;
    this.#event(event, { '@line': this.#line, '@offset': offset });
  }

  #binaryEvents(events: EvtxReader | EventExportReader): boolean {
    events.push(this.#held);
    this.#held = new Uint8Array(0);
    return true;
  }

  #event(event: EvidenceEvent, place: Record<string, number> = { '@offset': event.place.offset ?? 0 }): void {
    const record: Record<string, string | number> = place;
    if (event.time !== undefined) record['@time'] = instant(event.time);
    for (const name of event.fieldNames()) {
      const value = event.get(name);
      if (value !== undefined) record[name] = value;
    }
    this.emit(record);
  }

  #facts(artifact: string): void {
    if (artifact === ASSEMBLY || parsePe(this.#held).facts?.dotNet === true) this.#assembly();
    if (artifact === ASSEMBLY) return;
    const where = logicalPath(this.path);
    if (artifact === 'registry-hive') dumpHive(this.#held, this.logs, where.windowsPath ?? this.path, this.emit);
    const result = inspectFile(
      {
        path: this.path,
        windowsPath: where.windowsPath,
        artifact,
        size: this.size ?? this.#held.length,
        modified: undefined,
        sha256: '',
        bytes: this.#held.subarray(0, wholeFileLimit(artifact)),
        truncated: this.#held.length > wholeFileLimit(artifact),
        companions: this.logs,
      },
      factContext(),
    );
    this.#problems.push(...result.problems);
    for (const event of result.events) this.#fact(event);
  }

  #fact(event: EvidenceEvent): void {
    const record: Record<string, string | number> = { '@kind': event.logSource.category ?? '' };
    if (event.place.line !== undefined) record['@line'] = event.place.line;
    for (const name of event.fieldNames()) record[name] = event.get(name) ?? '';
    this.emit(record);
  }

  /** A .NET program, wherever it lies: types, methods, what they call, literals. */
  #assembly(): void {
    const { facts, problems } = parseAssemblyFacts(this.#held.subarray(0, MAX_ASSEMBLY));
    this.#problems.push(...problems);
    for (const fact of facts) this.#fact(fact);
  }
}
