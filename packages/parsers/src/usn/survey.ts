/** What a change journal tells after an intrusion: the life of the files that matter, in bounded memory. */
import type { Problem } from '@allclear/model';
import { extensionAt, type FileKind, type FileReference, kindOf, ticksToMs } from '../mft/index.js';
import { UsnJournal, type UsnRecord } from './journal.js';
import { USN_REASON } from './reason.js';

/** Files that are kept; the real journal of a busy half hour has some ten thousand of all kinds. */
export const MAX_JOURNAL_FILES = 300_000;
/** Folders that the journal itself names. */
export const MAX_JOURNAL_FOLDERS = 100_000;
const FOLDER = 0x10;

/** Logs whose removal says something. */
export type JournalKind = FileKind | 'log';
const LOG_EXTENSIONS = new Set(['.evtx', '.log']);

/** One name that a file had. Times are milliseconds since 1970 UTC. */
export interface JournalFile {
  readonly kind: JournalKind;
  readonly name: string;
  readonly file: FileReference;
  readonly parent: FileReference;
  readonly first: number;
  last: number;
  created: number | undefined;
  deleted: number | undefined;
  /** Content was written, grown or cut. */
  written: number | undefined;
  renamedFrom: string | undefined;
  renamedTo: string | undefined;
  /** Times were set by a program (or attributes were). */
  timesSet: number | undefined;
  reasons: number;
  /** Of the first record, in the file. */
  readonly offset: number;
}

export interface JournalFolder {
  readonly reference: FileReference;
  readonly parent: FileReference;
  readonly name: string;
}

const WRITES = USN_REASON.dataOverwrite | USN_REASON.dataExtend | USN_REASON.dataTruncation;

/** Push the stream in order, call `finish`, then ask for `files` and `folders`. Total; memory is bounded by the limits. */
export class UsnSurvey {
  readonly #journal = new UsnJournal((record) => this.#take(record));
  readonly #files = new Map<string, JournalFile>();
  readonly #folders = new Map<string, JournalFolder>();
  /** The name before, until the record with the new one comes. */
  #renamed:
    | { readonly file: FileReference; readonly name: string; readonly entry: JournalFile | undefined }
    | undefined;
  #dropped = 0;
  #timeless = 0;
  first: number | undefined;
  last: number | undefined;
  /** Number of the first record; zero where the journal has never released anything. */
  firstUsn: number | undefined;

  push(chunk: Uint8Array): void {
    this.#journal.push(chunk);
  }

  finish(): void {
    this.#journal.finish();
  }

  get records(): number {
    return this.#journal.records;
  }
  get unreadable(): number {
    return this.#journal.unreadable;
  }
  get files(): IterableIterator<JournalFile> {
    return this.#files.values();
  }
  get folders(): IterableIterator<JournalFolder> {
    return this.#folders.values();
  }

  get problems(): Problem[] {
    const found = this.#journal.problems;
    if (this.#dropped > 0)
      found.push({
        code: 'ALC-P008',
        count: this.#dropped,
        detail: 'records of the change journal about files beyond the limit were left out',
      });
    if (this.#timeless > 0)
      found.push({
        code: 'ALC-P007',
        count: this.#timeless,
        detail: 'records of the change journal tell no time that a calendar holds',
      });
    return found;
  }

  #take(record: UsnRecord): void {
    this.firstUsn ??= record.usn;
    if (record.version === 4) return;
    const folder = (record.attributes & FOLDER) !== 0;
    const extension = folder ? '' : extensionAt(record.bytes, record.nameAt, record.nameCharacters);
    const kind = LOG_EXTENSIONS.has(extension) ? 'log' : kindOf(extension);
    const { reason } = record;
    const renames = (reason & (USN_REASON.renameOldName | USN_REASON.renameNewName)) !== 0;
    const time = ticksToMs(record.ticks);
    if (time === undefined) {
      this.#timeless++;
      return;
    }
    if (this.first === undefined || time < this.first) this.first = time;
    if (this.last === undefined || time > this.last) this.last = time;
    if (folder) this.#folder(record);
    else if (kind !== undefined || renames) this.#file(record, kind, time);
  }

  #folder(record: UsnRecord): void {
    const reference = record.file;
    const key = keyOf(reference);
    if (!this.#folders.has(key) && this.#folders.size >= MAX_JOURNAL_FOLDERS) {
      this.#dropped++;
      return;
    }
    this.#folders.set(key, { reference, parent: record.parent, name: record.name });
  }

  #file(record: UsnRecord, kind: JournalKind | undefined, time: number): void {
    const { reason } = record;
    const own = record.file;
    const before = this.#renamed;
    const sameFile = before !== undefined && before.file.number === own.number && before.file.sequence === own.sequence;
    const toNewName = (reason & USN_REASON.renameNewName) !== 0 && sameFile;
    // A page that gets a name of another kind, and the other way round: both names are kept.
    const entry = kind === undefined ? undefined : this.#entry(record, kind, own, time);
    if (entry) this.#mark(entry, reason, time);
    if (toNewName) {
      if (before.entry) before.entry.renamedTo ??= record.name;
      if (entry) entry.renamedFrom ??= before.name;
      if ((reason & USN_REASON.close) !== 0) this.#renamed = undefined;
    }
    if ((reason & USN_REASON.renameOldName) !== 0) this.#renamed = { file: own, name: record.name, entry };
  }

  #entry(record: UsnRecord, kind: JournalKind, file: FileReference, time: number): JournalFile | undefined {
    const { name, parent } = record;
    const key = `${keyOf(file)} ${keyOf(parent)} ${name}`;
    const known = this.#files.get(key);
    if (known) return known;
    if (this.#files.size >= MAX_JOURNAL_FILES) {
      this.#dropped++;
      return undefined;
    }
    const entry: JournalFile = {
      kind,
      name,
      file,
      parent,
      first: time,
      last: time,
      created: undefined,
      deleted: undefined,
      written: undefined,
      renamedFrom: undefined,
      renamedTo: undefined,
      timesSet: undefined,
      reasons: 0,
      offset: record.offset,
    };
    this.#files.set(key, entry);
    return entry;
  }

  #mark(entry: JournalFile, reason: number, time: number): void {
    entry.reasons = (entry.reasons | reason) >>> 0;
    entry.last = Math.max(entry.last, time);
    if ((reason & USN_REASON.fileCreate) !== 0) entry.created ??= time;
    if ((reason & USN_REASON.fileDelete) !== 0) entry.deleted ??= time;
    if ((reason & WRITES) !== 0) entry.written ??= time;
    if ((reason & USN_REASON.basicInfoChange) !== 0) entry.timesSet ??= time;
  }
}

const keyOf = ({ number, sequence }: FileReference): string => `${number}-${sequence}`;
