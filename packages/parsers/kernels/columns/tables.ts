// What is counted: hours, clients, pages, servers, builds. Sizes are fixed; when a table may not take one more
// row, `full` is set and the host empties all of them. Entries are numbered in order of first sight.
import * as L from './layout';
import { copy, copyLower, equal, hash, hashKey } from './text';

/** Set when the next row might not find room. */
export let full: bool = false;

export let records: u32 = 0;
export let unreadable: u32 = 0;
export let untimed: u32 = 0;
export let firstTime: f64 = Infinity;
export let lastTime: f64 = -Infinity;
/** Rows of pages whose path is longer than a file name can be. */
export let longPages: u32 = 0;

export let clients: u32 = 0;
export let pages: u32 = 0;
export let pairs: u32 = 0;
export let servers: u32 = 0;
export let builds: u32 = 0;
export let lowHour: i32 = L.HOURS_MAX;
export let highHour: i32 = -1;
let pool: usize = L.POOL;
let server: u32 = 0;
let build: u32 = 0;

export function countUnreadable(): void {
  unreadable++;
}
export function countRecord(): void {
  records++;
  if (records == 0x7fffffff) full = true;
}
export function countUntimed(): void {
  untimed++;
}
export function countLongPage(): void {
  longPages++;
}

/** Empties everything. */
export function reset(): void {
  memory.fill(L.CLIENT_SLOTS, 0, 4 * (L.CLIENT_SLOTS_MASK + 1));
  memory.fill(L.PAGE_SLOTS, 0, 4 * (L.PAGE_SLOTS_MASK + 1));
  memory.fill(L.PAIR_SLOTS, 0, 4 * (L.PAIR_SLOTS_MASK + 1));
  if (highHour >= lowHour) memory.fill(L.HOURS + (<usize>lowHour << 2), 0, <usize>(highHour - lowHour + 1) << 2);
  full = false;
  records = unreadable = untimed = longPages = 0;
  firstTime = Infinity;
  lastTime = -Infinity;
  clients = pages = pairs = servers = builds = server = build = 0;
  lowHour = L.HOURS_MAX;
  highHour = -1;
  pool = L.POOL;
}

@inline
function keep(at: usize, length: u32): usize {
  const to = pool;
  copy(to, at, length);
  pool = to + ((length + 15) & ~15);
  if (pool + L.POOL_RESERVE > L.POOL_END) full = true;
  return to;
}

/** A row's time: the hour it falls in, and the period. Time lies within the hours of the table. */
@inline
export function countTime(time: f64): void {
  const hour = <i32>(time / 3600000.0) - L.FIRST_HOUR;
  const slot = L.HOURS + (<usize>hour << 2);
  store<u32>(slot, load<u32>(slot) + 1);
  if (hour < lowHour) lowHour = hour;
  if (hour > highHour) highHour = hour;
  if (time < firstTime) firstTime = time;
  if (time > lastTime) lastTime = time;
}

// Client: 0 hash, 4 text, 8 length, 12 requests, 16 posts, 20 4xx, 24 5xx, 32 first, 40 last
export function client(at: usize, length: u32): i32 {
  const h = hash(at, length);
  let slot = h & L.CLIENT_SLOTS_MASK;
  for (;;) {
    const id = load<u32>(L.CLIENT_SLOTS + (<usize>slot << 2));
    if (id == 0) break;
    const entry = L.CLIENTS + <usize>(id - 1) * L.CLIENT;
    if (load<u32>(entry) == h && load<u32>(entry, 8) == length && equal(load<u32>(entry, 4), at, length)) return id - 1;
    slot = (slot + 1) & L.CLIENT_SLOTS_MASK;
  }
  const id = clients++;
  if (clients == L.CLIENTS_MAX) full = true;
  store<u32>(L.CLIENT_SLOTS + (<usize>slot << 2), id + 1);
  const entry = L.CLIENTS + <usize>id * L.CLIENT;
  memory.fill(entry, 0, L.CLIENT);
  store<u32>(entry, h);
  store<u32>(entry, <u32>keep(at, length), 4);
  store<u32>(entry, length, 8);
  store<f64>(entry, Infinity, 32);
  store<f64>(entry, -Infinity, 40);
  return id;
}

@inline
function add(at: usize): void {
  store<u32>(at, load<u32>(at) + 1);
}

export function countClient(id: i32, post: bool, status: u32, time: f64): void {
  const entry = L.CLIENTS + <usize>id * L.CLIENT;
  add(entry + 12);
  if (post) add(entry + 16);
  if (status - 400 < 100) add(entry + 20);
  else if (status - 500 < 100) add(entry + 24);
  if (time < load<f64>(entry, 32)) store<f64>(entry, time, 32);
  if (time != Infinity && time > load<f64>(entry, 40)) store<f64>(entry, time, 40);
}

// Page: 0 hash, 4 key, 8 length, 12 as first seen, 16 requests, 20 gets, 24 posts, 28 others, 32 no agent,
// 36 no referer, 40 with query, 44 samples, 48 POST samples, 52 rows with agent column, 56 rows with referer
// column, 64 first, 72 last, 80 samples (3), 248 POST samples (3), 416 group
// Sample (56): 0 time, 8 offset, 16 line, 24 client, 28 status, 32 method, 48 length of method
export const PAGE_SAMPLES: u32 = 80;
export const PAGE_POSTS: u32 = 248;

/** A page of a group (1: rows that a page answered, 0: others) has an entry of its own. */
export function page(at: usize, length: u32, group: u32): u32 {
  copyLower(L.LOWER, at, length);
  const h = hash(L.LOWER, length) ^ group;
  let slot = h & L.PAGE_SLOTS_MASK;
  for (;;) {
    const id = load<u32>(L.PAGE_SLOTS + (<usize>slot << 2));
    if (id == 0) break;
    const entry = L.PAGES + <usize>(id - 1) * L.PAGE;
    if (
      load<u32>(entry) == h && load<u32>(entry, 8) == length && load<u32>(entry, 416) == group &&
      equal(load<u32>(entry, 4), L.LOWER, length)
    ) {
      return id - 1;
    }
    slot = (slot + 1) & L.PAGE_SLOTS_MASK;
  }
  const id = pages++;
  if (pages == L.PAGES_MAX) full = true;
  store<u32>(L.PAGE_SLOTS + (<usize>slot << 2), id + 1);
  const entry = L.PAGES + <usize>id * L.PAGE;
  memory.fill(entry, 0, L.PAGE);
  store<u32>(entry, h);
  store<u32>(entry, <u32>keep(L.LOWER, length), 4);
  store<u32>(entry, length, 8);
  store<u32>(entry, <u32>keep(at, length), 12);
  store<u32>(entry, group, 416);
  store<f64>(entry, Infinity, 64);
  store<f64>(entry, -Infinity, 72);
  return id;
}

/** One more of this pair. `first` is the earliest time. */
export function pair(key: u32, time: f64): void {
  let slot = hashKey(key) & L.PAIR_SLOTS_MASK;
  let entry: usize;
  for (;;) {
    const id = load<u32>(L.PAIR_SLOTS + (<usize>slot << 2));
    if (id == 0) {
      entry = L.PAIRS + <usize>pairs * L.PAIR;
      pairs++;
      if (pairs >= L.PAIRS_MAX - 2) full = true;
      store<u32>(L.PAIR_SLOTS + (<usize>slot << 2), pairs);
      store<u32>(entry, key);
      store<u32>(entry, 1, 4);
      store<f64>(entry, time, 8);
      return;
    }
    entry = L.PAIRS + <usize>(id - 1) * L.PAIR;
    if (load<u32>(entry) == key) break;
    slot = (slot + 1) & L.PAIR_SLOTS_MASK;
  }
  add(entry + 4);
  if (time < load<f64>(entry, 8)) store<f64>(entry, time, 8);
}

/** Puts a row among the three earliest of a list (by time, then offset); true if it became the first. */
export function sample(
  list: usize, count: usize, time: f64, offset: f64, line: f64, client: i32, status: u32, method: usize, length: u32,
): bool {
  const n = load<u32>(count);
  let at: u32 = n;
  while (at > 0) {
    const before = list + (at - 1) * 56;
    const t = load<f64>(before);
    if (t < time || (t == time && load<f64>(before, 8) < offset)) break;
    at--;
  }
  if (at == 3) return false;
  const moved = min<u32>(n, 2) - at;
  if (<i32>moved > 0) memory.copy(list + (at + 1) * 56, list + at * 56, moved * 56);
  const to = list + at * 56;
  store<f64>(to, time);
  store<f64>(to, offset, 8);
  store<f64>(to, line, 16);
  store<i32>(to, client, 24);
  store<u32>(to, status, 28);
  v128.store(to + 32, v128.load(method));
  store<u32>(to, min<u32>(length, 16), 48);
  if (n < 3) store<u32>(count, n + 1);
  return at == 0;
}

// Server: 0 text, 4 length, 8 rows
export function countServer(at: usize, size: u32): void {
  const length = min(size, L.SERVER_BYTES_MAX);
  let entry = L.SERVERS + <usize>server * L.SERVER;
  if (servers == 0 || load<u32>(entry, 4) != length || !equal(load<u32>(entry), at, length)) {
    server = 0;
    for (; server < servers; server++) {
      entry = L.SERVERS + <usize>server * L.SERVER;
      if (load<u32>(entry, 4) == length && equal(load<u32>(entry), at, length)) break;
    }
    if (server == servers) {
      servers++;
      if (servers == L.SERVERS_MAX) full = true;
      entry = L.SERVERS + <usize>server * L.SERVER;
      store<u32>(entry, <u32>keep(at, length));
      store<u32>(entry, length, 4);
      store<u32>(entry, 0, 8);
    }
  }
  add(entry + 8);
}

// Build: 0 four numbers of 16 bits, 8 rows, 16 first, 24 last
export function countBuild(key: u64, time: f64): void {
  let entry = L.BUILDS + <usize>build * L.BUILD;
  if (builds == 0 || load<u64>(entry) != key) {
    build = 0;
    for (; build < builds; build++) {
      entry = L.BUILDS + <usize>build * L.BUILD;
      if (load<u64>(entry) == key) break;
    }
    if (build == builds) {
      builds++;
      if (builds == L.BUILDS_MAX) full = true;
      entry = L.BUILDS + <usize>build * L.BUILD;
      store<u64>(entry, key);
      store<u32>(entry, 0, 8);
      store<f64>(entry, Infinity, 16);
      store<f64>(entry, -Infinity, 24);
    }
  }
  add(entry + 8);
  if (time < load<f64>(entry, 16)) store<f64>(entry, time, 16);
  if (time != Infinity && time > load<f64>(entry, 24)) store<f64>(entry, time, 24);
}
