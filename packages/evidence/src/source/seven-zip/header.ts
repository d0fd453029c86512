/** The header of a 7z archive (7zFormat.txt of the LZMA SDK) as plain data. Every count is bounded by the bytes there are. */
import type { Limits } from '../../limits.js';
import { damaged, EvidenceError } from '../../problem.js';
import { fileTime } from '../zip/format.js';

export interface Coder {
  readonly method: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly properties: Uint8Array;
}

/** A chain of coders over packed streams; its output holds one or more files behind each other. */
export interface Folder {
  readonly coders: readonly Coder[];
  /** [input, output] joined inside the folder. */
  readonly bindings: readonly (readonly [number, number])[];
  readonly packedInputs: readonly number[];
  readonly unpackSizes: number[];
  crc: number | undefined;
}

export interface SubStream {
  readonly size: number;
  readonly crc: number | undefined;
}

export interface StreamsInfo {
  readonly packStart: number;
  readonly packSizes: readonly number[];
  readonly folders: readonly Folder[];
  /** Per folder. */
  readonly subStreams: readonly (readonly SubStream[])[];
}

export interface SevenZipFile {
  readonly name: string;
  readonly hasStream: boolean;
  readonly isFolder: boolean;
  readonly isLink: boolean;
  readonly modified: number | undefined;
}

export interface SevenZipHeader {
  readonly streams: StreamsInfo;
  readonly files: readonly SevenZipFile[];
}

const END = 0x00;
const HEADER = 0x01;
const ARCHIVE_PROPERTIES = 0x02;
const ADDITIONAL_STREAMS = 0x03;
const MAIN_STREAMS = 0x04;
const FILES = 0x05;
const PACK_INFO = 0x06;
const UNPACK_INFO = 0x07;
const SUB_STREAMS = 0x08;
const SIZE = 0x09;
const CRC = 0x0a;
const FOLDER = 0x0b;
const UNPACK_SIZE = 0x0c;
const STREAM_COUNT = 0x0d;
const EMPTY_STREAM = 0x0e;
const EMPTY_FILE = 0x0f;
const ANTI = 0x10;
const NAMES = 0x11;
const MODIFIED = 0x14;
const ATTRIBUTES = 0x15;
export const ENCODED_HEADER = 0x17;

const MAX_CODERS = 8;
const ATTRIBUTE_FOLDER = 0x10;
const ATTRIBUTE_UNIX = 0x8000;
const NO_STREAMS: StreamsInfo = { packStart: 0, packSizes: [], folders: [], subStreams: [] };

/** Bounds-checked reading; running out of bytes means a damaged header. */
export class HeaderReader {
  #at = 0;
  readonly #view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get left(): number {
    return this.bytes.length - this.#at;
  }
  #need(bytes: number): number {
    if (bytes > this.left) throw damaged('the header of the 7z archive is damaged');
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
  byte(): number {
    return this.#view.getUint8(this.#need(1));
  }
  uint32(): number {
    return this.#view.getUint32(this.#need(4), true);
  }
  uint64(): bigint {
    return this.#view.getBigUint64(this.#need(8), true);
  }
  take(length: number): Uint8Array {
    const at = this.#need(length);
    return this.bytes.subarray(at, at + length);
  }
  /** 7z's own variable length: the first byte's leading ones tell how many more follow. */
  number(): number {
    const first = this.byte();
    let value = 0;
    let mask = 0x80;
    for (let i = 0; i < 8; i++) {
      if ((first & mask) === 0) {
        value += (first & (mask - 1)) * 2 ** (8 * i);
        break;
      }
      value += this.byte() * 2 ** (8 * i);
      mask >>= 1;
    }
    if (!Number.isSafeInteger(value)) throw damaged('the header of the 7z archive is damaged');
    return value;
  }
  /** A count of things that take at least `bits` bits each of what is left (or of `limit`). */
  count(limit: number): number {
    const value = this.number();
    if (value > limit) throw damaged('the header of the 7z archive is damaged');
    return value;
  }
  bits(count: number): boolean[] {
    const bytes = this.take(Math.ceil(count / 8));
    return Array.from({ length: count }, (_, i) => ((bytes[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0);
  }
  /** A leading byte says whether all are set; otherwise bits follow. */
  optionalBits(count: number): boolean[] {
    return this.byte() !== 0 ? new Array<boolean>(count).fill(true) : this.bits(count);
  }
  expect(id: number): void {
    if (this.byte() !== id) throw damaged('the header of the 7z archive is damaged');
  }
}

function readDigests(reader: HeaderReader, count: number): (number | undefined)[] {
  return reader.optionalBits(count).map((defined) => (defined ? reader.uint32() : undefined));
}

export function readHeader(reader: HeaderReader, limits: Limits): SevenZipHeader {
  let streams = NO_STREAMS;
  let files: SevenZipFile[] = [];
  for (;;) {
    const id = reader.byte();
    if (id === END) return { streams, files };
    if (id === ARCHIVE_PROPERTIES) skipProperties(reader);
    else if (id === ADDITIONAL_STREAMS) readStreams(reader, limits);
    else if (id === MAIN_STREAMS) streams = readStreams(reader, limits);
    else if (id === FILES) files = readFiles(reader, limits);
    else throw damaged('the header of the 7z archive is damaged');
  }
}

export const isPlainHeader = (id: number): boolean => id === HEADER;

function skipProperties(reader: HeaderReader): void {
  while (reader.byte() !== END) reader.take(reader.number());
}

export function readStreams(reader: HeaderReader, limits: Limits): StreamsInfo {
  let packStart = 0;
  let packSizes: number[] = [];
  let folders: Folder[] = [];
  let subStreams: SubStream[][] | undefined;
  for (;;) {
    const id = reader.byte();
    if (id === END) break;
    if (id === PACK_INFO) ({ packStart, packSizes } = readPackInfo(reader));
    else if (id === UNPACK_INFO) folders = readFolders(reader);
    else if (id === SUB_STREAMS) subStreams = readSubStreams(reader, folders, limits);
    else throw damaged('the header of the 7z archive is damaged');
  }
  return { packStart, packSizes, folders, subStreams: subStreams ?? folders.map(wholeFolder) };
}

const wholeFolder = (folder: Folder): SubStream[] => [{ size: folderSize(folder), crc: folder.crc }];

function readPackInfo(reader: HeaderReader): { packStart: number; packSizes: number[] } {
  const packStart = reader.number();
  const count = reader.count(reader.left);
  let packSizes: number[] = [];
  for (;;) {
    const id = reader.byte();
    if (id === END) return { packStart, packSizes };
    if (id === SIZE) packSizes = Array.from({ length: count }, () => reader.number());
    else if (id === CRC) readDigests(reader, count);
    else throw damaged('the header of the 7z archive is damaged');
  }
}

function readFolders(reader: HeaderReader): Folder[] {
  reader.expect(FOLDER);
  const count = reader.count(reader.left);
  if (reader.byte() !== 0) throw new EvidenceError('ALC-E006', 'the 7z archive keeps its header in another stream');
  const folders = Array.from({ length: count }, () => readFolder(reader));
  reader.expect(UNPACK_SIZE);
  for (const folder of folders) {
    const outputs = folder.coders.reduce((sum, coder) => sum + coder.outputs, 0);
    for (let i = 0; i < outputs; i++) folder.unpackSizes.push(reader.number());
  }
  for (;;) {
    const id = reader.byte();
    if (id === END) return folders;
    if (id !== CRC) throw damaged('the header of the 7z archive is damaged');
    const digests = readDigests(reader, count);
    folders.forEach((folder, i) => {
      folder.crc = digests[i];
    });
  }
}

function readFolder(reader: HeaderReader): Folder {
  const coders = Array.from({ length: reader.count(MAX_CODERS) }, () => readCoder(reader));
  const inputs = coders.reduce((sum, coder) => sum + coder.inputs, 0);
  const outputs = coders.reduce((sum, coder) => sum + coder.outputs, 0);
  if (outputs === 0) throw damaged('the header of the 7z archive is damaged');
  const bindings = Array.from({ length: outputs - 1 }, (): [number, number] => [reader.number(), reader.number()]);
  const packed = inputs - bindings.length;
  const bound = new Set(bindings.map(([input]) => input));
  const packedInputs =
    packed === 1
      ? [Array.from({ length: inputs }, (_, i) => i).find((i) => !bound.has(i)) ?? 0]
      : Array.from({ length: Math.max(0, packed) }, () => reader.number());
  return { coders, bindings, packedInputs, unpackSizes: [], crc: undefined };
}

function readCoder(reader: HeaderReader): Coder {
  const flags = reader.byte();
  const method = Buffer.from(reader.take(flags & 0x0f)).toString('hex');
  const complex = (flags & 0x10) !== 0;
  const inputs = complex ? reader.count(MAX_CODERS) : 1;
  const outputs = complex ? reader.count(MAX_CODERS) : 1;
  const properties = (flags & 0x20) !== 0 ? reader.take(reader.number()) : new Uint8Array(0);
  if ((flags & 0xc0) !== 0) throw damaged('the header of the 7z archive is damaged');
  return { method, inputs, outputs, properties };
}

/** Size of what the folder's last coder gives: the output that nothing inside the folder takes. */
export function folderSize(folder: Folder): number {
  const bound = new Set(folder.bindings.map(([, output]) => output));
  return folder.unpackSizes.find((_, output) => !bound.has(output)) ?? 0;
}

function readSubStreams(reader: HeaderReader, folders: readonly Folder[], limits: Limits): SubStream[][] {
  let counts = folders.map(() => 1);
  let id = reader.byte();
  if (id === STREAM_COUNT) {
    counts = folders.map(() => reader.count(limits.maxMembers));
    id = reader.byte();
  }
  if (counts.reduce((sum, count) => sum + count, 0) > limits.maxMembers)
    throw new EvidenceError('ALC-E007', `more than ${limits.maxMembers} members`);
  const sizes = folders.map((folder, i) => subStreamSizes(reader, counts[i] ?? 0, folderSize(folder), id === SIZE));
  if (id === SIZE) id = reader.byte();
  const known = folders.map((folder, i) => counts[i] === 1 && folder.crc !== undefined);
  const unknown = counts.reduce((sum, count, i) => sum + (known[i] ? 0 : count), 0);
  let digests: (number | undefined)[] = [];
  for (; id !== END; id = reader.byte()) {
    if (id !== CRC) throw damaged('the header of the 7z archive is damaged');
    digests = readDigests(reader, unknown);
  }
  let next = 0;
  return folders.map((folder, i) =>
    (sizes[i] ?? []).map((size) => ({ size, crc: known[i] ? folder.crc : digests[next++] })),
  );
}

/** All but the last size are stored; the last is the rest. */
function subStreamSizes(reader: HeaderReader, count: number, total: number, stored: boolean): number[] {
  if (count === 0) return [];
  if (!stored && count > 1) throw damaged('the header of the 7z archive is damaged');
  const sizes: number[] = [];
  let left = total;
  for (let i = 1; i < count; i++) {
    const size = reader.number();
    left -= size;
    sizes.push(size);
  }
  if (left < 0) throw damaged('the header of the 7z archive is damaged');
  return [...sizes, left];
}

function readFiles(reader: HeaderReader, limits: Limits): SevenZipFile[] {
  const count = reader.number();
  if (count > limits.maxMembers) throw new EvidenceError('ALC-E007', `more than ${limits.maxMembers} members`);
  let empty = new Array<boolean>(count).fill(false);
  let emptyFile: boolean[] = [];
  let anti: boolean[] = [];
  let names: string[] = [];
  let times: (number | undefined)[] = [];
  let attributes: (number | undefined)[] = [];
  for (;;) {
    const id = reader.byte();
    if (id === END) break;
    const property = new HeaderReader(reader.take(reader.number()));
    const empties = empty.reduce((sum, is) => sum + (is ? 1 : 0), 0);
    if (id === EMPTY_STREAM) empty = property.bits(count);
    else if (id === EMPTY_FILE) emptyFile = property.bits(empties);
    else if (id === ANTI) anti = property.bits(empties);
    else if (id === NAMES) names = readNames(property, count);
    else if (id === MODIFIED) times = readOptional(property, count, () => fileTime(property.uint64()));
    else if (id === ATTRIBUTES) attributes = readOptional(property, count, () => property.uint32());
  }
  if (names.length < count) throw damaged('the header of the 7z archive has no names');
  let emptyIndex = -1;
  const files: SevenZipFile[] = [];
  for (let i = 0; i < count; i++) {
    const hasStream = !empty[i];
    if (!hasStream) emptyIndex++;
    if (!hasStream && anti[emptyIndex] === true) continue;
    const attribute = attributes[i] ?? 0;
    const mode = (attribute & ATTRIBUTE_UNIX) !== 0 ? attribute >>> 16 : 0;
    const isFolder = !hasStream && (emptyFile[emptyIndex] !== true || (attribute & ATTRIBUTE_FOLDER) !== 0);
    const isLink = (mode & 0o170000) === 0o120000;
    files.push({ name: names[i] ?? '', hasStream, isFolder, isLink, modified: times[i] });
  }
  return files;
}

function readNames(reader: HeaderReader, count: number): string[] {
  if (reader.byte() !== 0) throw new EvidenceError('ALC-E006', 'the 7z archive keeps its names in another stream');
  const text = new TextDecoder('utf-16le').decode(reader.take(reader.left));
  return text.split('\0', count);
}

function readOptional<T>(reader: HeaderReader, count: number, read: () => T): (T | undefined)[] {
  const defined = reader.optionalBits(count);
  if (reader.byte() !== 0) throw new EvidenceError('ALC-E006', 'the 7z archive keeps its attributes in another stream');
  return defined.map((is) => (is ? read() : undefined));
}
