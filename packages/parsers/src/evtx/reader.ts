import type { Problem } from '@allclear/model';
import { ProblemTally } from '../log/tally.js';
import { EvtxChunk } from './chunk.js';
import { type Crc32, crc32 as ownCrc32 } from './crc32.js';
import { isDamage } from './damage.js';
import { CHUNK, CHUNK_NO_CHECKSUM, FILE_DIRTY, FILE_HEADER } from './format.js';
import { EvtxRecord, type RecordContext, type Recovery } from './record.js';
import { SourceMemo } from './sources.js';
import { TemplateStore } from './template-store.js';
import { walkChunk } from './walk.js';

export interface EvtxOptions {
  /** A faster CRC-32 than our own, such as Node's. */
  readonly crc32?: Crc32;
  /** No record is used once `onRecord` has returned: the memory of a chunk then serves the next one. */
  readonly transient?: boolean;
  /** Told of each chunk that holds anything, before its records come. */
  readonly onChunk?: (bytes: Uint8Array, offset: number) => void;
}

/** What the file's header says, and what was found. */
export interface EvtxSummary {
  /** The log was being written when it was copied. */
  readonly dirty: boolean;
  readonly chunks: number;
  readonly records: number;
  /** Records found in unused space or behind damage; `records` holds them too. */
  readonly recovered: number;
  /** Records whose frame is whole but whose content is not. */
  readonly unreadable: number;
}

/**
 * Reads a log pushed in pieces of any size, in their order; holds one chunk (64 KiB) at a time. Never throws for bad
 * bytes: what is damaged is told by `problems`, and whatever can be read is read.
 */
export class EvtxReader {
  readonly #tally = new ProblemTally();
  readonly #context: RecordContext = {
    templates: new TemplateStore(),
    sources: new SourceMemo(),
    damage: (offset) => this.#tally.add('ALC-P006', 'an event whose data cannot be read', { offset }),
  };
  readonly #crc32: Crc32;
  readonly #transient: boolean;
  readonly #onChunk: EvtxOptions['onChunk'];
  #block = new Uint8Array(FILE_HEADER.bytes);
  #held = 0;
  /** Offset in the file of #block. */
  #offset = 0;
  #dirty = false;
  #chunks = 0;
  #records = 0;
  #recovered = 0;
  #unreadable = 0;

  /** @param onRecord gets every record that can be read; it may keep the record unless they are `transient`. */
  constructor(
    private readonly onRecord: (record: EvtxRecord) => void,
    options: EvtxOptions = {},
  ) {
    this.#crc32 = options.crc32 ?? ownCrc32;
    this.#transient = options.transient ?? false;
    this.#onChunk = options.onChunk;
  }

  /** Data of events are read when they are asked for; so is what is wrong with them. */
  get problems(): readonly Problem[] {
    return this.#tally.list();
  }

  /** The bytes may be reused after the call. */
  push(bytes: Uint8Array): void {
    let taken = 0;
    while (taken < bytes.length) {
      const room = Math.min(this.#block.length - this.#held, bytes.length - taken);
      this.#block.set(bytes.subarray(taken, taken + room), this.#held);
      this.#held += room;
      taken += room;
      if (this.#held === this.#block.length) this.#take();
    }
  }

  finish(): EvtxSummary {
    if (this.#held > 0) {
      if (this.#offset === 0 || this.#block.subarray(0, this.#held).some((byte) => byte !== 0)) {
        this.#tally.add('ALC-P006', 'the file ends inside a chunk', { offset: this.#offset });
        this.#block.fill(0, this.#held);
        this.#take();
      }
    }
    return {
      dirty: this.#dirty,
      chunks: this.#chunks,
      records: this.#records,
      recovered: this.#recovered,
      unreadable: this.#unreadable,
    };
  }

  #take(): void {
    const block = this.#block;
    const offset = this.#offset;
    this.#offset += block.length;
    this.#held = 0;
    if (offset === 0) {
      this.#header(block);
      this.#block = new Uint8Array(CHUNK.bytes);
      return;
    }
    // Records keep their chunk: each gets memory of its own. Unused chunks are all zeros.
    if (this.#chunk(new EvtxChunk(block, offset)) && !this.#transient) this.#block = new Uint8Array(CHUNK.bytes);
  }

  #header(block: Uint8Array): void {
    const view = new DataView(block.buffer);
    if (!begins(block, FILE_HEADER.magic)) {
      this.#tally.add('ALC-P006', 'the header of the file is none', { offset: 0 });
      return;
    }
    this.#dirty = (view.getUint32(FILE_HEADER.flags, true) & FILE_DIRTY) !== 0;
    if (this.#crc32(block.subarray(0, FILE_HEADER.checked)) !== view.getUint32(FILE_HEADER.checksum, true))
      this.#tally.add('ALC-P006', 'the checksum of the file header does not match', { offset: 0 });
  }

  /** False where there is nothing in it. */
  #chunk(chunk: EvtxChunk): boolean {
    const ordered = begins(chunk.bytes, CHUNK.magic);
    if (!ordered) {
      if (isEmpty(chunk.bytes)) return false;
      this.#tally.add('ALC-P006', 'a chunk without its header', { offset: chunk.offset });
    } else {
      this.#chunks++;
      this.#check(chunk);
    }
    this.#onChunk?.(chunk.bytes, chunk.offset);
    walkChunk(chunk, ordered, {
      record: (at, size, recovery) => {
        const record = this.#open(chunk, at, size, recovery);
        if (record === undefined) return;
        this.#records++;
        if (recovery !== undefined) this.#recovered++;
        this.onRecord(record);
      },
      damage: (at) => this.#tally.add('ALC-P006', 'bytes that are no record', { offset: chunk.offset + at }),
    });
    return true;
  }

  #open(chunk: EvtxChunk, at: number, size: number, recovery: Recovery | undefined): EvtxRecord | undefined {
    try {
      return new EvtxRecord(chunk, at, size, this.#context, recovery);
    } catch (error) {
      if (!isDamage(error)) throw error;
      // Leftovers of overwritten records are no loss of this log.
      if (recovery !== 'slack') {
        this.#unreadable++;
        this.#tally.add('ALC-P006', 'a record that cannot be read', { offset: chunk.offset + at });
      }
      return undefined;
    }
  }

  #check(chunk: EvtxChunk): void {
    const { bytes } = chunk;
    if (chunk.u32(CHUNK.flags) & CHUNK_NO_CHECKSUM) return;
    const head = this.#crc32(
      bytes.subarray(CHUNK.checkedTables, CHUNK.records),
      this.#crc32(bytes.subarray(0, CHUNK.checkedHead)),
    );
    const free = chunk.u32(CHUNK.freeSpace);
    const whole = free >= CHUNK.records && free <= bytes.length;
    const good =
      head === chunk.u32(CHUNK.checksum) &&
      whole &&
      this.#crc32(bytes.subarray(CHUNK.records, free)) === chunk.u32(CHUNK.recordsChecksum);
    if (!good) this.#tally.add('ALC-P006', 'a chunk whose checksum does not match', { offset: chunk.offset });
  }
}

/** All records of a log that is in memory as a whole. */
export function readEvtx(
  bytes: Uint8Array,
  options: EvtxOptions = {},
): { readonly records: EvtxRecord[]; readonly problems: readonly Problem[]; readonly summary: EvtxSummary } {
  const records: EvtxRecord[] = [];
  const reader = new EvtxReader((record) => records.push(record), options);
  reader.push(bytes);
  const summary = reader.finish();
  return { records, problems: reader.problems, summary };
}

/** @param bytes begin at a multiple of four in their buffer, which is their own. */
function isEmpty(bytes: Uint8Array): boolean {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  return true;
}

function begins(bytes: Uint8Array, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[i] !== magic.charCodeAt(i)) return false;
  return true;
}
