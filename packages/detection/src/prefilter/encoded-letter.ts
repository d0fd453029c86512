/**
 * Percent-encoded ASCII letters and digits. Nobody needs to encode them (RFC 3986, section 2.3), and a literal
 * that is spelt so slips past a search for the literal: such lines must be looked at decoded. Digits count because
 * they may be half of a letter (`%6%31` is `%61` once decoded); `%u0061` is IIS's own way to write a letter.
 */

const PERCENT = 0x25;

/** What may follow a percent sign: sets of first digits and for each its second digits, a bit each. */
const WAYS: readonly (readonly [first: string, second: string])[] = [
  ['3', '0123456789'],
  ['46', '123456789abcdef'],
  ['57', '0123456789a'],
  ['u', '0123456789abcdef'],
];

/** For each byte the ways of which it can be the first digit; the second digit must have one of them too. */
export const FIRST_DIGIT: Uint8Array = waysOf(0);
/** For each byte the ways of which it can be the second digit. */
export const SECOND_DIGIT: Uint8Array = waysOf(1);

function waysOf(place: 0 | 1): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const letter = String.fromCharCode(byte);
    const digit = letter >= 'A' && letter <= 'Z' ? letter.toLowerCase() : letter;
    return WAYS.reduce((bits, way, i) => (way[place].includes(digit) ? bits | (1 << i) : bits), 0);
  });
}

/** Whether the bytes at `at` are `%30`-`%39`, `%41`-`%5A`, `%61`-`%7A`, `%u…`, or one of these with its `%` written as `%25`. */
export function isEncodedLetter(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== PERCENT) return false;
  let digits = at + 1;
  if (bytes[digits] === 0x32 && bytes[digits + 1] === 0x35) digits += 2;
  if (digits + 2 > end) return false;
  return ((FIRST_DIGIT[bytes[digits] ?? 0] ?? 0) & (SECOND_DIGIT[bytes[digits + 1] ?? 0] ?? 0)) !== 0;
}
