/**
 * Files that Windows 8 and later compress in one piece ("MAM"): prefetch, SuperFetch.
 * Source: [MS-XCA] 2.1 and 2.2, LZ77 with Huffman codes (LZXPRESS Huffman).
 */
import type { Problem } from '@allclear/model';

/** Bytes after decompression; prefetch files stay below 2 MB. */
export const MAX_DECOMPRESSED = 64 << 20;
const SYMBOLS = 512;
const LENGTHS = SYMBOLS / 2;
const BLOCK = 65_536;
const MAX_BITS = 15;
const HUFFMAN = 4;

/** True for a file that begins as compressed ones do; other methods than Huffman are not known of files. */
export function isMam(bytes: Uint8Array): boolean {
  return bytes[0] === 0x4d && bytes[1] === 0x41 && bytes[2] === 0x4d && ((bytes[3] ?? 0) & 0x0f) === HUFFMAN;
}

/** The content; as much of it as could be read where the file is damaged. Undefined for what is no such file. */
export function decompressMam(
  bytes: Uint8Array,
): { readonly bytes: Uint8Array; readonly problems: readonly Problem[] } | undefined {
  if (!isMam(bytes) || bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = view.getUint32(4, true);
  const problems: Problem[] = [];
  const size = Math.min(declared, MAX_DECOMPRESSED);
  if (size < declared)
    problems.push({ code: 'ALC-P008', detail: 'the compressed file says that it is larger than any of its kind' });
  // A checksum stands between the size and the data where the fourth byte says so.
  const from = ((bytes[3] ?? 0) & 0x80) === 0 ? 8 : 12;
  const result = decompressHuffman(bytes.subarray(from), size);
  if (result.length < size) problems.push({ code: 'ALC-P006', detail: 'the compressed data end early or are damaged' });
  return { bytes: result, problems };
}

/** LZXPRESS Huffman. Total: gives what came out before damage, at most `size` bytes. */
export function decompressHuffman(source: Uint8Array, size: number): Uint8Array {
  // Grown as data come: a size that lies costs nothing.
  let output = new Uint8Array(Math.min(size, Math.max(BLOCK, source.length * 4)));
  let made = 0;
  const table = new Uint16Array(1 << MAX_BITS);
  const lengths = new Uint8Array(SYMBOLS);
  let at = 0;
  const grow = (need: number): void => {
    if (need <= output.length) return;
    const grown = new Uint8Array(Math.min(size, Math.max(need, output.length * 2)));
    grown.set(output.subarray(0, made));
    output = grown;
  };
  const word = (): number => {
    const value = (source[at] ?? 0) | ((source[at + 1] ?? 0) << 8);
    at += 2;
    return value;
  };
  while (made < size && at + LENGTHS <= source.length) {
    if (!buildTable(source, at, lengths, table)) break;
    at += LENGTHS;
    let bits = ((word() << 16) | word()) >>> 0;
    let extra = 16;
    const skip = (count: number): void => {
      bits = count === 32 ? 0 : (bits << count) >>> 0;
      extra -= count;
      if (extra < 0) {
        bits = (bits | (word() << -extra)) >>> 0;
        extra += 16;
      }
    };
    const end = Math.min(size, made + BLOCK);
    while (made < end) {
      // Two words are read ahead; more than that beyond the end is no data.
      if (at > source.length + 4) return output.subarray(0, made);
      const symbol = table[bits >>> (32 - MAX_BITS)] ?? 0;
      const length = lengths[symbol] ?? 0;
      if (length === 0) return output.subarray(0, made);
      skip(length);
      if (symbol < 256) {
        grow(made + 1);
        output[made++] = symbol;
        continue;
      }
      let count = symbol & 15;
      const offsetBits = (symbol - 256) >> 4;
      if (count === 15) {
        count = source[at++] ?? 0;
        if (count === 255) {
          count = word();
          if (count === 0) count = (word() | (word() << 16)) >>> 0;
          if (count < 15) return output.subarray(0, made);
          count -= 15;
        }
        count += 15;
      }
      count += 3;
      const distance = 2 ** offsetBits + (offsetBits === 0 ? 0 : bits >>> (32 - offsetBits));
      skip(offsetBits);
      if (distance > made) return output.subarray(0, made);
      const stop = Math.min(size, made + count);
      grow(stop);
      for (; made < stop; made++) output[made] = output[made - distance] ?? 0;
    }
  }
  return output.subarray(0, made);
}

/** Canonical codes: shorter before longer, then by symbol. False where the lengths make no code. */
function buildTable(source: Uint8Array, at: number, lengths: Uint8Array, table: Uint16Array): boolean {
  for (let i = 0; i < LENGTHS; i++) {
    const pair = source[at + i] ?? 0;
    lengths[2 * i] = pair & 15;
    lengths[2 * i + 1] = pair >> 4;
  }
  table.fill(0);
  let next = 0;
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      if (lengths[symbol] !== bits) continue;
      const room = 1 << (MAX_BITS - bits);
      if (next + room > table.length) return false;
      table.fill(symbol, next, next + room);
      next += room;
    }
  }
  return next > 0;
}
