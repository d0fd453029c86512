/** gzip (RFC 1952) with any number of members, as one stream. */
import { crc32 } from 'node:zlib';
import type { ByteStream } from '../../bytes/byte-stream.js';
import { Cursor } from '../../bytes/cursor.js';
import { InflateStream } from '../../bytes/inflate.js';
import type { Limits } from '../../limits.js';
import { damaged, EvidenceError } from '../../problem.js';

const HEADER_CRC = 1 << 1;
const EXTRA = 1 << 2;
const NAME = 1 << 3;
const COMMENT = 1 << 4;
/** Bytes of a file name or a comment in a header. */
export const MAX_HEADER_TEXT = 65_536;

export class GunzipStream implements ByteStream {
  readonly #cursor: Cursor;
  #inflate: InflateStream | undefined;
  #crc = 0;
  #size = 0;
  #members = 0;

  constructor(
    packed: ByteStream,
    readonly limits: Pick<Limits, 'maxMembers'>,
  ) {
    this.#cursor = new Cursor(packed);
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      this.#inflate ??= await this.#openMember();
      if (this.#inflate === undefined) return undefined;
      const chunk = await this.#inflate.next();
      if (chunk !== undefined) {
        this.#crc = crc32(chunk, this.#crc);
        this.#size += chunk.length;
        return chunk;
      }
      this.#inflate.close();
      this.#inflate = undefined;
      await this.#checkTrailer();
    }
  }

  async #openMember(): Promise<InflateStream | undefined> {
    const header = await this.#cursor.take(10);
    const [first, second, method, flags = 0] = header;
    if (this.#members > 0 && (first !== 0x1f || second !== 0x8b)) {
      await this.#expectPadding(header);
      return undefined;
    }
    if (header.length < 10) throw damaged('the gzip file ends inside its header');
    if (first !== 0x1f || second !== 0x8b) throw damaged('this is not a gzip file');
    if (method !== 8) throw new EvidenceError('ALC-E006', 'gzip with another method than deflate');
    if (this.#members >= this.limits.maxMembers)
      throw new EvidenceError('ALC-E007', `more than ${this.limits.maxMembers} gzip members`);
    if ((flags & EXTRA) !== 0) {
      const [low = 0, high = 0] = await this.#cursor.take(2);
      await this.#cursor.skip(low + high * 256);
    }
    if ((flags & NAME) !== 0) await this.#skipText();
    if ((flags & COMMENT) !== 0) await this.#skipText();
    if ((flags & HEADER_CRC) !== 0) await this.#cursor.skip(2);
    this.#members++;
    this.#crc = 0;
    this.#size = 0;
    return new InflateStream(this.#cursor);
  }

  async #skipText(): Promise<void> {
    for (let length = 0; length < MAX_HEADER_TEXT; length++) {
      const [byte] = await this.#cursor.take(1);
      if (byte === undefined || byte === 0) return;
    }
    throw damaged('the name in the gzip header does not end');
  }

  async #checkTrailer(): Promise<void> {
    const trailer = await this.#cursor.take(8);
    if (trailer.length < 8) throw damaged('the gzip file ends before its checksum');
    const view = new DataView(trailer.buffer);
    if (view.getUint32(0, true) !== this.#crc)
      throw new EvidenceError('ALC-E008', 'CRC-32 of the gzip file does not match');
    if (view.getUint32(4, true) !== this.#size % 2 ** 32)
      throw damaged('the gzip file gives another size than it holds');
  }

  /** Tape blocks are filled up with zeros; anything else behind the last member is worth telling. */
  async #expectPadding(begin: Uint8Array): Promise<void> {
    for (let chunk: Uint8Array | undefined = begin; chunk !== undefined; chunk = await this.#cursor.next(1 << 20))
      if (chunk.some((byte) => byte !== 0)) throw damaged('bytes behind the end of the gzip file were not read');
  }

  close(): void {
    this.#inflate?.close();
    this.#cursor.close();
  }
}
