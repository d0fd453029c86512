/** Little-endian writing into memory of a fixed size. */
export class ByteWriter {
  at = 0;
  readonly #view: DataView;

  constructor(readonly memory: Uint8Array) {
    this.#view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  }

  u8(value: number): void {
    this.#view.setUint8(this.at, value);
    this.at += 1;
  }

  u32(value: number): void {
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  bytes(values: readonly number[]): void {
    for (const value of values) this.u8(value);
  }

  read32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  patch16(at: number, value: number): void {
    this.#view.setUint16(at, value, true);
  }

  patch32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }
}
