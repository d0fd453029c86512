/**
 * $UsnJrnl:$J as it streams by. The stream is sparse: what was released is zeros, and is passed over.
 * Source: USN_RECORD_V2, V3, V4, https://learn.microsoft.com/windows/win32/api/winioctl; libyal libfsntfs documentation.
 */
import type { Problem } from '@allclear/model';
import { type FileReference, utf16At } from '../mft/index.js';

/** Windows writes no record that crosses such a page, and none is longer. */
export const MAX_RECORD = 4096;
const HEADER_V2 = 60;
const HEADER_V3 = 76;
const HEADER_V4 = 64;
const ALIGN = 8;

const aligned = (length: number): number => Math.ceil(length / ALIGN) * ALIGN;

/** A record, valid during the call; its name is decoded where it is asked for. */
export class UsnRecord {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  /** Bytes from the beginning of the file. */
  offset = 0;
  length = 0;
  /** Major version: 2, 3 or 4. */
  version = 0;

  get file(): FileReference {
    return this.#reference(8);
  }
  get parent(): FileReference {
    return this.#reference(this.version === 2 ? 16 : 24);
  }
  get usn(): number {
    return this.#number64(this.#rest);
  }
  /** Ticks of 100 ns since 1601 UTC; zero in version 4, which tells none. */
  get ticks(): bigint {
    return this.version === 4 ? 0n : this.view.getBigUint64(this.at + this.#rest + 8, true);
  }
  get reason(): number {
    return this.view.getUint32(this.at + this.#rest + (this.version === 4 ? 8 : 16), true);
  }
  get source(): number {
    return this.view.getUint32(this.at + this.#rest + (this.version === 4 ? 12 : 20), true);
  }
  get security(): number {
    return this.version === 4 ? 0 : this.view.getUint32(this.at + this.#rest + 24, true);
  }
  get attributes(): number {
    return this.version === 4 ? 0 : this.view.getUint32(this.at + this.#rest + 28, true);
  }
  /** Offset of the name in `bytes`. */
  get nameAt(): number {
    return this.version === 4 ? 0 : this.at + this.view.getUint16(this.at + this.#rest + 34, true);
  }
  get nameCharacters(): number {
    return this.version === 4 ? 0 : this.view.getUint16(this.at + this.#rest + 32, true) >> 1;
  }
  get name(): string {
    return utf16At(this.bytes, this.nameAt, this.nameCharacters);
  }

  /** Where the fields after the references begin. */
  get #rest(): number {
    return this.version === 2 ? 24 : 40;
  }
  #reference(at: number): FileReference {
    const { view } = this;
    const own = this.at + at;
    return {
      number: view.getUint32(own, true) + view.getUint16(own + 4, true) * 2 ** 32,
      sequence: view.getUint16(own + 6, true),
    };
  }
  #number64(at: number): number {
    return this.view.getUint32(this.at + at, true) + this.view.getUint32(this.at + at + 4, true) * 2 ** 32;
  }
}

/** Push the stream in chunks of any size, then `finish`. Total: what is no record is counted in `problems`. */
export class UsnJournal {
  readonly #record = new UsnRecord();
  #rest: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #unreadable = 0;
  #inDamage = false;
  records = 0;
  /** Offset of the first record; what was before it is released. */
  firstOffset: number | undefined;

  constructor(private readonly visit: (record: UsnRecord) => void) {}

  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const end = this.#scan(bytes, false);
    this.#rest = bytes.slice(end);
    this.#offset += end;
  }

  finish(): void {
    const end = this.#scan(this.#rest, true);
    this.#offset += end;
    this.#rest = new Uint8Array(0);
  }

  get problems(): Problem[] {
    if (this.#unreadable === 0) return [];
    return [
      {
        code: 'ALC-P006',
        count: this.#unreadable,
        detail: 'places of the change journal hold no record that could be read',
      },
    ];
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  /** Reads what is whole; gives how far it came. */
  #scan(bytes: Uint8Array, last: boolean): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const record = this.#record;
    record.bytes = bytes;
    record.view = view;
    // Records are aligned by their place in the file; pieces that are kept begin aligned.
    let at = 0;
    while (at + ALIGN <= bytes.length) {
      const length = view.getUint32(at, true);
      if (length === 0) {
        at += ALIGN;
        continue;
      }
      if (!last && at + MAX_RECORD > bytes.length) {
        const known = length >= HEADER_V2 && length <= MAX_RECORD && at + aligned(length) <= bytes.length;
        if (!known) return at;
      }
      if (!this.#fits(view, at, length)) {
        if (!this.#inDamage) this.#unreadable++;
        this.#inDamage = true;
        at += ALIGN;
        continue;
      }
      this.#inDamage = false;
      record.at = at;
      record.offset = this.#offset + at;
      record.length = length;
      record.version = view.getUint16(at + 4, true);
      this.records++;
      this.firstOffset ??= record.offset;
      this.visit(record);
      at += aligned(length);
    }
    if (last && at < bytes.length && !this.#inDamage && bytes.subarray(at).some((byte) => byte !== 0))
      this.#unreadable++;
    return Math.min(at, bytes.length);
  }

  #fits(view: DataView, at: number, length: number): boolean {
    if (length < HEADER_V2 || length > MAX_RECORD || at + length > view.byteLength) return false;
    const version = view.getUint16(at + 4, true);
    if (version === 4) return length >= HEADER_V4;
    if (version !== 2 && version !== 3) return false;
    const header = version === 2 ? HEADER_V2 : HEADER_V3;
    if (length < header) return false;
    const bytes = view.getUint16(at + header - 4, true);
    const from = view.getUint16(at + header - 2, true);
    return from >= header && bytes % 2 === 0 && from + bytes <= length;
  }
}
