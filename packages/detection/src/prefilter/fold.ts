/** ASCII case folding. Literals and lines are compared byte by byte after it; other bytes stay as they are. */

/** For every byte its lower-case form: A-Z to a-z, all others to themselves. */
export const FOLD: Uint8Array = Uint8Array.from({ length: 256 }, (_, b) => (b >= 0x41 && b <= 0x5a ? b | 0x20 : b));

/**
 * Cheap folding of four bytes at once: sets bit 5 of each. It maps more than letters together (`@` and
 * `` ` ``, `[` and `{`, control characters and punctuation), so it serves to find candidates, never to decide.
 */
export const FOLD_WORD = 0x2020_2020;

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text with ASCII letters in lower case. */
export function foldedBytes(text: string): Uint8Array {
  return encoder.encode(text).map((b) => FOLD[b] ?? b);
}

/** Four folded bytes as the little-endian word that a scan over an Int32Array sees. */
export function foldedWord(a: number, b: number, c: number, d: number): number {
  return a | (b << 8) | (c << 16) | (d << 24) | FOLD_WORD;
}
