/** A whole log: chunks one after the other, and the header in front, which is known when the last one is. */
import { crc32 } from 'node:zlib';
import { utf8 } from '../text.js';
import { BoundedWriter } from './bytes.js';
import { ChunkWriter } from './chunk.js';
import { EventTemplates, type EvtxEvent } from './event.js';
import { FILE_HEADER_BYTES, FILE_HEADER_USED } from './layout.js';

/** The header counts chunks with 16 bits: a log has less than 4 GiB. */
const MAX_CHUNKS = 0xffff;

/** Equal events, equal bytes. Holds one chunk in memory. */
export class EvtxWriter {
  readonly #templates = new EventTemplates();
  #chunk = new ChunkWriter();
  #chunks = 0;
  #nextId = 1;

  /** @param emit gets each chunk, 65,536 bytes, in order; they follow the header. */
  constructor(private readonly emit: (chunk: Uint8Array) => void) {}

  /**
   * @throws RangeError for an event that no chunk can hold (64 KiB less its header; Windows refuses such events, too),
   * for record ids that do not grow, for values that do not fit their type, and for a log of 4 GiB.
   */
  add(event: EvtxEvent): void {
    if (event.recordId < this.#nextId) throw new RangeError(`record ${event.recordId} behind ${this.#nextId - 1}`);
    const record = this.#templates.record(event);
    if (!this.#chunk.add(record)) {
      this.#flush();
      if (!this.#chunk.add(record)) throw new RangeError(`record ${event.recordId} is larger than a chunk`);
    }
    this.#nextId = event.recordId + 1;
  }

  /** Gives out the last chunk. @returns the file's header, 4,096 bytes, which belongs in front of the chunks. */
  finish(): Uint8Array {
    this.#flush();
    const header = new BoundedWriter(new Uint8Array(FILE_HEADER_BYTES), FILE_HEADER_BYTES);
    header.bytes(utf8('ElfFile\0'));
    header.u64(0);
    header.u64(Math.max(this.#chunks - 1, 0));
    header.u64(this.#nextId);
    header.u32(FILE_HEADER_USED);
    // Version 3.1.
    header.u16(1);
    header.u16(3);
    header.u16(FILE_HEADER_BYTES);
    header.u16(this.#chunks);
    // Flags stay zero: the log was closed in order. They are not part of what the checksum covers.
    header.patch32(124, crc32(header.memory.subarray(0, 120)));
    return header.memory;
  }

  #flush(): void {
    if (this.#chunk.isEmpty) return;
    if (++this.#chunks > MAX_CHUNKS) throw new RangeError('a log of more than 65,535 chunks');
    this.emit(this.#chunk.finish());
    this.#chunk = new ChunkWriter();
  }
}

/** A log in pieces: its header, then its chunks. */
export function evtxFile(events: Iterable<EvtxEvent>): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const writer = new EvtxWriter((chunk) => chunks.push(chunk));
  for (const event of events) writer.add(event);
  return [writer.finish(), ...chunks];
}
