/** A FILE record with all of its attributes decoded. */
import { MAX_RUNS } from './limits.js';
import {
  ATTRIBUTE_LIST,
  DATA,
  FILE_NAME,
  type FileRecord,
  type FileReference,
  STANDARD_INFORMATION,
} from './record.js';
import { utf16At } from './text.js';

/** FILETIME ticks. */
export interface NtfsTimes {
  readonly created: bigint;
  readonly modified: bigint;
  /** When the record itself was changed. */
  readonly changed: bigint;
  readonly accessed: bigint;
}

export interface StandardInformation extends NtfsTimes {
  /** File attributes as Windows counts them: 1 read-only, 2 hidden, 4 system … */
  readonly flags: number;
  /** Last record about this file in the change journal; zero where there is none. */
  readonly usn: number | undefined;
}

export type NameSpace = 'posix' | 'win32' | 'dos' | 'win32+dos';

export interface FileNameAttribute extends NtfsTimes {
  readonly name: string;
  readonly space: NameSpace;
  readonly parent: FileReference;
  readonly size: number;
  readonly allocated: number;
  readonly flags: number;
}

/** Clusters of a stream; `start` is undefined for a hole. */
export interface DataRun {
  readonly start: number | undefined;
  readonly clusters: number;
}

export interface DataStream {
  /** Empty for the content of the file itself. */
  readonly name: string;
  readonly size: number;
  /** Content that lies in the record; undefined for what lies elsewhere on the volume. */
  readonly resident: Uint8Array | undefined;
  readonly runs: readonly DataRun[];
  /** First cluster of the stream that these runs tell of: above zero, the beginning stands in another record. */
  readonly firstCluster: number;
  readonly compressed: boolean;
  readonly encrypted: boolean;
  readonly sparse: boolean;
}

export interface ListedAttribute {
  readonly type: number;
  readonly name: string;
  /** Record that holds it. */
  readonly reference: FileReference;
  readonly firstCluster: number;
}

export interface MftEntry {
  readonly number: number;
  readonly sequence: number;
  readonly inUse: boolean;
  readonly directory: boolean;
  readonly links: number;
  /** The record whose attributes these are; undefined for a record of its own. */
  readonly base: FileReference | undefined;
  readonly torn: boolean;
  readonly damaged: boolean;
  readonly standard: StandardInformation | undefined;
  readonly names: readonly FileNameAttribute[];
  readonly streams: readonly DataStream[];
  /** Where the list of attributes lies in the record; one outside it is told by `listElsewhere`. */
  readonly list: readonly ListedAttribute[];
  readonly listElsewhere: boolean;
  readonly types: readonly number[];
}

const SPACES: readonly NameSpace[] = ['posix', 'win32', 'dos', 'win32+dos'];
const STANDARD_LENGTH = 48;
const NAME_LENGTH = 66;

/**
 * Decodes everything; the bytes of resident streams are copied (`withContent` false: of none, and `resident` is empty).
 * Total: what does not fit its attribute is left out.
 */
export function readEntry(record: FileRecord, withContent = true): MftEntry {
  let standard: StandardInformation | undefined;
  const names: FileNameAttribute[] = [];
  const streams: DataStream[] = [];
  const list: ListedAttribute[] = [];
  const types: number[] = [];
  let listElsewhere = false;
  let unfit = false;
  record.attributes((type, at, length) => {
    types.push(type);
    const content = record.contentAt(at, length);
    if (type === STANDARD_INFORMATION) {
      if (content >= 0 && record.contentLength(at) >= STANDARD_LENGTH) standard ??= readStandard(record, at, content);
      else unfit = true;
    } else if (type === FILE_NAME) {
      const name = content >= 0 ? readFileName(record, content, record.contentLength(at)) : undefined;
      if (name) names.push(name);
      else unfit = true;
    } else if (type === DATA) {
      const stream = readStream(record, at, length, withContent);
      if (stream) streams.push(stream);
      else unfit = true;
    } else if (type === ATTRIBUTE_LIST) {
      if (content >= 0) readList(record, content, record.contentLength(at), list);
      else listElsewhere = true;
    }
  });
  return {
    number: record.number,
    sequence: record.sequence,
    inUse: record.inUse,
    directory: record.directory,
    links: record.links,
    base: record.isExtension ? { number: record.baseNumber, sequence: record.baseSequence } : undefined,
    torn: record.state === 'torn',
    damaged: record.damaged || unfit,
    standard,
    names,
    streams,
    list,
    listElsewhere,
    types,
  };
}

/** The name that people use: not the short one of DOS. */
export function primaryName(names: readonly FileNameAttribute[]): FileNameAttribute | undefined {
  return names.find((name) => name.space !== 'dos') ?? names[0];
}

function readTimes(record: FileRecord, at: number): NtfsTimes {
  return {
    created: record.ticks(at),
    modified: record.ticks(at + 8),
    changed: record.ticks(at + 16),
    accessed: record.ticks(at + 24),
  };
}

function readStandard(record: FileRecord, at: number, content: number): StandardInformation {
  return {
    ...readTimes(record, content),
    flags: record.view.getUint32(content + 32, true),
    usn: record.contentLength(at) >= 72 ? record.number64(content + 64) : undefined,
  };
}

/** The attribute at `content`; undefined where it is shorter than it says. */
export function readFileName(record: FileRecord, content: number, length: number): FileNameAttribute | undefined {
  const characters = record.bytes[content + 64] ?? 0;
  if (length < NAME_LENGTH || NAME_LENGTH + 2 * characters > length) return undefined;
  return {
    parent: record.reference(content),
    ...readTimes(record, content + 8),
    allocated: record.number64(content + 40),
    size: record.number64(content + 48),
    flags: record.view.getUint32(content + 56, true),
    space: SPACES[record.bytes[content + 65] ?? 0] ?? 'posix',
    name: utf16At(record.bytes, content + NAME_LENGTH, characters),
  };
}

const NOTHING = new Uint8Array(0);

function readStream(record: FileRecord, at: number, length: number, copied: boolean): DataStream | undefined {
  const { view, bytes } = record;
  const characters = bytes[at + 9] ?? 0;
  const nameAt = view.getUint16(at + 10, true);
  if (characters > 0 && nameAt + 2 * characters > length) return undefined;
  const flags = view.getUint16(at + 12, true);
  const common = {
    name: characters === 0 ? '' : utf16At(bytes, at + nameAt, characters),
    compressed: (flags & 0xff) !== 0,
    encrypted: (flags & 0x4000) !== 0,
    sparse: (flags & 0x8000) !== 0,
  };
  if (bytes[at + 8] === 0) {
    const content = record.contentAt(at, length);
    if (content < 0) return undefined;
    const size = record.contentLength(at);
    return {
      ...common,
      size,
      resident: copied ? bytes.slice(content, content + size) : NOTHING,
      runs: [],
      firstCluster: 0,
    };
  }
  if (length < 64) return undefined;
  const firstCluster = record.number64(at + 16);
  const runsAt = view.getUint16(at + 32, true);
  const runs = runsAt < length ? readRuns(bytes, at + runsAt, at + length) : [];
  return {
    ...common,
    size: firstCluster === 0 ? record.number64(at + 48) : 0,
    resident: undefined,
    runs,
    firstCluster,
  };
}

/** Runs are pairs of a length and a signed distance from the run before, each of as many bytes as its header says. */
export function readRuns(bytes: Uint8Array, from: number, end: number): DataRun[] {
  const runs: DataRun[] = [];
  let at = from;
  let start = 0;
  while (at < end && runs.length < MAX_RUNS) {
    const header = bytes[at] ?? 0;
    if (header === 0) break;
    const lengthBytes = header & 15;
    const startBytes = header >> 4;
    if (lengthBytes === 0 || lengthBytes > 8 || startBytes > 8 || at + 1 + lengthBytes + startBytes > end) break;
    const clusters = littleEndian(bytes, at + 1, lengthBytes, false);
    if (startBytes === 0) runs.push({ start: undefined, clusters });
    else {
      start += littleEndian(bytes, at + 1 + lengthBytes, startBytes, true);
      runs.push({ start, clusters });
    }
    at += 1 + lengthBytes + startBytes;
  }
  return runs;
}

function littleEndian(bytes: Uint8Array, at: number, length: number, signed: boolean): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return signed && ((bytes[at + length - 1] ?? 0) & 0x80) !== 0 ? value - 256 ** length : value;
}

const LIST_ENTRY = 26;

function readList(record: FileRecord, content: number, length: number, list: ListedAttribute[]): void {
  const end = content + length;
  for (let at = content; at + LIST_ENTRY <= end; ) {
    const size = record.view.getUint16(at + 4, true);
    if (size < LIST_ENTRY || at + size > end) return;
    const characters = record.bytes[at + 6] ?? 0;
    const nameAt = record.bytes[at + 7] ?? 0;
    list.push({
      type: record.view.getUint32(at, true),
      name: nameAt + 2 * characters <= size ? utf16At(record.bytes, at + nameAt, characters) : '',
      firstCluster: record.number64(at + 8),
      reference: record.reference(at + 16),
    });
    at += size;
  }
}
