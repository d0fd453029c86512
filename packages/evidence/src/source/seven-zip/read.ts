import { crc32 } from 'node:zlib';
import { GeneratorStream } from '../../bytes/byte-stream.js';
import { expansionLimit } from '../../bytes/limited-stream.js';
import { type RandomAccess, readRange } from '../../bytes/random-access.js';
import type { Limits } from '../../limits.js';
import { damaged, EvidenceError } from '../../problem.js';
import { memberName, shownName } from '../member-name.js';
import type { Refuse, StreamMembers } from '../stream-member.js';
import { bcjX86 } from './bcj-x86.js';
import { aes256, type Chunks, delta, lzma, lzma2 } from './coders.js';
import * as header from './header.js';

export const SIGNATURE = Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c);
const START_HEADER = 32;
const READ_BYTES = 256 * 1024;
/** A header may be packed, and packed again; real ones are packed once. */
const MAX_HEADER_LAYERS = 4;

const COPY = '00';
const DELTA = '03';
const BCJ_X86 = '04';
const BCJ_X86_OLD = '03030103';
const LZMA = '030101';
const LZMA2 = '21';
const AES = '06f10701';
const METHOD_NAMES: Readonly<Record<string, string>> = {
  '0303011b': 'BCJ2',
  '030401': 'PPMd',
  '040108': 'Deflate',
  '040109': 'Deflate64',
  '040202': 'BZip2',
  '0a': 'ARM64 filter',
};

interface Archive {
  readonly access: RandomAccess;
  readonly limits: Limits;
  readonly password: string | undefined;
}

/** Unpacked bytes of all files, from the header alone. Throws EvidenceError. */
export function sevenZipSize(access: RandomAccess, limits: Limits, password: string | undefined): number {
  const { streams } = openHeader({ access, limits, password });
  return streams.folders.reduce((sum, folder) => sum + header.folderSize(folder), 0);
}

/** The files of a 7z archive in its own order. */
export async function* readSevenZip(
  access: RandomAccess,
  limits: Limits,
  password: string | undefined,
  refuse: Refuse,
): StreamMembers {
  const archive: Archive = { access, limits, password };
  const { streams, files } = openHeader(archive);
  const total = streams.folders.reduce((sum, folder) => sum + header.folderSize(folder), 0);
  if (total > limits.maxTotalBytes)
    throw new EvidenceError('ALC-E007', `more than ${limits.maxTotalBytes} bytes unpacked`);
  const parts = folderParts(archive, streams);
  for (const file of files) {
    const part = file.hasStream ? parts.next() : undefined;
    if (part?.done) throw damaged('the 7z archive lists more files than it holds');
    if (file.isFolder) continue;
    const checked = memberName(file.name);
    if ('refused' in checked) refuse(shownName(file.name), 'ALC-E003', checked.refused);
    else if (file.isLink) refuse(checked.path, 'ALC-E002', 'the member is a symbolic link');
    else
      yield {
        path: checked.path,
        size: part?.value.size ?? 0,
        modified: file.modified,
        content: new GeneratorStream(part?.value.chunks ?? []),
      };
  }
}

function openHeader(archive: Archive): header.SevenZipHeader {
  const start = readRange(archive.access, 0, START_HEADER);
  if (start.length < START_HEADER || SIGNATURE.some((byte, i) => start[i] !== byte))
    throw damaged('this is not a 7z archive');
  if (start[6] !== 0) throw new EvidenceError('ALC-E006', `7z format version ${start[6]}`);
  const place = new header.HeaderReader(start.subarray(8));
  if (place.uint32() !== crc32(start.subarray(12))) throw damaged('the start of the 7z archive is damaged');
  const offset = Number(place.uint64());
  const size = Number(place.uint64());
  if (size === 0) return header.readHeader(new header.HeaderReader(Uint8Array.of(0)), archive.limits);
  if (size > archive.limits.maxDirectoryBytes)
    throw new EvidenceError('ALC-E007', 'the header of the 7z archive is too large');
  let bytes = readRange(archive.access, START_HEADER + offset, size);
  if (bytes.length < size) throw damaged('the 7z archive is cut: its header at the end is missing');
  if (crc32(bytes) !== place.uint32()) throw damaged('the header of the 7z archive is damaged');
  for (let layer = 0; layer < MAX_HEADER_LAYERS; layer++) {
    const reader = new header.HeaderReader(bytes);
    const id = reader.byte();
    if (header.isPlainHeader(id)) return header.readHeader(reader, archive.limits);
    if (id !== header.ENCODED_HEADER) throw damaged('the header of the 7z archive is damaged');
    bytes = unpackHeader(archive, header.readStreams(reader, archive.limits));
  }
  throw new EvidenceError('ALC-E007', 'the header of the 7z archive is packed too often');
}

function unpackHeader(archive: Archive, streams: header.StreamsInfo): Uint8Array {
  const size = streams.folders.reduce((sum, folder) => sum + header.folderSize(folder), 0);
  if (size > archive.limits.maxDirectoryBytes)
    throw new EvidenceError('ALC-E007', 'the header of the 7z archive is too large');
  const pieces: Uint8Array[] = [];
  for (const part of folderParts(archive, streams)) for (const chunk of part.chunks) pieces.push(chunk.slice());
  return Buffer.concat(pieces);
}

interface Part {
  readonly size: number;
  readonly chunks: Chunks;
}

/** The streams of all folders in order. What the caller does not read of one is decoded and dropped. */
function* folderParts(archive: Archive, streams: header.StreamsInfo): Generator<Part, void, void> {
  let packed = 0;
  let offset = START_HEADER + streams.packStart;
  for (const [index, folder] of streams.folders.entries()) {
    const sizes = streams.packSizes.slice(packed, packed + folder.packedInputs.length);
    if (sizes.length < folder.packedInputs.length) throw damaged('the header of the 7z archive is damaged');
    const reader = new FolderReader(archive, folder, offset, sizes);
    for (const subStream of streams.subStreams[index] ?? []) {
      yield { size: subStream.size, chunks: reader.begin(subStream) };
      reader.finishPart();
    }
    packed += sizes.length;
    offset += sizes.reduce((sum, size) => sum + size, 0);
  }
}

/** Cuts a folder's output into its files and checks each. One fault ends the folder, not the archive. */
class FolderReader {
  #chunks: Chunks | undefined;
  #chunk: Uint8Array = new Uint8Array(0);
  #fault: unknown;
  #left = 0;
  #delivered = 0;

  constructor(
    readonly archive: Archive,
    readonly folder: header.Folder,
    readonly offset: number,
    readonly sizes: readonly number[],
  ) {}

  /** The next file's content; its bytes count as to be passed from now on, whether they are asked for or not. */
  begin({ size, crc }: header.SubStream): Chunks {
    this.#left = size;
    return this.#part(crc);
  }

  *#part(crc: number | undefined): Chunks {
    let actual = 0;
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next()) {
      actual = crc32(chunk, actual);
      yield chunk;
    }
    if (crc !== undefined && crc !== actual)
      throw this.#isEncrypted ? wrongPassword() : new EvidenceError('ALC-E008', 'CRC-32 does not match');
  }

  /** Decodes and drops what was not read. */
  finishPart(): void {
    try {
      while (this.#next() !== undefined);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }

  #next(): Uint8Array | undefined {
    if (this.#left === 0) return undefined;
    if (this.#fault !== undefined) throw this.#fault;
    try {
      while (this.#chunk.length === 0) {
        this.#chunks ??= this.#open();
        const step = this.#chunks.next();
        if (step.done) throw damaged('the packed data of the 7z archive ends too early');
        this.#chunk = step.value;
      }
    } catch (error) {
      this.#fault =
        error instanceof EvidenceError && error.code === 'ALC-E004' && this.#isEncrypted ? wrongPassword() : error;
      throw this.#fault;
    }
    const part = this.#chunk.subarray(0, this.#left);
    this.#chunk = this.#chunk.subarray(part.length);
    this.#left -= part.length;
    this.#delivered += part.length;
    const packed = this.sizes.reduce((sum, size) => sum + size, 0);
    if (
      this.#delivered >
      expansionLimit(packed, { ...this.archive.limits, maxMemberBytes: this.archive.limits.maxTotalBytes })
    ) {
      this.#fault = new EvidenceError(
        'ALC-E007',
        `reading stopped after ${this.#delivered} unpacked bytes: a decompression bomb?`,
      );
      throw this.#fault;
    }
    return part;
  }

  get #isEncrypted(): boolean {
    return this.folder.coders.some((coder) => coder.method === AES);
  }

  /** Follows the chain from the packed stream to the output that nothing inside takes. */
  #open(): Chunks {
    const { coders, bindings, packedInputs, unpackSizes } = this.folder;
    for (const coder of coders) {
      const single = coder.inputs === 1 && coder.outputs === 1;
      if (!single || METHOD_NAMES[coder.method] !== undefined)
        throw new EvidenceError('ALC-E006', `7z method ${METHOD_NAMES[coder.method] ?? coder.method}`);
    }
    let index = packedInputs[0] ?? 0;
    let chunks = packedChunks(this.archive.access, this.offset, this.sizes[0] ?? 0);
    for (let steps = 0; steps < coders.length; steps++) {
      const coder = coders[index];
      if (coder === undefined) throw damaged('the header of the 7z archive is damaged');
      chunks = decoded(coder, chunks, unpackSizes[index] ?? 0, this.archive);
      const next = bindings.find(([, output]) => output === index);
      if (next === undefined) return chunks;
      index = next[0];
    }
    throw damaged('the header of the 7z archive is damaged');
  }
}

const wrongPassword = (): EvidenceError =>
  new EvidenceError('ALC-E005', 'the 7z archive is encrypted and the password is wrong (or the archive is damaged)');

function decoded(coder: header.Coder, input: Chunks, size: number, { limits, password }: Archive): Chunks {
  switch (coder.method) {
    case COPY:
      return input;
    case LZMA:
      return lzma(input, coder.properties, size, limits);
    case LZMA2:
      return lzma2(input, coder.properties, size, limits);
    case BCJ_X86:
    case BCJ_X86_OLD:
      return bcjX86(input);
    case DELTA:
      return delta(input, coder.properties);
    case AES:
      return cut(aes256(input, coder.properties, password), size);
    default:
      throw new EvidenceError('ALC-E006', `7z method ${coder.method}`);
  }
}

/** AES works in whole blocks; what fills up the last one is not content. */
function* cut(input: Chunks, size: number): Chunks {
  let left = size;
  for (const chunk of input) {
    if (left === 0) return;
    const part = chunk.subarray(0, left);
    left -= part.length;
    yield part;
  }
}

function* packedChunks(access: RandomAccess, start: number, size: number): Chunks {
  const buffer = new Uint8Array(Math.min(READ_BYTES, Math.max(1, size)));
  for (let done = 0; done < size; ) {
    const target = buffer.subarray(0, Math.min(buffer.length, size - done));
    const read = access.readInto(target, start + done);
    if (read === 0) throw damaged('the 7z archive is cut');
    done += read;
    yield target.subarray(0, read);
  }
}
