/** Bounds-checked little-endian reads. Beyond the end every read gives 0 and sets `overrun`; nothing throws. */
export class Cursor {
  readonly #view: DataView;
  overrun = false;

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #take(size: number): number | undefined {
    const at = this.at;
    if (at < 0 || at + size > this.end || at + size > this.bytes.length) {
      this.overrun = true;
      this.at = this.end;
      return undefined;
    }
    this.at = at + size;
    return at;
  }

  u8(): number {
    const at = this.#take(1);
    return at === undefined ? 0 : this.#view.getUint8(at);
  }
  u16(): number {
    const at = this.#take(2);
    return at === undefined ? 0 : this.#view.getUint16(at, true);
  }
  u32(): number {
    const at = this.#take(4);
    return at === undefined ? 0 : this.#view.getUint32(at, true);
  }
  i8(): number {
    const at = this.#take(1);
    return at === undefined ? 0 : this.#view.getInt8(at);
  }
  i32(): number {
    const at = this.#take(4);
    return at === undefined ? 0 : this.#view.getInt32(at, true);
  }
  i64(): bigint {
    const at = this.#take(8);
    return at === undefined ? 0n : this.#view.getBigInt64(at, true);
  }
  f32(): number {
    const at = this.#take(4);
    return at === undefined ? 0 : this.#view.getFloat32(at, true);
  }
  f64(): number {
    const at = this.#take(8);
    return at === undefined ? 0 : this.#view.getFloat64(at, true);
  }

  /** Compressed unsigned integer (II.23.2). */
  compressed(): number {
    const first = this.u8();
    if ((first & 0x80) === 0) return first;
    if ((first & 0xc0) === 0x80) return ((first & 0x3f) << 8) | this.u8();
    return ((first & 0x1f) << 24) | (this.u8() << 16) | (this.u8() << 8) | this.u8();
  }
}
