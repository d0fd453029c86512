// From bytes to rows: separators and line ends of 64 bytes at a time as bits, then bit by bit.
import * as L from './layout';
import * as T from './tables';
import { CSV, W3C, dateLine, fieldCount, format, headerLength, row } from './row';
import { fold, isLetter } from './text';

/** Lines seen so far in the file. */
let lineNumber: f64 = 0;
/** Position in the file of the block's first byte. */
let blockOffset: f64 = 0;
export let slow: u32 = 0;
/** Address of a `#Date` line that the host has to read before the next line; 0 if there is none. */
export let directive: u32 = 0;
export let directiveEnd: u32 = 0;

export function place(lines: f64, offset: f64): void {
  lineNumber = lines;
  blockOffset = offset;
}
export function lines(): f64 {
  return lineNumber;
}
export function clearSlow(): void {
  slow = 0;
}
export function clearDirective(): void {
  directive = 0;
}

@inline
function eq(at: usize, b: i8): u64 {
  const x = i8x16.splat(b);
  return (
    <u64>i8x16.bitmask(i8x16.eq(v128.load(at), x)) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 16), x)) << 16) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 32), x)) << 32) |
    (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 48), x)) << 48)
  );
}

/** Appends the addresses of the set bits to the row's separators. */
@inline
function extract(bits: u64, at: usize, n: u32): u32 {
  const more = n + <u32>popcnt(bits);
  if (more < L.SEPARATORS_MAX - 1) {
    let to = L.SEPARATORS + (<usize>n << 2);
    while (bits != 0) {
      to += 4;
      store<u32>(to, <u32>at + <u32>ctz(bits));
      bits &= bits - 1;
    }
  }
  return more;
}

/** Bits below bit `i`. */
@inline
function below(i: u64): u64 {
  return (<u64>1 << i) - 1;
}

/** Each bit is the parity of the bits up to it: 1 from an opening quote to before the closing one. */
@inline
function parity(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

// Odd rows, those that the plain separators may not cut as the record parsers do, are left to the host. In W3C logs:
// with neighbouring blanks (a run of them is one separator) or other control characters. In CSV logs: with
// a quote that opens inside a cell, or is never closed.

/** Whether the host has to act before the next line. */
@inline
function interrupted(): bool {
  return T.full || slow == L.SLOW_MAX || directive != 0;
}

/**
 * Reads lines from `from` to `end`; a line that `end` cuts counts as a line. Stops behind a line when the
 * host has to empty the tables or the list of slow lines, or to read a directive. Returns where it stopped.
 */
export function process(from: usize, end: usize): usize {
  if (interrupted()) return from;
  return format == CSV ? processCsv(from, end) : processW3c(from, end);
}

@inline
function control(at: usize): u64 {
  const x = i8x16.splat(0x20);
  return (
    <u64>i8x16.bitmask(i8x16.lt_u(v128.load(at), x)) |
    (<u64>i8x16.bitmask(i8x16.lt_u(v128.load(at, 16), x)) << 16) |
    (<u64>i8x16.bitmask(i8x16.lt_u(v128.load(at, 32), x)) << 32) |
    (<u64>i8x16.bitmask(i8x16.lt_u(v128.load(at, 48), x)) << 48)
  );
}

function processW3c(from: usize, end: usize): usize {
  let start = from;
  let n: u32 = 0;
  let odd: u32 = 0;
  let carry: u64 = 0;
  for (let at = from; at < end; at += 64) {
    let feeds = eq(at, 0x0a);
    let blanks = eq(at, 0x20);
    let odds = (control(at) & ~feeds) | (blanks & ((blanks << 1) | carry));
    carry = blanks >> 63;
    const rest = end - at;
    if (rest < 64) {
      const valid = below(<u64>rest);
      feeds &= valid;
      blanks &= valid;
      odds &= valid;
    }
    while (feeds != 0) {
      const i = ctz(feeds);
      const before = below(i);
      n = extract(blanks & before, at, n);
      odd += <u32>popcnt(odds & before);
      const feed = at + <usize>i;
      line(start, feed, n, odd);
      start = feed + 1;
      if (interrupted()) return start;
      n = odd = 0;
      const behind = ~(before | (<u64>1 << i));
      blanks &= behind;
      odds &= behind;
      feeds &= feeds - 1;
    }
    n = extract(blanks, at, n);
    odd += <u32>popcnt(odds);
  }
  if (start < end) line(start, end, n, odd);
  return end;
}

function processCsv(from: usize, end: usize): usize {
  let start = from;
  let n: u32 = 0;
  let odd: u32 = 0;
  /** All ones inside quotes. */
  let carry: u64 = 0;
  /** 1 if a cell may begin at the first bit. */
  let fresh: u64 = 1;
  for (let at = from; at < end; at += 64) {
    let feeds = eq(at, 0x0a);
    let commas = eq(at, 0x2c);
    let quotes = eq(at, 0x22);
    const rest = end - at;
    if (rest < 64) {
      const valid = below(<u64>rest);
      feeds &= valid;
      commas &= valid;
      quotes &= valid;
    }
    const lastIsFeed = feeds >> 63;
    let inside = (quotes == 0 ? 0 : parity(quotes)) ^ carry;
    while (feeds != 0) {
      const i = ctz(feeds);
      const before = below(i);
      n = extract(commas & ~inside & before, at, n);
      if ((quotes & before) != 0) odd += misplaced(quotes & before, commas, inside, fresh);
      // A quote never reaches over a line end: what follows starts outside.
      if (((inside >> i) & 1) != 0) {
        odd++;
        inside = ~inside;
      }
      const feed = at + <usize>i;
      line(start, feed, n, odd);
      start = feed + 1;
      if (interrupted()) return start;
      n = odd = 0;
      const behind = ~(before | (<u64>1 << i));
      commas &= behind;
      quotes &= behind;
      fresh = (<u64>1 << i) << 1;
      feeds &= feeds - 1;
    }
    n = extract(commas & ~inside, at, n);
    if (quotes != 0) odd += misplaced(quotes, commas, inside, fresh);
    carry = <u64>(<i64>inside >> 63);
    fresh = (((commas | quotes) & ~inside) >> 63) | lastIsFeed;
  }
  if (start < end) line(start, end, n, carry != 0 ? odd + 1 : odd);
  return end;
}

/** Quotes that open but do not stand at the start of a cell, and are not the second of two. */
@inline
function misplaced(quotes: u64, commas: u64, inside: u64, fresh: u64): u32 {
  const opening = quotes & inside;
  const allowed = (((commas | quotes) & ~inside) << 1) | fresh;
  return <u32>popcnt(opening & ~allowed);
}

function blank(at: usize, end: usize): bool {
  for (; at < end; at++) if (load<u8>(at) > 0x20) return false;
  return true;
}

function holdsComma(at: usize, end: usize): bool {
  for (; at < end; at++) if (load<u8>(at) == 0x2c) return true;
  return false;
}

/** Whether the first cell repeats the name of the first column, bare or quoted. */
function repeatsHeader(start: usize, end: usize): bool {
  const quoted: usize = load<u8>(start) == 0x22 ? 1 : 0;
  if (headerLength == 0 || start + quoted + headerLength + quoted > end) return false;
  for (let i: u32 = 0; i < headerLength; i++) {
    if (fold(<u32>load<u8>(start + quoted + i)) != <u32>load<u8>(L.HEADER_NAME + i)) return false;
  }
  let behind = start + quoted + headerLength;
  if (quoted != 0 && load<u8>(behind++) != 0x22) return false;
  return behind == end || load<u8>(behind) == 0x2c;
}

/** `datetime,` `timestamp,` `date-time,` in any case: a header row of whatever table. */
function knownHeader(start: usize, end: usize): bool {
  const quoted: usize = load<u8>(start) == 0x22 ? 1 : 0;
  const at = start + quoted;
  if (at + 10 > end) return false;
  let behind: usize = 0;
  const x = load<u64>(at) | 0x2020202020202020;
  const ninth = <u32>load<u8>(at, 8) | 0x20;
  if (x == 0x656d697465746164) behind = at + 8;
  else if (x == 0x6d617473656d6974 && ninth == 0x70) behind = at + 9;
  else if (x == 0x6d69742d65746164 && ninth == 0x65 && load<u8>(at, 4) == 0x2d) behind = at + 9;
  else return false;
  if (quoted != 0 && load<u8>(behind++) != 0x22) return false;
  return behind < end && load<u8>(behind) == 0x2c;
}

/** One line with `n` separators; `odd`: reasons why these may not be all there is to it. */
function line(from: usize, to: usize, n: u32, odd: u32): void {
  lineNumber += 1;
  let start = from;
  let end = to;
  if (end > start && load<u8>(end - 1) == 0x0d) {
    end--;
    if (format != CSV) odd--;
  }
  const marked = end >= start + 3 && (load<u32>(start) & 0xffffff) == 0xbfbbef;
  if (marked) start += 3;
  if (start >= end) return;
  const first = <u32>load<u8>(start);
  if (first <= 0x20 && (marked || blank(start, end))) return;
  if (first == 0x23) {
    // Only #Date matters here.
    let at = start + 1;
    while (at < end && load<u8>(at) <= 0x20) at++;
    if (end > at + 4 && (load<u32>(at) | 0x20202020) == 0x65746164) {
      directive = <u32>start;
      directiveEnd = <u32>end;
    }
    return;
  }
  if (first == 0x22 || first > 0x39) {
    if (knownHeader(start, end) || (format == CSV && repeatsHeader(start, end))) return;
    if (marked && (first == 0x22 || isLetter(first)) && holdsComma(start, end)) return;
  }
  if (format != W3C && format != CSV) {
    T.countUnreadable();
    return;
  }
  while (end > start && (load<u8>(end - 1) == 0x20 || load<u8>(end - 1) == 0x09 || load<u8>(end - 1) == 0x0d)) {
    end--;
    if (format == W3C) n--;
  }
  const plain = odd == 0 && (format == CSV || (first != 0x22 && first != 0x20));
  if (n + 1 == fieldCount && plain && n < L.SEPARATORS_MAX - 1) {
    store<u32>(L.SEPARATORS, <u32>start - 1);
    store<u32>(L.SEPARATORS + (<usize>n << 2), <u32>end, 4);
    if (row(lineNumber, blockOffset + <f64>(from - L.BLOCK), 0, false)) return;
  }
  const entry = L.SLOW + <usize>slow * L.SLOW_ENTRY;
  store<u32>(entry, <u32>from);
  store<u32>(entry, <u32>end, 4);
  store<f64>(entry, lineNumber, 8);
  store<f64>(entry, dateLine, 16);
  slow++;
}
