/**
 * What a file table tells after an intrusion, in one pass and bounded memory: the files of the kinds that matter, deleted
 * ones too, with both sets of times, their resident content and their alternate streams. Paths are known at the end only,
 * because folders stand anywhere in the table.
 */
import type { Problem } from '@allclear/model';
import { type FileNameAttribute, type MftEntry, readEntry, readFileName } from './entry.js';
import { FolderTable, NameArena } from './folders.js';
import { FILE_KINDS, type FileKind, kindOf } from './kinds.js';
import { MAX_KEPT, MAX_PROGRAMS, MAX_RESIDENT_BYTES } from './limits.js';
import { ATTRIBUTE_LIST, FILE_NAME, type FileRecord, type FileReference, STANDARD_INFORMATION } from './record.js';
import { MftReader } from './table.js';
import { extensionAt } from './text.js';
import { isWholeSecond, ticksToMs } from './time.js';

/** A stream beside the content of a file, `Zone.Identifier` for one that came from another computer. */
export interface SideStream {
  readonly name: string;
  readonly size: number;
}

/** Times are milliseconds since 1970 UTC, undefined where the table tells none. */
export interface SurveyedFile {
  readonly kind: FileKind;
  /** Below the root of the volume; begins with `?\` where the folder is not known any more. */
  readonly path: string;
  readonly name: string;
  /** As the change journal names the file, deleted or not. */
  readonly reference: FileReference;
  readonly deleted: boolean;
  /** False where a folder above is gone or was used for another one. */
  readonly whole: boolean;
  readonly size: number | undefined;
  /** $STANDARD_INFORMATION: what Explorer shows and any program may set. */
  readonly created: number | undefined;
  readonly modified: number | undefined;
  readonly changed: number | undefined;
  /** $FILE_NAME: what only the file system sets. */
  readonly nameCreated: number | undefined;
  readonly nameModified: number | undefined;
  /** Creation and modification both without fractions of a second. */
  readonly wholeSeconds: boolean;
  readonly content: Uint8Array | undefined;
  readonly streams: readonly SideStream[];
}

const ROW = 13;
const ROWS = 4096;
const KIND = 0;
const NUMBER = 1;
const SEQUENCE = 2;
const FLAGS = 3;
const PARENT = 4;
const PARENT_SEQUENCE = 5;
const SIZE = 6;
const CREATED = 7;
const MODIFIED = 8;
const CHANGED = 9;
const NAME_CREATED = 10;
const NAME_MODIFIED = 11;
const NAME = 12;
/** A name's place in the arena and its length in one number. */
const NAME_LENGTHS = 256;
const IN_USE = 1;
const WHOLE_SECONDS = 2;
const NONE = -1;
/** Records whose attributes lie in several records; a volume has a few thousand. */
const MAX_SPREAD = 200_000;
const MAX_STREAMS = 50_000;
const MAX_SIDE_STREAMS = 16;
/** Kinds whose content is worth keeping where it lies in the record. */
const WITH_CONTENT: ReadonlySet<FileKind> = new Set<FileKind>(['page', 'config', 'script']);

interface Base {
  readonly sequence: number;
  readonly inUse: boolean;
  readonly entry: Pick<MftEntry, 'standard' | 'streams'>;
}

/** Push the table in order, call `finish`, then ask for `files` and `folders`. Total; memory is bounded by the limits. */
export class MftSurvey {
  readonly folders = new FolderTable();
  readonly #reader = new MftReader((record) => this.#take(record));
  readonly #names = new NameArena();
  /** A name has at most 255 characters. */
  readonly #nameBytes = new Uint8Array(512);
  readonly #rows: Float64Array[] = [];
  #count = 0;
  readonly #kept = new Map<FileKind, number>();
  readonly #content = new Map<number, Uint8Array>();
  readonly #streams = new Map<number, readonly SideStream[]>();
  #contentBytes = 0;
  readonly #bases = new Map<number, Base>();
  readonly #looseNames: { readonly base: FileReference; readonly name: FileNameAttribute; readonly kind: FileKind }[] =
    [];
  #dropped = 0;
  #contentDropped = 0;
  /** Earliest and latest time that the file system itself has set. */
  first: number | undefined;
  last: number | undefined;

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
  }

  finish(): void {
    this.#reader.finish();
    for (const { base, name, kind } of this.#looseNames) {
      const known = this.#bases.get(base.number);
      if (known === undefined || known.sequence !== base.sequence) continue;
      this.#keep(kind, base.number, known.sequence, known.inUse, name, known.entry);
    }
    this.#looseNames.length = 0;
    this.#bases.clear();
  }

  get records(): number {
    return this.#reader.records;
  }

  get problems(): Problem[] {
    const found = this.#reader.problems;
    const add = (count: number, detail: string): void => {
      if (count > 0) found.push({ code: 'ALC-P008', count, detail });
    };
    add(this.folders.dropped, 'folders of the file table are beyond the limits; paths below them are not known');
    add(this.#dropped, 'files of the file table are beyond the limits and were left out');
    add(this.#contentDropped, 'resident contents of the file table are beyond the limits and were left out');
    return found;
  }

  /** Most records are none that matters: only their name is looked at. */
  #take(record: FileRecord): void {
    let kind: FileKind | undefined;
    let spread = false;
    let named = false;
    const inFolder = record.directory;
    record.attributes((type, at, length) => {
      if (type === ATTRIBUTE_LIST) spread = true;
      else if (type === STANDARD_INFORMATION) this.#period(record, record.contentAt(at, length));
      else if (type === FILE_NAME) {
        const content = record.contentAt(at, length);
        const characters = content < 0 ? 0 : (record.bytes[content + 64] ?? 0);
        if (characters === 0 || content + 66 + 2 * characters > at + length) return true;
        named = true;
        const dos = record.bytes[content + 65] === 2;
        if (inFolder || isFolderName(record, content)) {
          if (!dos) this.#folder(record, content, characters);
        } else kind ??= kindOf(extensionAt(record.bytes, content + 66, characters));
      }
      return true;
    });
    if (record.isExtension) {
      if (kind !== undefined) this.#looseName(record);
    } else if (kind !== undefined || (spread && !named && !inFolder)) this.#file(record, kind, spread);
  }

  #period(record: FileRecord, content: number): void {
    if (content < 0 || content + 32 > record.used) return;
    // The record's own change time is the one that programs cannot set by ordinary means.
    const changed = ticksOf(record, content + 16);
    if (changed === undefined) return;
    if (this.first === undefined || changed < this.first) this.first = changed;
    if (this.last === undefined || changed > this.last) this.last = changed;
  }

  #folder(record: FileRecord, content: number, characters: number): void {
    const own = record.isExtension
      ? { number: record.baseNumber, sequence: record.baseSequence }
      : { number: record.number, sequence: record.sequence };
    this.folders.add(own, record.inUse, record.reference(content), record.bytes, content + 66, characters);
  }

  #looseName(record: FileRecord): void {
    const base = { number: record.baseNumber, sequence: record.baseSequence };
    record.attributes((type, at, length) => {
      const content = type === FILE_NAME ? record.contentAt(at, length) : -1;
      const name = content < 0 ? undefined : readFileName(record, content, record.contentLength(at));
      const kind = name === undefined || name.space === 'dos' ? undefined : kindOf(extensionOf(name.name));
      if (name === undefined || kind === undefined) return;
      if (this.#looseNames.length < MAX_SPREAD) this.#looseNames.push({ base, name, kind });
      else this.#dropped++;
    });
  }

  #file(record: FileRecord, kind: FileKind | undefined, spread: boolean): void {
    if (kind !== undefined && !spread && this.#isFull(kind)) {
      this.#dropped++;
      return;
    }
    const entry = readEntry(record, kind === undefined || WITH_CONTENT.has(kind));
    if (spread && this.#bases.size < MAX_SPREAD) {
      const { standard, streams } = entry;
      this.#bases.set(record.number, { sequence: record.sequence, inUse: record.inUse, entry: { standard, streams } });
    }
    if (kind === undefined) return;
    for (const name of entry.names) {
      // A short name stands beside the long one, or alone where the long one is short enough.
      if (name.space === 'dos' && entry.names.length > 1) continue;
      const own = kindOf(extensionOf(name.name));
      if (own !== undefined) this.#keep(own, record.number, record.sequence, record.inUse, name, entry);
    }
  }

  #keep(
    kind: FileKind,
    number: number,
    sequence: number,
    inUse: boolean,
    name: FileNameAttribute,
    { standard, streams }: Base['entry'],
  ): void {
    const kept = this.#kept.get(kind) ?? 0;
    const nameAt = this.#isFull(kind) ? NONE : this.#addName(name.name);
    if (nameAt < 0) {
      this.#dropped++;
      return;
    }
    this.#kept.set(kind, kept + 1);
    const index = this.#count++;
    if (index % ROWS === 0) this.#rows.push(new Float64Array(ROW * ROWS));
    const own = streams.find((stream) => stream.name === '' && stream.firstCluster === 0);
    const whole = standard !== undefined && isWholeSecond(standard.created) && isWholeSecond(standard.modified);
    const values = [
      FILE_KINDS.indexOf(kind),
      number,
      inUse ? sequence : (sequence + 65_535) % 65_536,
      (inUse ? IN_USE : 0) | (whole ? WHOLE_SECONDS : 0),
      name.parent.number,
      name.parent.sequence,
      own?.size ?? NONE,
      standard === undefined ? NONE : (ticksToMs(standard.created) ?? NONE),
      standard === undefined ? NONE : (ticksToMs(standard.modified) ?? NONE),
      standard === undefined ? NONE : (ticksToMs(standard.changed) ?? NONE),
      ticksToMs(name.created) ?? NONE,
      ticksToMs(name.modified) ?? NONE,
      nameAt * NAME_LENGTHS + Math.min(name.name.length, NAME_LENGTHS - 1),
    ];
    this.#rows[this.#rows.length - 1]?.set(values, (index % ROWS) * ROW);
    this.#keepStreams(index, kind, own?.resident, streams);
  }

  #isFull(kind: FileKind): boolean {
    return (this.#kept.get(kind) ?? 0) >= (kind === 'program' ? MAX_PROGRAMS : MAX_KEPT);
  }

  #addName(name: string): number {
    const bytes = this.#nameBytes;
    for (let i = 0; i < name.length; i++) {
      const unit = name.charCodeAt(i);
      bytes[2 * i] = unit & 0xff;
      bytes[2 * i + 1] = unit >> 8;
    }
    return this.#names.add(bytes, 0, name.length);
  }

  #keepStreams(index: number, kind: FileKind, resident: Uint8Array | undefined, streams: MftEntry['streams']): void {
    if (resident !== undefined && resident.length > 0 && WITH_CONTENT.has(kind)) {
      if (this.#contentBytes + resident.length <= MAX_RESIDENT_BYTES) {
        this.#contentBytes += resident.length;
        this.#content.set(index, resident);
      } else this.#contentDropped++;
    }
    const side = streams.filter((stream) => stream.name !== '').map(({ name, size }) => ({ name, size }));
    if (side.length > 0 && this.#streams.size < MAX_STREAMS) this.#streams.set(index, side.slice(0, MAX_SIDE_STREAMS));
  }

  /** Everything kept, in the order of the table. After `finish`. */
  *files(): Generator<SurveyedFile> {
    for (let index = 0; index < this.#count; index++) {
      const row = this.#rows[Math.floor(index / ROWS)];
      const at = (index % ROWS) * ROW;
      const value = (field: number): number => row?.[at + field] ?? NONE;
      const optional = (field: number): number | undefined => (value(field) === NONE ? undefined : value(field));
      const packed = value(NAME);
      const name = this.#names.text(Math.floor(packed / NAME_LENGTHS), packed % NAME_LENGTHS);
      const folder = this.folders.path({ number: value(PARENT), sequence: value(PARENT_SEQUENCE) });
      yield {
        kind: FILE_KINDS[value(KIND)] ?? 'program',
        name,
        path: folder.path === '' ? name : `${folder.path}\\${name}`,
        reference: { number: value(NUMBER), sequence: value(SEQUENCE) },
        deleted: (value(FLAGS) & IN_USE) === 0,
        whole: folder.whole,
        size: optional(SIZE),
        created: optional(CREATED),
        modified: optional(MODIFIED),
        changed: optional(CHANGED),
        nameCreated: optional(NAME_CREATED),
        nameModified: optional(NAME_MODIFIED),
        wholeSeconds: (value(FLAGS) & WHOLE_SECONDS) !== 0,
        content: this.#content.get(index),
        streams: this.#streams.get(index) ?? [],
      };
    }
  }
}

const FOLDER_FLAG = 0x1000_0000;
const isFolderName = (record: FileRecord, content: number): boolean =>
  record.isExtension && (record.view.getUint32(content + 56, true) & FOLDER_FLAG) !== 0;

const EPOCH_MS = 11_644_473_600_000;
/** Floating point is exact enough for a period, and much faster. */
function ticksOf(record: FileRecord, at: number): number | undefined {
  const ticks = record.number64(at);
  return ticks === 0 ? undefined : Math.floor(ticks / 10_000) - EPOCH_MS;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0
    ? ''
    : name
        .slice(dot)
        .toLowerCase()
        .replace(/[. ]+$/, '');
}
