/**
 * Writes zip archives as a stream, deterministically: equal entries give equal bytes. For the lab's example evidence and
 * for tests; the salt of encrypted members comes from name and content, so it protects nothing worth protecting.
 */
import { createHash, createHmac } from 'node:crypto';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import * as format from '../source/zip/format.js';
import {
  FLAG_DESCRIPTOR,
  FLAG_ENCRYPTED,
  FLAG_UTF8,
  METHOD_AES,
  METHOD_DEFLATE,
  METHOD_STORED,
} from '../source/zip/member.js';
import { AesCounter, deriveKeys, MAC_BYTES, saltBytes } from '../source/zip/winzip-aes.js';
import { type ArchiveEntry, chunksOf, DEFAULT_MODIFIED } from './entry.js';

export interface ZipOptions {
  readonly method: 'stored' | 'deflate';
  /** Encrypts all members with WinZip AES-256 (AE-2). Holds one member in memory at a time. */
  readonly password?: string;
  /** Writes 64-bit sizes even where 32 bits would do. */
  readonly zip64?: boolean;
}

const AES_STRENGTH = 3;
const FULL_32 = 0xffffffff;
const VERSION_ZIP64 = 45;
const VERSION_AES = 51;

interface Written {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly modified: number;
  readonly offset: number;
  crc: number;
  packed: number;
  size: number;
  readonly wide: boolean;
  readonly aesMethod: number | undefined;
}

/**
 * A zip archive as a stream of bytes: zip64 where needed, encrypted (WinZip AES-256) with a password. For example and test
 * evidence; throws what the source of an entry throws.
 * Source: PKWARE APPNOTE.TXT; WinZip AE-2.
 */
export async function* writeZip(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
  options: ZipOptions,
): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const encrypted = options.password !== undefined;
    const whole = entry.data instanceof Uint8Array ? entry.data : encrypted ? await collect(entry) : undefined;
    const chunks =
      whole === undefined ? streamed(entry, options, offset, written) : known(entry, whole, options, offset, written);
    for await (const chunk of chunks) {
      offset += chunk.length;
      yield chunk;
    }
  }
  yield directory(written, offset, options.zip64 === true);
}

async function collect(entry: ArchiveEntry): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(entry.data)) chunks.push(chunk.slice());
  return Buffer.concat(chunks);
}

/** A member whose content is in memory: sizes stand in the local header. */
function* known(
  entry: ArchiveEntry,
  data: Uint8Array,
  { method, password, zip64 }: ZipOptions,
  offset: number,
  written: Written[],
): Generator<Uint8Array> {
  const inner = method === 'deflate' ? METHOD_DEFLATE : METHOD_STORED;
  const packed = method === 'deflate' ? deflateRawSync(data) : data;
  const body = password === undefined ? packed : encrypt(packed, password, entry.path, data);
  const member: Written = {
    name: Buffer.from(entry.path),
    flags: FLAG_UTF8 | (password === undefined ? 0 : FLAG_ENCRYPTED),
    method: password === undefined ? inner : METHOD_AES,
    modified: entry.modified ?? DEFAULT_MODIFIED,
    offset,
    crc: password === undefined ? crc32(data) : 0,
    packed: body.length,
    size: data.length,
    wide: zip64 === true || body.length >= FULL_32 || data.length >= FULL_32,
    aesMethod: password === undefined ? undefined : inner,
  };
  written.push(member);
  yield localHeader(member);
  yield body;
}

/** A member whose content comes in pieces: sizes follow the data, always with 64 bits. */
async function* streamed(
  entry: ArchiveEntry,
  { method }: ZipOptions,
  offset: number,
  written: Written[],
): AsyncGenerator<Uint8Array> {
  const member: Written = {
    name: Buffer.from(entry.path),
    flags: FLAG_UTF8 | FLAG_DESCRIPTOR,
    method: method === 'deflate' ? METHOD_DEFLATE : METHOD_STORED,
    modified: entry.modified ?? DEFAULT_MODIFIED,
    offset,
    crc: 0,
    packed: 0,
    size: 0,
    wide: true,
    aesMethod: undefined,
  };
  written.push(member);
  yield localHeader(member);
  const counted = count(chunksOf(entry.data), member);
  for await (const chunk of method === 'deflate' ? deflate(counted) : counted) {
    member.packed += chunk.length;
    yield chunk;
  }
  const descriptor = Buffer.alloc(24);
  descriptor.writeUInt32LE(format.DESCRIPTOR, 0);
  descriptor.writeUInt32LE(member.crc, 4);
  descriptor.writeBigUInt64LE(BigInt(member.packed), 8);
  descriptor.writeBigUInt64LE(BigInt(member.size), 16);
  yield descriptor;
}

async function* count(chunks: AsyncIterable<Uint8Array>, member: Written): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    member.crc = crc32(chunk, member.crc);
    member.size += chunk.length;
    yield chunk;
  }
}

async function* deflate(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createDeflateRaw();
  const fed = (async () => {
    for await (const chunk of chunks) await new Promise<void>((done) => stream.write(chunk, () => done()));
    stream.end();
  })();
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  await fed;
}

function encrypt(packed: Uint8Array, password: string, path: string, data: Uint8Array): Uint8Array {
  const salt = createHash('sha256')
    .update(path)
    .update('\0')
    .update(data)
    .digest()
    .subarray(0, saltBytes(AES_STRENGTH));
  const keys = deriveKeys(password, salt, AES_STRENGTH);
  const body = Uint8Array.from(packed);
  new AesCounter(keys.key).apply(body, 0);
  const mac = createHmac('sha1', keys.macKey).update(body).digest().subarray(0, MAC_BYTES);
  return Buffer.concat([salt, keys.check, body, mac]);
}

function dosDateTime(milliseconds: number): { date: number; time: number } {
  const moment = new Date(Math.max(milliseconds, DEFAULT_MODIFIED));
  const date = ((moment.getUTCFullYear() - 1980) << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate();
  const time = (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1);
  return { date, time };
}

const versionOf = (member: Written): number =>
  member.aesMethod !== undefined ? VERSION_AES : member.wide ? VERSION_ZIP64 : 20;

function localHeader(member: Written): Uint8Array {
  const streamedSizes = (member.flags & FLAG_DESCRIPTOR) !== 0;
  const sizes = streamedSizes ? [0n, 0n] : [BigInt(member.size), BigInt(member.packed)];
  const extra = Buffer.concat([member.wide ? zip64Extra(sizes) : Buffer.alloc(0), timeExtra(member), aesExtra(member)]);
  const { date, time } = dosDateTime(member.modified);
  const header = Buffer.alloc(format.LOCAL_SIZE);
  header.writeUInt32LE(format.LOCAL_HEADER, 0);
  header.writeUInt16LE(versionOf(member), 4);
  header.writeUInt16LE(member.flags, 6);
  header.writeUInt16LE(member.method, 8);
  header.writeUInt16LE(time, 10);
  header.writeUInt16LE(date, 12);
  header.writeUInt32LE(member.crc, 14);
  header.writeUInt32LE(member.wide ? FULL_32 : member.packed, 18);
  header.writeUInt32LE(member.wide ? FULL_32 : member.size, 22);
  header.writeUInt16LE(member.name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, member.name, extra]);
}

function centralHeader(member: Written): Uint8Array {
  const numbers = [BigInt(member.size), BigInt(member.packed), BigInt(member.offset)];
  const wide = member.wide || member.offset >= FULL_32;
  const extra = Buffer.concat([wide ? zip64Extra(numbers) : Buffer.alloc(0), timeExtra(member), aesExtra(member)]);
  const { date, time } = dosDateTime(member.modified);
  const header = Buffer.alloc(format.CENTRAL_SIZE);
  header.writeUInt32LE(format.CENTRAL_HEADER, 0);
  header.writeUInt16LE(versionOf(member), 4);
  header.writeUInt16LE(versionOf(member), 6);
  header.writeUInt16LE(member.flags, 8);
  header.writeUInt16LE(member.method, 10);
  header.writeUInt16LE(time, 12);
  header.writeUInt16LE(date, 14);
  header.writeUInt32LE(member.crc, 16);
  header.writeUInt32LE(wide ? FULL_32 : member.packed, 20);
  header.writeUInt32LE(wide ? FULL_32 : member.size, 24);
  header.writeUInt16LE(member.name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(wide ? FULL_32 : member.offset, 42);
  return Buffer.concat([header, member.name, extra]);
}

function zip64Extra(values: readonly bigint[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, i) => {
    extra.writeBigUInt64LE(value, 4 + 8 * i);
  });
  return extra;
}

/** Extended timestamp: seconds in UTC, where DOS times know no zone. */
function timeExtra(member: Written): Buffer {
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(5, 2);
  extra.writeUInt8(1, 4);
  extra.writeInt32LE(Math.min(Math.floor(member.modified / 1000), 0x7fffffff), 5);
  return extra;
}

function aesExtra(member: Written): Buffer {
  if (member.aesMethod === undefined) return Buffer.alloc(0);
  const extra = Buffer.alloc(11);
  extra.writeUInt16LE(0x9901, 0);
  extra.writeUInt16LE(7, 2);
  extra.writeUInt16LE(2, 4);
  extra.write('AE', 6, 'latin1');
  extra.writeUInt8(AES_STRENGTH, 8);
  extra.writeUInt16LE(member.aesMethod, 9);
  return extra;
}

function directory(members: readonly Written[], offset: number, zip64: boolean): Uint8Array {
  const headers = Buffer.concat(members.map(centralHeader));
  const wide = zip64 || members.length >= 0xffff || offset >= FULL_32 || headers.length >= FULL_32;
  const pieces: Buffer[] = [headers];
  if (wide) {
    const end64 = Buffer.alloc(format.DIRECTORY_END_64_SIZE);
    end64.writeUInt32LE(format.DIRECTORY_END_64, 0);
    end64.writeBigUInt64LE(BigInt(format.DIRECTORY_END_64_SIZE - 12), 4);
    end64.writeUInt16LE(VERSION_ZIP64, 12);
    end64.writeUInt16LE(VERSION_ZIP64, 14);
    end64.writeBigUInt64LE(BigInt(members.length), 24);
    end64.writeBigUInt64LE(BigInt(members.length), 32);
    end64.writeBigUInt64LE(BigInt(headers.length), 40);
    end64.writeBigUInt64LE(BigInt(offset), 48);
    const locator = Buffer.alloc(format.DIRECTORY_LOCATOR_64_SIZE);
    locator.writeUInt32LE(format.DIRECTORY_LOCATOR_64, 0);
    locator.writeBigUInt64LE(BigInt(offset + headers.length), 8);
    locator.writeUInt32LE(1, 16);
    pieces.push(end64, locator);
  }
  const end = Buffer.alloc(format.DIRECTORY_END_SIZE);
  end.writeUInt32LE(format.DIRECTORY_END, 0);
  end.writeUInt16LE(wide ? 0xffff : members.length, 8);
  end.writeUInt16LE(wide ? 0xffff : members.length, 10);
  end.writeUInt32LE(wide ? FULL_32 : headers.length, 12);
  end.writeUInt32LE(wide ? FULL_32 : offset, 16);
  pieces.push(end);
  return Buffer.concat(pieces);
}
