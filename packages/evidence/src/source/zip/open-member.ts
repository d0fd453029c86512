import { crc32, inflateRawSync } from 'node:zlib';
import { AccessStream, type ByteStream } from '../../bytes/byte-stream.js';
import { Cursor } from '../../bytes/cursor.js';
import { InflateStream } from '../../bytes/inflate.js';
import { expansionLimit, LimitedStream } from '../../bytes/limited-stream.js';
import { type RandomAccess, readRange, WindowAccess } from '../../bytes/random-access.js';
import { damaged, EvidenceError } from '../../problem.js';
import type { ReadContext } from '../../unit.js';
import { memberName } from '../member-name.js';
import { decodeName } from './cp437.js';
import * as format from './format.js';
import {
  FLAG_DESCRIPTOR,
  FLAG_ENCRYPTED,
  FLAG_STRONG_ENCRYPTION,
  FLAG_UTF8,
  METHOD_AES,
  METHOD_DEFLATE,
  METHOD_STORED,
  methodName,
  type ZipMember,
} from './member.js';
import { AesAccess, AesStream, MAC_BYTES, openAes } from './winzip-aes.js';
import { ZIP_CRYPTO_HEADER, ZipCrypto, ZipCryptoStream } from './zip-crypto.js';

/** Below these sizes a member is inflated in one synchronous call: no stream, no thread pool. */
const SMALL_PACKED = 1 << 20;
const SMALL_SIZE = 4 << 20;

/** The member's content. The access is closed with the stream, also when this throws. */
export function openZipMember(access: RandomAccess, member: ZipMember, context: ReadContext): ByteStream {
  try {
    checkReadable(member);
    const start = dataStart(access, member, context);
    if (start + member.packed > access.size) context.note('ALC-E004', 'the zip ends inside the member');
    const small = member.packed <= SMALL_PACKED && member.size <= SMALL_SIZE;
    const content = small && isPlain(member) ? inflateSmall(access, start, member) : undefined;
    if (content !== undefined) return new SmallContent(content, access);
    return new MemberStream(access, start, member, context);
  } catch (error) {
    access.close();
    throw error;
  }
}

/** A stored member as bytes of their own, for an archive inside; undefined where it is compressed. Takes over the access. */
export function storedMemberAccess(
  access: RandomAccess,
  member: ZipMember,
  context: ReadContext,
): RandomAccess | undefined {
  try {
    checkReadable(member);
    const stored = member.method === METHOD_STORED;
    if (!stored || (isEncrypted(member) && member.aes === undefined)) {
      access.close();
      return undefined;
    }
    const start = dataStart(access, member, context);
    if (member.aes === undefined) return new WindowAccess(access, start, member.packed);
    const aes = openAes(access, start, member.packed, member.aes.strength, context.password);
    return new AesAccess(new WindowAccess(access, aes.start, aes.length), aes.keys);
  } catch (error) {
    access.close();
    throw error;
  }
}

export const isEncrypted = (member: ZipMember): boolean => (member.flags & FLAG_ENCRYPTED) !== 0;
const isPlain = (member: ZipMember): boolean => !isEncrypted(member);

export function checkReadable(member: ZipMember): void {
  if ((member.flags & FLAG_STRONG_ENCRYPTION) !== 0 && isEncrypted(member))
    throw new EvidenceError('ALC-E006', "the member uses PKWARE's strong encryption");
  if (member.method === METHOD_AES) throw damaged('the AES field of the member is missing');
  if (member.method !== METHOD_STORED && member.method !== METHOD_DEFLATE)
    throw new EvidenceError('ALC-E006', `compression method: ${methodName(member.method)}`);
}

/** Reads the local header, compares it with the directory, and tells where the data begins. */
function dataStart(access: RandomAccess, member: ZipMember, context: ReadContext): number {
  const header = readRange(access, member.offset, format.LOCAL_SIZE);
  const view = format.viewOf(header);
  if (header.length < format.LOCAL_SIZE || view.getUint32(0, true) !== format.LOCAL_HEADER)
    throw damaged('the local header of the member is missing');
  const nameLength = view.getUint16(26, true);
  const nameStart = member.offset + format.LOCAL_SIZE;
  const flags = view.getUint16(6, true);
  const name = memberName(decodeName(readRange(access, nameStart, nameLength), (flags & FLAG_UTF8) !== 0));
  if (!('path' in name) || name.path !== member.path)
    context.note('ALC-E004', 'the zip names this member differently in its directory and in front of its data');
  const size = view.getUint32(22, true);
  const sizeDiffers = (flags & FLAG_DESCRIPTOR) === 0 && size !== 0xffffffff && size !== member.size;
  if (sizeDiffers) context.note('ALC-E004', 'the zip gives two different sizes for this member');
  return nameStart + nameLength + view.getUint16(28, true);
}

/** The whole content, checked; undefined where anything is odd, so that the stream can give what there is and say what. */
function inflateSmall(access: RandomAccess, start: number, member: ZipMember): Uint8Array | undefined {
  const packed = readRange(access, start, member.packed);
  if (packed.length < member.packed) return undefined;
  let content: Uint8Array = packed;
  if (member.method === METHOD_DEFLATE) {
    try {
      content = inflateRawSync(packed, {
        maxOutputLength: Math.max(1, member.size),
        chunkSize: inflateChunk(member.size),
      });
    } catch {
      return undefined;
    }
  }
  return content.length === member.size && crc32(content) === member.crc ? content : undefined;
}

/** Room for the whole content at once, within what zlib accepts. */
const inflateChunk = (size: number): number => Math.max(64, Math.min(size + 1, SMALL_SIZE));

class SmallContent implements ByteStream {
  #content: Uint8Array | undefined;
  constructor(
    content: Uint8Array,
    readonly access: RandomAccess,
  ) {
    this.#content = content.length > 0 ? content : undefined;
  }
  async next(): Promise<Uint8Array | undefined> {
    const content = this.#content;
    this.#content = undefined;
    return content;
  }
  close(): void {
    this.access.close();
  }
}

/** Decrypts, inflates and checks, chunk by chunk. */
class MemberStream implements ByteStream {
  readonly #stream: ByteStream;
  readonly #aes: AesStream | undefined;
  readonly #macOffset: number;
  #crc = 0;
  #size = 0;

  constructor(
    readonly access: RandomAccess,
    start: number,
    readonly member: ZipMember,
    readonly context: ReadContext,
  ) {
    let stream: ByteStream;
    this.#macOffset = start + member.packed - MAC_BYTES;
    if (member.aes !== undefined) {
      const aes = openAes(access, start, member.packed, member.aes.strength, context.password);
      const encrypted = new AccessStream(access, aes.start, Math.min(access.size, aes.start + aes.length), false);
      this.#aes = new AesStream(encrypted, aes.keys);
      stream = this.#aes;
    } else if (isEncrypted(member)) {
      stream = openZipCrypto(access, start, member, context.password);
    } else {
      stream = new AccessStream(access, start, Math.min(access.size, start + member.packed), false);
    }
    if (member.method === METHOD_DEFLATE) stream = new InflatedMember(stream);
    this.#stream = new LimitedStream(stream, expansionLimit(member.packed, context.limits));
  }

  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.#stream.next().catch((error: unknown) => {
      throw this.#isZipCrypto && !(error instanceof EvidenceError && error.code === 'ALC-E007')
        ? wrongPassword()
        : error;
    });
    if (chunk === undefined) {
      this.#check();
      return undefined;
    }
    this.#crc = crc32(chunk, this.#crc);
    this.#size += chunk.length;
    return chunk;
  }

  /** Its check byte lets one wrong password in 256 through; what comes out then is damaged. */
  get #isZipCrypto(): boolean {
    return isEncrypted(this.member) && this.member.aes === undefined;
  }

  #check(): void {
    const { member, context } = this;
    if (this.#isZipCrypto && this.#crc !== member.crc) throw wrongPassword();
    if (this.#size !== member.size)
      context.note('ALC-E004', `the member holds ${this.#size} bytes, the zip says ${member.size}`);
    // AE-2 leaves the checksum out: it would tell something about the content.
    const hasChecksum = member.aes?.version !== 2;
    if (hasChecksum && this.#crc !== member.crc) context.note('ALC-E008', 'CRC-32 does not match');
    if (this.#aes !== undefined && !this.#aes.authenticates(readRange(this.access, this.#macOffset, MAC_BYTES)))
      context.note('ALC-E008', 'the authentication code of the encrypted member does not match');
  }

  close(): void {
    this.#stream.close();
    this.access.close();
  }
}

const wrongPassword = (): EvidenceError =>
  new EvidenceError('ALC-E005', 'the member is encrypted and the password is wrong (or the member is damaged)');

/** Inflates, then reads the packed data to its end, so that an authentication code covers all of it. */
class InflatedMember implements ByteStream {
  readonly #packed: Cursor;
  readonly #inflate: InflateStream;
  constructor(packed: ByteStream) {
    this.#packed = new Cursor(packed);
    this.#inflate = new InflateStream(this.#packed);
  }
  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.#inflate.next();
    if (chunk === undefined) while ((await this.#packed.next(1 << 20)) !== undefined);
    return chunk;
  }
  close(): void {
    this.#inflate.close();
    this.#packed.close();
  }
}

function openZipCrypto(
  access: RandomAccess,
  start: number,
  member: ZipMember,
  password: string | undefined,
): ByteStream {
  if (password === undefined) throw new EvidenceError('ALC-E005', 'the member is encrypted; give its password');
  const header = readRange(access, start, ZIP_CRYPTO_HEADER);
  if (header.length < ZIP_CRYPTO_HEADER) throw damaged('the zip ends inside the member');
  const crypto = new ZipCrypto(password);
  crypto.decrypt(header);
  const check = (member.flags & FLAG_DESCRIPTOR) === 0 ? member.crc >>> 24 : member.dosTime >>> 8;
  if (header[ZIP_CRYPTO_HEADER - 1] !== check)
    throw new EvidenceError('ALC-E005', 'the member is encrypted and the password is wrong');
  const end = Math.min(access.size, start + member.packed);
  return new ZipCryptoStream(new AccessStream(access, start + ZIP_CRYPTO_HEADER, end, false), crypto);
}
