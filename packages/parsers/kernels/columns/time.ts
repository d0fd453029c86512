// Times in their usual spelling, to milliseconds since 1970-01-01 UTC. Any other spelling is the host's work.

/** No usual spelling: ask the host. */
export const ODD: f64 = -1;

let cachedHigh: u64 = 0;
let cachedLow: u32 = 0;
let cachedDay: f64 = ODD;

@inline
function digit(at: usize): u32 {
  return <u32>load<u8>(at) - 0x30;
}

/** Two digits; 255 if one is none. */
@inline
function two(at: usize): u32 {
  const a = digit(at);
  const b = digit(at + 1);
  return a > 9 || b > 9 ? 255 : a * 10 + b;
}

function civil(at: usize): f64 {
  const century = two(at);
  const rest = two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  if (century == 255 || rest == 255 || load<u8>(at, 4) != 0x2d || load<u8>(at, 7) != 0x2d) return ODD;
  const year = century * 100 + rest;
  // The years that the table of hours covers; others are for the host to judge.
  if (year < 1990 || year > 2109 || month < 1 || month > 12 || day < 1) return ODD;
  const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const last: u32 = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  if (day > last) return ODD;
  // Days since 1970-01-01 with the year beginning in March.
  const y: i32 = month <= 2 ? <i32>year - 1 : <i32>year;
  const era = y / 400;
  const yoe = y - era * 400;
  const doy: i32 = (153 * (<i32>month + (month > 2 ? -3 : 9)) + 2) / 5 + <i32>day - 1;
  const days = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
  return <f64>days * 86400000.0;
}

/** `YYYY-MM-DD` at `at`; most rows have the date of the row before. */
@inline
export function date(at: usize): f64 {
  const high = load<u64>(at);
  const low = <u32>load<u16>(at, 8);
  if (high == cachedHigh && low == cachedLow) return cachedDay;
  cachedHigh = high;
  cachedLow = low;
  cachedDay = civil(at);
  return cachedDay;
}

/** `hh:mm:ss` at `at` in milliseconds. */
@inline
export function clock(at: usize): f64 {
  const x = load<u64>(at);
  // Bytes 2 and 5 are ':', the others digits.
  if ((x & 0x0000ff0000ff0000) != 0x00003a00003a0000) return ODD;
  const d = x ^ 0x30303a30303a3030;
  // Of each byte the upper half must be zero, also after adding 6 (then it was 0 to 9).
  if (((d | (d + 0x0606060606060606)) & 0xf0f0f0f0f0f0f0f0) != 0) return ODD;
  const hour = <u32>(d & 0xff) * 10 + <u32>((d >> 8) & 0xff);
  const minute = <u32>((d >> 24) & 0xff) * 10 + <u32>((d >> 32) & 0xff);
  const second = <u32>((d >> 48) & 0xff) * 10 + <u32>(d >> 56);
  if (hour > 23 || minute > 59 || second > 59) return ODD;
  return <f64>((hour * 60 + minute) * 60 + second) * 1000.0;
}

/** `YYYY-MM-DDThh:mm:ss.mmmZ`. */
@inline
export function instant(at: usize, length: u32): f64 {
  if (length != 24 || load<u8>(at, 10) != 0x54 || load<u8>(at, 19) != 0x2e || load<u8>(at, 23) != 0x5a) return ODD;
  const day = date(at);
  const time = clock(at + 11);
  const hundreds = digit(at + 20);
  const rest = two(at + 21);
  if (day == ODD || time == ODD || hundreds > 9 || rest == 255) return ODD;
  return day + time + <f64>(hundreds * 100 + rest);
}
