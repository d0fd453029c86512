/** An NTFS volume as its file table ($MFT) and its change journal ($UsnJrnl:$J) tell it: files come, change, and go. */
import {
  buildJournal,
  buildRecord,
  type FileReference,
  msToTicks,
  USN_REASON,
  type WrittenRecord,
  type WrittenUsnRecord,
} from '@allclear/parsers';

const RECORD = 1024;
const ROOT: FileReference = { number: 5, sequence: 5 };
/** Records below are Windows' own. */
const FIRST = 24;
const CLUSTER = 4096;
/** What fits into a record beside its names lies there. */
const RESIDENT = 640;
const TABLE_CLUSTER = 786_432;
const MIRROR_CLUSTER = 2;
const VOLUME_INFORMATION = 0x70;
const FOLDER = 0x10;
const ARCHIVE = 0x20;
/** Ticks of 100 ns that times get beyond their millisecond, so that they look as the file system's own do. */
const TICKS = 4_703;

const SYSTEM = [
  '$MFT',
  '$MFTMirr',
  '$LogFile',
  '$Volume',
  '$AttrDef',
  '.',
  '$Bitmap',
  '$Boot',
  '$BadClus',
  '$Secure',
  '$UpCase',
  '$Extend',
];

export interface NtfsFile {
  /** Milliseconds UTC. */
  readonly created: number;
  readonly modified?: number;
  /** Small content lies in the record. */
  readonly content?: Uint8Array;
  /** Bytes, where the content does not matter. */
  readonly size?: number;
  readonly streams?: readonly { readonly name: string; readonly content: Uint8Array }[];
  /** What a program has set the visible times to. */
  readonly setTimes?: number;
  /** False: made before the journal begins. */
  readonly journalled?: boolean;
}

interface Held {
  record: WrittenRecord;
  readonly parent: FileReference;
  readonly name: string;
}

export class NtfsVolume {
  readonly #records: WrittenRecord[] = [];
  readonly #byPath = new Map<string, Held>();
  readonly #journal: WrittenUsnRecord[] = [];
  #next = FIRST;

  /** `made`: when the volume was formatted, milliseconds UTC. */
  constructor(private readonly made: number) {
    this.#byPath.set('', { record: this.#system(5, '.'), parent: ROOT, name: '.' });
  }

  /** Makes the folders above, too. `path` is below the drive: `inetpub\wwwroot`. */
  folder(path: string, created = this.made): FileReference {
    const key = path.toLowerCase();
    const known = this.#byPath.get(key)?.record;
    if (known) return { number: known.number, sequence: known.sequence };
    const cut = path.lastIndexOf('\\');
    const parent = this.folder(cut < 0 ? '' : path.slice(0, cut), created);
    const name = path.slice(cut + 1);
    const record: WrittenRecord = {
      number: this.#next++,
      sequence: 1,
      directory: true,
      standard: times(created),
      names: [{ name, parent, space: 1 }],
    };
    this.#add(key, record, parent, name);
    return { number: record.number, sequence: 1 };
  }

  file(path: string, file: NtfsFile): void {
    const cut = path.lastIndexOf('\\');
    const parent = this.folder(path.slice(0, Math.max(0, cut)));
    const name = path.slice(cut + 1);
    const { created, modified = created, content } = file;
    const own = times(created, modified);
    const resident = content !== undefined && content.length <= RESIDENT;
    const size = content?.length ?? file.size ?? 0;
    const shown = file.setTimes === undefined ? own : { ...wholeSeconds(file.setTimes), changed: own.changed };
    const record: WrittenRecord = {
      number: this.#next++,
      sequence: 1,
      standard: shown,
      names: [{ name, parent, space: 1, times: times(created) }],
      streams: [
        resident
          ? { content: content ?? new Uint8Array(0) }
          : { size, runs: [{ start: 100_000 + this.#next * 16, clusters: Math.max(1, Math.ceil(size / CLUSTER)) }] },
        ...(file.streams ?? []),
      ],
    };
    this.#add(path.toLowerCase(), record, parent, name);
    if (file.journalled === false) return;
    this.#note(record, parent, name, created, USN_REASON.fileCreate);
    this.#note(record, parent, name, created + 3, USN_REASON.fileCreate | USN_REASON.dataExtend);
    this.#note(record, parent, name, created + 5, USN_REASON.fileCreate | USN_REASON.dataExtend | USN_REASON.close);
    if (file.setTimes !== undefined)
      this.#note(record, parent, name, created + 60_000, USN_REASON.basicInfoChange | USN_REASON.close);
  }

  /** The record stays as it was, but for its mark and its number of uses. */
  remove(path: string, time: number, journalled = true): void {
    const held = this.#byPath.get(path.toLowerCase());
    if (held === undefined) throw new RangeError(`no such file on the volume: ${path}`);
    this.#byPath.delete(path.toLowerCase());
    if (journalled) this.#note(held.record, held.parent, held.name, time, USN_REASON.fileDelete | USN_REASON.close);
    const index = this.#records.indexOf(held.record);
    this.#records[index] = { ...held.record, inUse: false, sequence: held.record.sequence + 1 };
  }

  /** Bytes of $MFT. */
  table(): Uint8Array {
    const bytes = new Uint8Array(this.#next * RECORD);
    const clusters = Math.ceil(bytes.length / CLUSTER);
    for (const [number, name] of SYSTEM.entries()) {
      bytes.set(
        buildRecord({ ...this.#system(number, name), ...ownContent(number, bytes.length, clusters) }),
        number * RECORD,
      );
    }
    for (const record of this.#records) bytes.set(buildRecord(record), record.number * RECORD);
    return bytes;
  }

  /** Bytes of $UsnJrnl:$J, without the beginning that was released; `start` is the number of its first record. */
  journal(start = 1 << 30): Uint8Array {
    return buildJournal(
      [...this.#journal].sort((a, b) => (a.ticks < b.ticks ? -1 : a.ticks > b.ticks ? 1 : 0)),
      start,
    );
  }

  #system(number: number, name: string): WrittenRecord {
    return {
      number,
      sequence: Math.max(1, number),
      directory: number === 5 || number === 11,
      standard: times(this.made),
      names: [{ name, parent: ROOT }],
    };
  }

  #add(key: string, record: WrittenRecord, parent: FileReference, name: string): void {
    this.#records.push(record);
    this.#byPath.set(key, { record, parent, name });
  }

  #note(record: WrittenRecord, parent: FileReference, name: string, time: number, reason: number): void {
    this.#journal.push({
      file: { number: record.number, sequence: record.sequence },
      parent,
      name,
      ticks: msToTicks(time, TICKS),
      reason: reason >>> 0,
      attributes: record.directory ? FOLDER : ARCHIVE,
    });
  }
}

/** What the records of the volume itself hold. */
function ownContent(number: number, tableBytes: number, clusters: number): Partial<WrittenRecord> {
  switch (number) {
    case 0:
      return { streams: [{ size: tableBytes, runs: [{ start: TABLE_CLUSTER, clusters }] }] };
    case 1:
      return { streams: [{ size: 4 * RECORD, runs: [{ start: MIRROR_CLUSTER, clusters: 1 }] }] };
    case 3:
      // Version 3.1, clean.
      return { attributes: [{ type: VOLUME_INFORMATION, content: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0) }] };
    case 4:
      return { streams: [{ size: 2560, runs: [{ start: MIRROR_CLUSTER + 1, clusters: 1 }] }] };
    case 6:
      return {
        streams: [
          { size: TABLE_CLUSTER / 4, runs: [{ start: MIRROR_CLUSTER + 2, clusters: TABLE_CLUSTER / 4 / CLUSTER }] },
        ],
      };
    default:
      return {};
  }
}

function times(created: number, modified = created) {
  const [first, last] = [msToTicks(created, TICKS), msToTicks(modified, TICKS)];
  return { created: first, modified: last, changed: last, accessed: last };
}

function wholeSeconds(time: number) {
  const ticks = msToTicks(Math.floor(time / 1000) * 1000);
  return { created: ticks, modified: ticks, accessed: ticks };
}
