/**
 * Percent-encoded ASCII letters and digits. Nobody needs to encode them (RFC 3986, section 2.3), and a literal
 * that is spelt so slips past a search for the literal: such lines must be looked at decoded. Digits count because
 * they may be half of a letter (`%6%31` is `%61` once decoded); `%u0061` is IIS's own way to write a letter.
 */

const PERCENT = 0x25;
const LETTER_U = 0x75;

/** Value of a hexadecimal digit; -1 for other bytes. */
const HEX = new Int8Array(256).fill(-1);
for (let i = 0; i < 10; i++) HEX[0x30 + i] = i;
for (let i = 0; i < 6; i++) {
  HEX[0x41 + i] = 10 + i;
  HEX[0x61 + i] = 10 + i;
}

/** Whether the bytes at `at` are `%30`-`%39`, `%41`-`%5A`, `%61`-`%7A`, `%u…`, or one of these with its `%` written as `%25`. */
export function isEncodedLetter(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== PERCENT) return false;
  let digits = at + 1;
  if (bytes[digits] === 0x32 && bytes[digits + 1] === 0x35) digits += 2;
  if (digits + 2 > end) return false;
  if (((bytes[digits] ?? 0) | 0x20) === LETTER_U) return (HEX[bytes[digits + 1] ?? 0] ?? -1) >= 0;
  const high = HEX[bytes[digits] ?? 0] ?? -1;
  const low = HEX[bytes[digits + 1] ?? 0] ?? -1;
  if (high < 0 || low < 0) return false;
  const value = (high << 4) | low;
  return (value >= 0x30 && value <= 0x39) || ((value & 0xdf) >= 0x41 && (value & 0xdf) <= 0x5a);
}
