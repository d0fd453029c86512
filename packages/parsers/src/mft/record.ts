/**
 * One FILE record: its header and the list of its attributes.
 * Source: "New Technologies File System (NTFS) format", libyal libfsntfs documentation.
 */
import { MAX_ATTRIBUTES } from './limits.js';

export const STANDARD_INFORMATION = 0x10;
export const ATTRIBUTE_LIST = 0x20;
export const FILE_NAME = 0x30;
export const DATA = 0x80;
export const INDEX_ROOT = 0x90;
const END = 0xffffffff;
/** A record is protected in pieces of this size whatever the sector size. */
const STRIDE = 512;
const HEADER = 42;

/** 48 bits of a record's number, 16 of its sequence: how often the record was used again. */
export interface FileReference {
  readonly number: number;
  readonly sequence: number;
}

/** Where an attribute lies in its record. */
export interface AttributePlace {
  readonly type: number;
  /** Of the attribute's header. */
  readonly at: number;
  readonly length: number;
  readonly resident: boolean;
  /** Of resident content; zero for other. */
  readonly contentAt: number;
  readonly contentLength: number;
}

/** `unused`: never used; `lost`: no record; `torn`: parts of it were written at different times. */
export type RecordState = 'ok' | 'unused' | 'lost' | 'torn';

/** A record that is loaded anew for each one of a table: what it gives is valid until the next `load`. */
export class FileRecord {
  bytes: Uint8Array;
  view: DataView;
  /** Number that the record has by its place, or by itself where it tells. */
  number = 0;
  sequence = 0;
  links = 0;
  inUse = false;
  directory = false;
  baseNumber = 0;
  baseSequence = 0;
  used = 0;
  state: RecordState = 'lost';
  /** The list of attributes does not end as it should. */
  damaged = false;
  /** The number that the record tells is not that of its place. */
  moved = false;

  constructor(readonly size: number) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /**
   * Copies a record out of `source` and undoes its protection. `index`: its place in the table; `byPlace`: the place
   * counts, not the number that the record tells (an overwritten record may tell another one's).
   */
  load(source: Uint8Array, at: number, index: number, byPlace = true): RecordState {
    this.bytes.set(source.subarray(at, at + this.size));
    this.number = index;
    this.damaged = false;
    this.moved = false;
    this.state = this.#open(index, byPlace);
    return this.state;
  }

  #open(index: number, byPlace: boolean): RecordState {
    const { view } = this;
    const signature = view.getUint32(0, true);
    if (signature !== 0x454c4946) return signature === 0 ? 'unused' : signature === 0x44414142 ? 'torn' : 'lost';
    this.sequence = view.getUint16(16, true);
    this.links = view.getUint16(18, true);
    const flags = view.getUint16(22, true);
    this.inUse = (flags & 1) !== 0;
    this.directory = (flags & 2) !== 0;
    this.used = Math.min(view.getUint32(24, true), this.size);
    this.baseNumber = view.getUint32(32, true) + view.getUint16(36, true) * 2 ** 32;
    this.baseSequence = view.getUint16(38, true);
    // Since Windows XP a record tells its own number.
    if (view.getUint16(4, true) >= 48) {
      const own = view.getUint32(44, true);
      this.moved = own !== index;
      if (!byPlace && own !== 0) this.number = own;
    }
    return this.#unprotect() ? 'ok' : 'torn';
  }

  /** The last two bytes of each piece were replaced by a number when the record was written. */
  #unprotect(): boolean {
    const at = this.view.getUint16(4, true);
    const count = this.view.getUint16(6, true);
    if (count < 2 || at < HEADER || at + 2 * count > this.size || (count - 1) * STRIDE > this.size) return false;
    const low = this.bytes[at];
    const high = this.bytes[at + 1];
    let whole = (count - 1) * STRIDE === this.size;
    for (let piece = 1; piece < count; piece++) {
      const end = piece * STRIDE - 2;
      if (this.bytes[end] !== low || this.bytes[end + 1] !== high) {
        whole = false;
        continue;
      }
      this.bytes[end] = this.bytes[at + 2 * piece] ?? 0;
      this.bytes[end + 1] = this.bytes[at + 2 * piece + 1] ?? 0;
    }
    return whole;
  }

  /** True for a record that only holds attributes of another one that had no room for them. */
  get isExtension(): boolean {
    return this.baseNumber !== 0 || this.baseSequence !== 0;
  }

  /** Calls `visit` for each attribute; it returns false to stop. */
  attributes(visit: (type: number, at: number, length: number) => unknown): void {
    const { view } = this;
    let at = view.getUint16(20, true);
    if (at < HEADER) this.damaged = true;
    else
      for (let i = 0; i < MAX_ATTRIBUTES; i++) {
        if (at + 4 > this.used) break;
        const type = view.getUint32(at, true);
        if (type === END) return;
        if (at + 16 > this.used) break;
        const length = view.getUint32(at + 4, true);
        if (length < 16 || at + length > this.used) break;
        if (visit(type, at, length) === false) return;
        at += length;
      }
    this.damaged = true;
  }

  /** Offset of the content of a resident attribute, -1 where it does not lie inside the attribute. */
  contentAt(at: number, length: number): number {
    if (length < 24 || this.bytes[at + 8] !== 0) return -1;
    const from = this.view.getUint16(at + 20, true);
    return from + this.view.getUint32(at + 16, true) <= length ? at + from : -1;
  }

  contentLength(at: number): number {
    return this.view.getUint32(at + 16, true);
  }

  reference(at: number): FileReference {
    return {
      number: this.view.getUint32(at, true) + this.view.getUint16(at + 4, true) * 2 ** 32,
      sequence: this.view.getUint16(at + 6, true),
    };
  }

  ticks(at: number): bigint {
    return this.view.getBigUint64(at, true);
  }

  number64(at: number): number {
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
  }
}
