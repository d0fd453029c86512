/** A raw $MFT as it streams by: record after record, in bounded memory. */
import type { Problem } from '@allclear/model';
import { MAX_RECORD_BYTES } from './limits.js';
import { FileRecord } from './record.js';

const USUAL_SIZE = 1024;
const SIGNATURE = 0x454c4946;

/** Bytes of each record, as the first one tells. */
function sizeOf(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 32 || view.getUint32(0, true) !== SIGNATURE) return USUAL_SIZE;
  const size = view.getUint32(28, true);
  return size >= 512 && size <= MAX_RECORD_BYTES && (size & (size - 1)) === 0 ? size : USUAL_SIZE;
}

/** Push the table in chunks of any size, then `finish`. Total: what is no record is counted in `problems`. */
export class MftReader {
  #record: FileRecord | undefined;
  #rest: Uint8Array = new Uint8Array(0);
  #restLength = 0;
  #index = 0;
  #byPlace = true;
  #torn = 0;
  #lost = 0;
  #damaged = 0;
  #moved = 0;
  #cut = 0;
  records = 0;

  /** `visit` gets one object for all records, valid during the call. */
  constructor(private readonly visit: (record: FileRecord) => void) {}

  push(chunk: Uint8Array): void {
    let at = 0;
    if (this.#restLength > 0 || this.#record === undefined) {
      // The first piece is awaited until it tells the size of records.
      const size = this.#record?.size ?? 0;
      const need = size > 0 ? size - this.#restLength : Math.max(0, 32 - this.#restLength);
      const part = chunk.subarray(0, size > 0 ? need : chunk.length);
      if (size === 0) {
        const joined = new Uint8Array(this.#restLength + part.length);
        joined.set(this.#rest.subarray(0, this.#restLength));
        joined.set(part, this.#restLength);
        if (joined.length < 32) {
          this.#rest = joined;
          this.#restLength = joined.length;
          return;
        }
        this.#record = new FileRecord(sizeOf(joined));
        this.#rest = new Uint8Array(this.#record.size);
        this.#restLength = 0;
        this.#whole(joined, 0);
        return;
      }
      this.#rest.set(part, this.#restLength);
      this.#restLength += part.length;
      at = part.length;
      if (this.#restLength < size) return;
      this.#take(this.#rest, 0);
      this.#restLength = 0;
    }
    this.#whole(chunk, at);
  }

  #whole(chunk: Uint8Array, from: number): void {
    const size = this.#record?.size ?? USUAL_SIZE;
    let at = from;
    for (; at + size <= chunk.length; at += size) this.#take(chunk, at);
    if (at < chunk.length) {
      this.#rest.set(chunk.subarray(at));
      this.#restLength = chunk.length - at;
    }
  }

  #take(source: Uint8Array, at: number): void {
    const record = this.#record;
    if (!record) return;
    const state = record.load(source, at, this.#index++, this.#byPlace);
    if (state === 'unused') return;
    if (state === 'lost') {
      this.#lost++;
      return;
    }
    if (state === 'torn') {
      this.#torn++;
      if (record.view.getUint32(0, true) !== SIGNATURE) return;
    }
    if (this.records++ === 0 && record.moved) {
      // A table without its beginning, or records that were gathered: only they themselves know their numbers.
      this.#byPlace = false;
      record.load(source, at, this.#index - 1, false);
    }
    if (record.moved) this.#moved++;
    this.visit(record);
    if (record.damaged) this.#damaged++;
  }

  finish(): void {
    this.#cut = this.#restLength;
    this.#restLength = 0;
  }

  get problems(): Problem[] {
    const found: Problem[] = [];
    const add = (count: number, detail: string): void => {
      if (count > 0) found.push({ code: 'ALC-P006', count, detail });
    };
    add(this.#torn, 'records of the file table are torn: their parts were written at different times');
    add(this.#lost, 'places of the file table hold something else than a record');
    add(this.#damaged, 'records of the file table have attributes that do not fit into them');
    add(
      this.#moved,
      this.#byPlace
        ? 'records of the file table tell another number than that of their place, which was used'
        : 'records of the file table tell another number than that of their place; their own was used, for the table has no beginning',
    );
    if (this.#cut > 0) found.push({ code: 'ALC-P006', detail: 'the file table ends inside a record' });
    return found;
  }

  /** Bytes of a record; undefined before the first. */
  get recordSize(): number | undefined {
    return this.#record?.size;
  }
}
