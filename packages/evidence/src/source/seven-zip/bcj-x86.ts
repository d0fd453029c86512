/**
 * The x86 branch filter (BCJ) of 7z and xz, decoding: CALL and JMP targets, stored as absolute addresses, become
 * relative again. The rule which bytes count as such an instruction follows the LZMA SDK (public domain).
 */
import type { Chunks } from './coders.js';

/** An instruction is one opcode byte and four of address. */
const LOOKAHEAD = 4;
const MASK_ALLOWED = [true, true, true, false, true, false, false, false];
const MASK_TO_BYTE = [0, 1, 2, 2, 3, 3, 3, 3];
const isSignByte = (byte: number): boolean => byte === 0 || byte === 0xff;

export function* bcjX86(input: Chunks): Chunks {
  const filter = new BcjX86();
  let carried = new Uint8Array(0);
  for (const chunk of input) {
    const data = new Uint8Array(carried.length + chunk.length);
    data.set(carried);
    data.set(chunk, carried.length);
    const done = filter.convert(data);
    carried = data.slice(done);
    if (done > 0) yield data.subarray(0, done);
  }
  if (carried.length > 0) yield carried;
}

class BcjX86 {
  /** Address behind the instruction at offset 0 of the next call's data. */
  #address = 5;
  /** Which of the last three bytes looked like an opcode. */
  #mask = 0;

  /** In place; returns how many bytes are final, the rest must come again with the next data. */
  convert(data: Uint8Array): number {
    if (data.length <= LOOKAHEAD) return 0;
    const limit = data.length - LOOKAHEAD;
    let at = 0;
    let last = -1;
    let mask = this.#mask;
    for (;;) {
      while (at < limit && ((data[at] ?? 0) & 0xfe) !== 0xe8) at++;
      if (at >= limit) break;
      const distance = at - last;
      last = at;
      if (distance > 3) {
        mask = 0;
      } else {
        mask = (mask << (distance - 1)) & 7;
        const suspect =
          mask !== 0 && (!MASK_ALLOWED[mask] || isSignByte(data[at + LOOKAHEAD - (MASK_TO_BYTE[mask] ?? 0)] ?? 0));
        if (suspect) {
          mask = ((mask << 1) & 7) | 1;
          at++;
          continue;
        }
      }
      if (isSignByte(data[at + LOOKAHEAD] ?? 0)) {
        this.#relocate(data, at, mask);
        at += 1 + LOOKAHEAD;
      } else {
        mask = ((mask << 1) & 7) | 1;
        at++;
      }
    }
    const distance = at - last;
    this.#mask = distance > 3 ? 0 : (mask << (distance - 1)) & 7;
    this.#address = (this.#address + at) >>> 0;
    return at;
  }

  #relocate(data: Uint8Array, at: number, mask: number): void {
    const view = new DataView(data.buffer, data.byteOffset + at + 1, LOOKAHEAD);
    const here = (this.#address + at) >>> 0;
    let source = view.getUint32(0, true);
    let target = (source - here) >>> 0;
    while (mask !== 0) {
      const index = (MASK_TO_BYTE[mask] ?? 0) * 8;
      if (!isSignByte((target >>> (24 - index)) & 0xff)) break;
      source = (target ^ (2 ** (32 - index) - 1)) >>> 0;
      target = (source - here) >>> 0;
    }
    view.setUint32(0, ((target & 0x01000000) !== 0 ? target | 0xff000000 : target & 0x00ffffff) >>> 0, true);
  }
}
