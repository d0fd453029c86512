import { EvtxDamage } from './damage.js';
import { CHUNK, NAME } from './format.js';
import type { Template } from './template.js';
import { utf16 } from './text.js';

/** The bytes of one chunk with what was made out of them: names and compiled templates, each by offset. */
export class EvtxChunk {
  readonly view: DataView;
  readonly templates = new Map<number, Template>();
  readonly #names = new Map<number, string>();

  constructor(
    /** At most 64 KiB; never written to again. */
    readonly bytes: Uint8Array,
    /** Offset of the chunk in the file. */
    readonly offset: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(at: number): number {
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.view.getUint32(at, true);
  }

  /** A 64-bit number that fits a double; damage where it does not. */
  u64(at: number): number {
    const value = this.u32(at + 4) * 4_294_967_296 + this.u32(at);
    if (!Number.isSafeInteger(value)) throw new EvtxDamage('a number beyond all records');
    return value;
  }

  /** Text of `characters` UTF-16 units that must lie inside [at, limit). */
  text(at: number, characters: number, limit: number): string {
    if (at + 2 * characters > limit) throw new EvtxDamage('text that leads out of its record');
    return utf16(this.bytes, at, at + 2 * characters);
  }

  name(at: number): string {
    const known = this.#names.get(at);
    if (known !== undefined) return known;
    if (at < CHUNK.checkedTables) throw new EvtxDamage('a name inside the chunk header');
    const name = this.text(at + NAME.text, this.u16(at + NAME.length), this.bytes.length);
    this.#names.set(at, name);
    return name;
  }

  /** Bytes that a name takes where it stands for the first time. */
  nameBytes(at: number): number {
    return NAME.text + 2 * this.u16(at + NAME.length) + NAME.end;
  }
}
