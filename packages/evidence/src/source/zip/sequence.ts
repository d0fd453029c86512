import { crc32 } from 'node:zlib';
import type { ByteStream } from '../../bytes/byte-stream.js';
import { Cursor, CursorPart } from '../../bytes/cursor.js';
import { InflateStream } from '../../bytes/inflate.js';
import { expansionLimit, LimitedStream } from '../../bytes/limited-stream.js';
import type { Limits } from '../../limits.js';
import { damaged, EvidenceError } from '../../problem.js';
import { memberName, shownName } from '../member-name.js';
import type { Refuse, StreamMember, StreamMembers } from '../stream-member.js';
import { decodeName } from './cp437.js';
import * as format from './format.js';
import { FLAG_DESCRIPTOR, FLAG_ENCRYPTED, FLAG_UTF8, METHOD_DEFLATE, METHOD_STORED, methodName } from './member.js';

interface LocalHeader {
  readonly rawName: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly zip64: boolean;
  readonly modified: number | undefined;
}

/**
 * A zip read from front to end by its local headers: for one inside compressed data, and for one whose directory is
 * lost. What it cannot know (the end of a stored member without sizes, encrypted members) ends or skips with a problem.
 */
export async function* readZipSequence(cursor: Cursor, limits: Limits, refuse: Refuse): StreamMembers {
  let total = 0;
  for (let count = 0; ; count++) {
    const mark = await cursor.take(4);
    if (mark.length < 4) throw damaged('the zip ends without its directory');
    const signature = format.viewOf(mark).getUint32(0, true);
    if (signature === format.SPLIT_MARKER && count === 0) continue;
    if (signature !== format.LOCAL_HEADER) {
      if (count === 0 && signature !== format.DIRECTORY_END) throw damaged('this is not a zip');
      if (signature === format.CENTRAL_HEADER || signature === format.DIRECTORY_END) return;
      throw damaged('the zip is damaged between two members');
    }
    if (count >= limits.maxMembers) throw new EvidenceError('ALC-E007', `more than ${limits.maxMembers} members`);
    const header = await readLocalHeader(cursor);
    const content = new SequenceContent(cursor, header, limits);
    const checked = memberName(header.rawName);
    if ('refused' in checked) refuse(shownName(header.rawName), 'ALC-E003', checked.refused);
    else if ((header.flags & FLAG_ENCRYPTED) !== 0)
      refuse(checked.path, 'ALC-E006', 'the member is encrypted inside a zip that can only be read in sequence');
    else if (header.method !== METHOD_STORED && header.method !== METHOD_DEFLATE)
      refuse(checked.path, 'ALC-E006', `compression method: ${methodName(header.method)}`);
    else if (!/[/\\]$/.test(header.rawName)) yield member(checked.path, header, content);
    await content.finish();
    total += content.delivered;
    if (total > limits.maxTotalBytes)
      throw new EvidenceError('ALC-E007', `more than ${limits.maxTotalBytes} bytes unpacked`);
  }
}

function member(path: string, header: LocalHeader, content: ByteStream): StreamMember {
  const known = (header.flags & FLAG_DESCRIPTOR) === 0;
  return { path, size: known ? header.size : undefined, modified: header.modified, content };
}

async function readLocalHeader(cursor: Cursor): Promise<LocalHeader> {
  const bytes = await cursor.take(format.LOCAL_SIZE - 4);
  if (bytes.length < format.LOCAL_SIZE - 4) throw damaged('the zip ends inside a header');
  const view = format.viewOf(bytes);
  const name = await cursor.take(view.getUint16(22, true));
  const extraBytes = await cursor.take(view.getUint16(24, true));
  const flags = view.getUint16(2, true);
  const sizes = { packed: view.getUint32(14, true), size: view.getUint32(18, true), offset: 0 };
  const wide = sizes.size === 0xffffffff || sizes.packed === 0xffffffff;
  const extra = format.readExtra(extraBytes, sizes);
  return {
    rawName: decodeName(name, (flags & FLAG_UTF8) !== 0),
    flags,
    method: format.encryptionOf(view.getUint16(4, true), extra).method,
    crc: view.getUint32(10, true),
    ...sizes,
    zip64: wide,
    modified: extra.modified ?? format.dosTime(view.getUint16(6, true), view.getUint16(8, true)),
  };
}

/** Content of one member; knows how to come to the first byte behind it. */
class SequenceContent implements ByteStream {
  readonly #stream: ByteStream;
  readonly #part: CursorPart | undefined;
  readonly #inflate: InflateStream | undefined;
  #crc = 0;
  #ended = false;
  #failed: unknown;
  delivered = 0;

  constructor(
    readonly cursor: Cursor,
    readonly header: LocalHeader,
    limits: Limits,
  ) {
    const streamed = (header.flags & FLAG_DESCRIPTOR) !== 0;
    let stream: ByteStream;
    if (streamed && header.method === METHOD_DEFLATE) {
      this.#inflate = new InflateStream(cursor);
      stream = this.#inflate;
    } else {
      this.#part = new CursorPart(cursor, streamed ? 0 : header.packed);
      stream = this.#part;
      if (header.method === METHOD_DEFLATE && (header.flags & FLAG_ENCRYPTED) === 0) {
        this.#inflate = new InflateStream(new Cursor(this.#part));
        stream = this.#inflate;
      }
    }
    const packed = streamed ? limits.maxMemberBytes : header.packed;
    this.#stream = new LimitedStream(stream, expansionLimit(packed, limits));
  }

  async next(): Promise<Uint8Array | undefined> {
    if (this.#ended) return undefined;
    try {
      const chunk = await this.#stream.next();
      if (chunk !== undefined) {
        this.#crc = crc32(chunk, this.#crc);
        this.delivered += chunk.length;
        return chunk;
      }
      await this.#complete();
      return undefined;
    } catch (error) {
      this.#ended = true;
      this.#failed = error;
      throw error;
    }
  }

  async #complete(): Promise<void> {
    this.#ended = true;
    const { header } = this;
    let expected = { crc: header.crc, size: header.size };
    if (this.#part === undefined) expected = await this.#readDescriptor();
    else if (this.#part.left > 0 && header.method === METHOD_STORED) throw damaged('the zip ends inside the member');
    if (expected.size !== this.delivered)
      throw damaged(`the member holds ${this.delivered} bytes, the zip says ${expected.size}`);
    if (expected.crc !== this.#crc) throw new EvidenceError('ALC-E008', 'CRC-32 does not match');
  }

  /** Checksum and sizes behind the data, with or without a signature, in 32 or 64 bits. */
  async #readDescriptor(): Promise<{ crc: number; size: number }> {
    const bytes = await this.cursor.take(4);
    if (bytes.length < 4) throw damaged('the zip ends inside the member');
    let crc = format.viewOf(bytes).getUint32(0, true);
    if (crc === format.DESCRIPTOR) crc = await this.#word();
    await this.#word();
    if (this.header.zip64) await this.#word();
    const size = await this.#word();
    const high = this.header.zip64 ? await this.#word() : 0;
    return { crc, size: high * 2 ** 32 + size };
  }

  async #word(): Promise<number> {
    const bytes = await this.cursor.take(4);
    if (bytes.length < 4) throw damaged('the zip ends inside the member');
    return format.viewOf(bytes).getUint32(0, true);
  }

  /** Goes behind the member; throws where its end cannot be found. */
  async finish(): Promise<void> {
    const streamed = this.#part === undefined;
    if (streamed) {
      while (!this.#ended) await this.next();
      const past = this.#failed instanceof EvidenceError && this.#failed.code === 'ALC-E008';
      if (this.#failed !== undefined && !past) throw damaged('the zip cannot be read behind a damaged member');
    } else if ((this.header.flags & FLAG_DESCRIPTOR) !== 0) {
      throw damaged('a stored member without its size: the zip cannot be read further in sequence');
    } else {
      this.#ended = true;
      const left = this.#part?.left ?? 0;
      if ((await this.cursor.skip(left)) < left) throw damaged('the zip ends inside a member');
    }
    this.#inflate?.close();
  }

  close(): void {}
}
