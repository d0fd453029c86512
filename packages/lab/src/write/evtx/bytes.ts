/**
 * Little-endian writing into memory of a fixed size. What does not fit is dropped and `overflowed` is set, so that the
 * caller can take back what it began.
 */
export class BoundedWriter {
  at = 0;
  readonly #view: DataView;

  /** @param end bytes from here on are never written. */
  constructor(
    readonly memory: Uint8Array,
    readonly end: number,
  ) {
    this.#view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  }

  get overflowed(): boolean {
    return this.at > this.end;
  }

  u8(value: number): void {
    if (this.at + 1 <= this.end) this.#view.setUint8(this.at, value);
    this.at += 1;
  }

  u16(value: number): void {
    if (this.at + 2 <= this.end) this.#view.setUint16(this.at, value, true);
    this.at += 2;
  }

  u32(value: number): void {
    if (this.at + 4 <= this.end) this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** @param value a safe integer, or any 64 bits. */
  u64(value: number | bigint): void {
    if (this.at + 8 <= this.end) this.#view.setBigUint64(this.at, BigInt(value), true);
    this.at += 8;
  }

  bytes(values: Uint8Array): void {
    if (this.at + values.length <= this.end) this.memory.set(values, this.at);
    this.at += values.length;
  }

  /** UTF-16, without an end mark. */
  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.u16(text.charCodeAt(i));
  }

  patch16(at: number, value: number): void {
    if (at + 2 <= this.end) this.#view.setUint16(at, value, true);
  }

  patch32(at: number, value: number): void {
    if (at + 4 <= this.end) this.#view.setUint32(at, value, true);
  }

  patch64(at: number, value: number | bigint): void {
    if (at + 8 <= this.end) this.#view.setBigUint64(at, BigInt(value), true);
  }
}
