import { bomLength, decodeText } from '../log/bytes.js';

const utf16le = new TextDecoder('utf-16le', { ignoreBOM: true });

/**
 * Lines of text files in UTF-8, a local code page or UTF-16. A line reader cuts at the byte 0x0A, which
 * in UTF-16LE leaves the zero byte of the line end at the start of the next line, and in UTF-16BE one at
 * the end of its own; both are undone here. (A character that holds the byte 0x0A, e.g. U+010A, still
 * breaks the line: a line interface cannot see that.)
 */
export class LineDecoder {
  #bigEndian = false;

  decode(bytes: Uint8Array, start: number, end: number): string {
    if (end - start >= 2 && bytes[start] === 0xff && bytes[start + 1] === 0xfe) {
      this.#bigEndian = false;
      return this.#decode16(bytes, start + 2, end);
    }
    if (end - start >= 2 && bytes[start] === 0xfe && bytes[start + 1] === 0xff) {
      this.#bigEndian = true;
      return this.#decode16(bytes, start + 2, end);
    }
    if (looksLikeUtf16(bytes, start, end)) {
      const text = this.#decode16(bytes, start, end);
      // Stray zero bytes in other text may read as exotic blanks (U+3000): nothing visible must be lost by that.
      if (text.trim() !== '') return text;
    }
    return strip(decodeText(bytes, start + bomLength(bytes, start, end), end));
  }

  #decode16(bytes: Uint8Array, start: number, end: number): string {
    const odd = (end - start) % 2 === 1;
    if (!this.#bigEndian)
      return strip(utf16le.decode(bytes.subarray(odd && bytes[start] === 0 ? start + 1 : start, end)));
    const swapped = bytes.slice(start, odd ? end - 1 : end);
    for (let i = 0; i + 1 < swapped.length; i += 2) {
      const high = swapped[i] ?? 0;
      swapped[i] = swapped[i + 1] ?? 0;
      swapped[i + 1] = high;
    }
    return strip(utf16le.decode(swapped));
  }
}

function strip(text: string): string {
  return text.replace(/[\r\n\0\ufeff]+$/, '');
}

/** A third of the first bytes zero: Latin text in UTF-16 has every other byte zero, text in UTF-8 none. */
function looksLikeUtf16(bytes: Uint8Array, start: number, end: number): boolean {
  const to = Math.min(end, start + 256);
  let zeros = 0;
  for (let i = start; i < to; i++) if (bytes[i] === 0) zeros++;
  return zeros * 3 >= to - start && zeros > 0;
}
