// The word scan of the prefilter: see packages/detection/src/prefilter/prefilter.ts. Built by ../build.mjs.
import * as L from './layout';

const MULTIPLIER: u32 = 0x9e3779b1;
const FOLD: u32 = 0x20202020;
const FOLD8: u64 = 0x2020202020202020;
const PERCENT: u8 = 0x25;
/** The digits `25`: a percent sign that is itself encoded. */
const PERCENT_DIGITS: u32 = 0x3532;

@inline
function bloom(word: u32, shift: u32): u32 {
  return load<u8>(L.BLOOM + <usize>(((word | FOLD) * MULTIPLIER) >>> shift));
}

@inline
function half(word: u32): u32 {
  return load<u8>(L.HALVES + <usize>((word | FOLD) >>> 16));
}

/** Whether what stands around the word at `at`, or around its half, is what stands there in a literal. */
function surrounded(key: u32, at: usize, mask: u32): bool {
  let slot = L.SLOTS + <usize>((((key * MULTIPLIER) >>> 7) & mask) * L.SLOT);
  const behind = L.SLOTS + <usize>((mask + 1) * L.SLOT);
  // A quarter of the slots is used at most, so a free one ends the search.
  while (load<u32>(slot, 4) != 0) {
    if (load<u32>(slot) == key) {
      const last = L.ENTRIES + <usize>(load<u32>(slot, 8) * L.ENTRY);
      for (let e = L.ENTRIES + <usize>(load<u32>(slot, 4) * L.ENTRY); e < last; e += L.ENTRY) {
        const bytes = load<u64>(at + load<i32>(e, 16)) | FOLD8;
        if (((bytes ^ load<u64>(e)) & load<u64>(e, 8)) == 0) return true;
      }
      return false;
    }
    slot += L.SLOT;
    if (slot == behind) slot = L.SLOTS;
  }
  return false;
}

/** Whether an encoded letter or digit begins with the percent sign at `at`; the host asks again where the block ends. */
@inline
function letter(at: usize): bool {
  let digits = <u32>load<u16>(at, 1);
  if (digits == PERCENT_DIGITS) digits = <u32>load<u16>(at, 3);
  return (load<u8>(L.FIRST_DIGIT + <usize>(digits & 0xff)) & load<u8>(L.SECOND_DIGIT + <usize>(digits >>> 8))) != 0;
}

/** Of 16 bytes those that begin an encoded letter, a bit each. */
@inline
function letterBits(at: usize): u32 {
  let signs = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(PERCENT)));
  let found: u32 = 0;
  while (signs != 0) {
    const lowest = signs & -signs;
    if (letter(at + <usize>ctz(signs))) found |= lowest;
    signs ^= lowest;
  }
  return found;
}

@inline
function scan(from: usize, length: u32, shift: u32, mask: u32, letters: bool, halves: bool): u32 {
  const end = from + length;
  let out = L.CANDIDATES;
  for (let at = from; at < end; at += 16) {
    const a = bloom(load<u32>(at), shift);
    const b = bloom(load<u32>(at, 4), shift);
    const c = bloom(load<u32>(at, 8), shift);
    const d = bloom(load<u32>(at, 12), shift);
    let found: u32 = letters ? letterBits(at) : 0;
    // A bit at the first byte of each word that may pass.
    let words: u32 = 0;
    if (halves)
      words =
        half(load<u32>(at)) | (half(load<u32>(at, 4)) << 4) | (half(load<u32>(at, 8)) << 8) | (half(load<u32>(at, 12)) << 12);
    if ((a | b | c | d | words | found) == 0) continue;
    words |= a | (b << 4) | (c << 8) | (d << 12);
    // In the order of the bytes, so that candidates come line by line.
    for (let both = words | found; both != 0; both &= both - 1) {
      const i = ctz(both);
      if (((words >>> i) & 1) != 0) {
        const word = load<u32>(at + i) | FOLD;
        if (mask == 0 || surrounded(word, at + i, mask) || (halves && surrounded(word >>> 16, at + i, mask))) {
          store<u32>(out, (<u32>(at - from) + i) << 1);
          out += 4;
        }
      }
      if (letters && ((found >>> i) & 1) != 0) {
        store<u32>(out, ((<u32>(at - from) + i) << 1) | 1);
        out += 4;
      }
    }
  }
  return <u32>(out - L.CANDIDATES) >>> 2;
}

/**
 * Number of candidates in `length` bytes, at most PIECE, from the address `from` on: aligned to `from`, words that may
 * be part of a literal, and where asked for percent signs that may begin an encoded letter; in ascending order.
 * @param mask the number of slots less one, or 0 where there was no room for them.
 */
export function find(from: usize, length: u32, shift: u32, mask: u32, letters: bool, halves: bool): u32 {
  if (halves) return letters ? scan(from, length, shift, mask, true, true) : scan(from, length, shift, mask, false, true);
  return letters ? scan(from, length, shift, mask, true, false) : scan(from, length, shift, mask, false, false);
}
