/** Writes "MAM" files: every symbol with a code of nine bits, short matches only. For tests and for the lab. */

const BLOCK = 65_536;
const CODE_BITS = 9;
const LONGEST = 17;
const LONGEST_DISTANCE = 4095;

/** A whole "MAM" file that holds `bytes`. */
export function compressMam(bytes: Uint8Array): Uint8Array {
  const parts: number[] = [0x4d, 0x41, 0x4d, 0x04, ...[0, 8, 16, 24].map((shift) => (bytes.length >>> shift) & 0xff)];
  for (let from = 0; from < bytes.length; from += BLOCK) {
    for (let i = 0; i < 256; i++) parts.push((CODE_BITS << 4) | CODE_BITS);
    const words = new Words();
    const end = Math.min(bytes.length, from + BLOCK);
    for (let at = from; at < end; ) {
      const { length, distance } = matchAt(bytes, at, end);
      if (length < 3) {
        words.add(bytes[at] ?? 0, CODE_BITS);
        at++;
        continue;
      }
      const bits = 31 - Math.clz32(distance);
      words.add(256 + (bits << 4) + (length - 3), CODE_BITS);
      words.add(distance - (1 << bits), bits);
      at += length;
    }
    parts.push(...words.finish());
  }
  return Uint8Array.from(parts);
}

function matchAt(bytes: Uint8Array, at: number, end: number): { length: number; distance: number } {
  const from = Math.max(0, at - LONGEST_DISTANCE);
  for (let start = at - 1; start >= from; start--) {
    let length = 0;
    while (length < LONGEST && at + length < end && bytes[start + length] === bytes[at + length]) length++;
    if (length >= 3) return { length, distance: at - start };
  }
  return { length: 0, distance: 0 };
}

/** Bits from the highest down, in little endian words of 16. */
class Words {
  readonly #bits: number[] = [];
  add(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.#bits.push((value >> i) & 1);
  }
  /** The reader begins with two words and takes the next when the first is used up: it ends one word ahead. */
  finish(): number[] {
    const words = Math.max(2, 1 + Math.ceil(this.#bits.length / 16));
    while (this.#bits.length < 16 * words) this.#bits.push(0);
    const bytes: number[] = [];
    for (let i = 0; i < this.#bits.length; i += 16) {
      const word = this.#bits.slice(i, i + 16).reduce((sum, bit) => sum * 2 + bit, 0);
      bytes.push(word & 0xff, word >> 8);
    }
    return bytes;
  }
}
