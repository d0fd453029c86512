/** Bounds-checked little-endian reads: beyond the end is `undefined`, never an exception. */
export class Reader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get length(): number {
    return this.#bytes.length;
  }
  u16(at: number): number | undefined {
    return at >= 0 && at + 2 <= this.#bytes.length ? this.#view.getUint16(at, true) : undefined;
  }
  u32(at: number): number | undefined {
    return at >= 0 && at + 4 <= this.#bytes.length ? this.#view.getUint32(at, true) : undefined;
  }
  /** Printable ASCII up to a zero, at most `length` bytes. */
  ascii(at: number, length: number): string {
    let text = '';
    for (let i = at; i < Math.min(at + length, this.#bytes.length) && i >= 0; i++) {
      const byte = this.#bytes[i] ?? 0;
      if (byte === 0) break;
      text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?';
    }
    return text;
  }
  /** UTF-16LE up to a zero, at most `characters` characters; `next` is behind the zero. */
  wide(at: number, characters: number): { readonly text: string; readonly next: number } {
    let text = '';
    let i = at;
    for (; text.length < characters; i += 2) {
      const unit = this.u16(i);
      if (unit === undefined) return { text, next: i };
      if (unit === 0) return { text, next: i + 2 };
      text += String.fromCharCode(unit);
    }
    return { text, next: i };
  }
}
