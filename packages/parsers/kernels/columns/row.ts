// One row, its separators known: from cells to counters.
import * as L from './layout';
import * as T from './tables';
import { copy } from './text';
import { pageLength } from './page';
import { ODD, clock, date, instant } from './time';

export const NONE: u32 = 0;
export const W3C: u32 = 1;
export const CSV: u32 = 2;

// Order of the columns in L.ROLES. DATE is the instant in CSV logs.
const DATE: u32 = 0;
const CLOCK: u32 = 1;
const STEM: u32 = 2;
const QUERY: u32 = 3;
const CLIENT: u32 = 4;
const METHOD: u32 = 5;
const STATUS: u32 = 6;
const AGENT: u32 = 7;
const REFERER: u32 = 8;
const SERVER: u32 = 9;
const VERSION: u32 = 10;

export let format: u32 = NONE;
export let fieldCount: u32 = 0;
export let headerLength: u32 = 0;
/** Day of the last `#Date:` line, for tables without a date column. */
export let dateLine: f64 = ODD;

export function setTable(kind: u32, fields: u32, header: u32): void {
  format = kind;
  fieldCount = fields;
  headerLength = header;
}
export function setDateLine(day: f64): void {
  dateLine = day;
}

/** The cell that `cell` found last; length 0 where the column or the value is absent. */
let at: usize = 0;
let length: u32 = 0;

@inline
function has(role: u32): bool {
  return load<i32>(L.ROLES + (<usize>role << 2)) >= 0;
}

/** A cell that begins with a quote: its text without the quotes around it, doubled ones single. */
function unquote(role: u32): void {
  at++;
  length--;
  if (length > 0 && load<u8>(at + length - 1) == 0x22) length--;
  let i: u32 = 0;
  while (i < length && load<u8>(at + i) != 0x22) i++;
  if (i >= length) return;
  const to = L.SCRATCH + <usize>role * L.SCRATCH_CELL;
  let n: u32 = 0;
  for (i = 0; i < length && n < L.CELL_MAX; i++) {
    const b = load<u8>(at + i);
    store<u8>(to + n++, b);
    if (b == 0x22 && i + 1 < length && load<u8>(at + i + 1) == 0x22) i++;
  }
  at = to;
  length = n;
}

@inline
function cell(role: u32, plain: bool): void {
  const column = load<i32>(L.ROLES + (<usize>role << 2));
  if (column < 0) {
    length = 0;
    return;
  }
  const separators = L.SEPARATORS + (<usize>column << 2);
  at = <usize>load<u32>(separators) + 1;
  length = load<u32>(separators, 4) - <u32>at;
  if (length == 0) return;
  const first = <u32>load<u8>(at);
  if (format == W3C) {
    if (length == 1 && first == 0x2d) length = 0;
  } else if (first == 0x22 && !plain) unquote(role);
  if (length > L.CELL_MAX) length = L.CELL_MAX;
}

/** A number of 1 to `most` digits; 0 for everything else. */
function number(most: u32): u32 {
  if (length == 0 || length > most) return 0;
  let n: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const d = <u32>load<u8>(at + i) - 0x30;
    if (d > 9) return 0;
    n = n * 10 + d;
  }
  return n;
}

/** Milliseconds; Infinity where the table has no time; ODD where the host has to look. */
@inline
function time(plain: bool): f64 {
  if (!has(DATE) && !has(CLOCK)) return Infinity;
  if (format == CSV) {
    cell(DATE, plain);
    return instant(at, length);
  }
  if (!has(CLOCK)) return Infinity;
  let day = dateLine;
  if (has(DATE)) {
    cell(DATE, plain);
    day = length == 10 ? date(at) : ODD;
    if (day == ODD) return ODD;
  } else if (day == ODD) return Infinity;
  cell(CLOCK, plain);
  const within = length == 8 ? clock(at) : ODD;
  return within == ODD ? ODD : day + within;
}

/** The build `15.1.2106.2` out of four columns, 16 bits each; all ones where one is no such number. */
function version(plain: bool): u64 {
  let key: u64 = 0;
  for (let i: u32 = 0; i < 4; i++) {
    cell(VERSION + i, plain);
    if (length == 0 || length > 5) return ~(<u64>0);
    let n: u32 = 0;
    for (let k: u32 = 0; k < length; k++) {
      const d = <u32>load<u8>(at + k) - 0x30;
      if (d > 9) return ~(<u64>0);
      n = n * 10 + d;
    }
    if (n > 0xffff) return ~(<u64>0);
    key = (key << 16) | <u64>n;
  }
  return key;
}

/**
 * Counts the row. `known` is its time if the host has read it (`plain` cells then hold no quotes).
 * False, and nothing counted, where the time needs the host.
 */
export function row(line: f64, offset: f64, known: f64, plain: bool): bool {
  const when = plain ? known : time(plain);
  if (when == ODD) return false;
  T.countRecord();
  if (when == Infinity) T.countUntimed();
  else T.countTime(when);

  if (has(SERVER)) {
    cell(SERVER, plain);
    if (length > 0) T.countServer(at, length);
  }
  if (has(VERSION)) {
    const key = version(plain);
    if (key != ~(<u64>0)) T.countBuild(key, when);
  }
  if (!has(CLIENT) && !has(STEM)) return true;

  cell(STATUS, plain);
  const status = number(3);
  cell(METHOD, plain);
  const method = at;
  const methodLength = length;
  const post = methodLength == 4 && load<u32>(method) == 0x54534f50;
  const get = methodLength == 3 && (load<u32>(method) & 0xffffff) == 0x544547;
  cell(CLIENT, plain);
  let who: i32 = -1;
  // A longer value is no address.
  if (length > 0 && length <= L.CLIENT_BYTES_MAX) {
    who = T.client(at, length);
    T.countClient(who, post, status, when);
  }
  if (!has(STEM)) return true;
  cell(STEM, plain);
  const size = pageLength(at, length);
  if (size == 0) return true;
  if (size > L.PAGE_BYTES_MAX) {
    T.countLongPage();
    return true;
  }
  const path = at;
  const id = T.page(path, size, status - 200 < 100 || status - 500 < 100 ? 1 : 0);
  const entry = L.PAGES + <usize>id * L.PAGE;
  add(entry + 16);
  add(entry + (get ? 20 : post ? 24 : 28));
  if (has(AGENT)) {
    add(entry + 52);
    cell(AGENT, plain);
    if (length == 0) add(entry + 32);
  }
  if (has(REFERER)) {
    add(entry + 56);
    cell(REFERER, plain);
    if (length == 0) add(entry + 36);
  }
  cell(QUERY, plain);
  if (length > 0) add(entry + 40);
  if (when < load<f64>(entry, 64)) store<f64>(entry, when, 64);
  if (when != Infinity && when > load<f64>(entry, 72)) store<f64>(entry, when, 72);
  const key = (id + 1) << 16;
  if (who >= 0) T.pair(key | <u32>who, when);
  if (status != 0) T.pair(key | 0x8000 | status, when);
  if (T.sample(entry + T.PAGE_SAMPLES, entry + 44, when, offset, line, who, status, method, methodLength)) {
    copy(<usize>load<u32>(entry, 12), path, size);
  }
  if (post && status - 200 < 100) {
    T.sample(entry + T.PAGE_POSTS, entry + 48, when, offset, line, who, status, method, methodLength);
  }
  return true;
}

@inline
function add(counter: usize): void {
  store<u32>(counter, load<u32>(counter) + 1);
}
