// Where everything lies in the kernel's memory. All tables have a fixed size: what does not fit any more is
// handed to the host (see `full` in tables.ts), which empties the tables and goes on.

/** Columns of the current table, i32 each, -1 where absent; in the order of the ROLE_ constants. */
export const ROLES: usize = 0x8000;
/** The name of the first column in lower case, to know a repeated header row. */
export const HEADER_NAME: usize = 0x8100;
export const HEADER_NAME_MAX: u32 = 256;
/** Cells with doubled quotes are rewritten here, 8 KiB a role. */
export const SCRATCH: usize = 0x10000;
export const SCRATCH_CELL: u32 = 0x2000;
/** Lower-case copy of a page's path. */
export const LOWER: usize = 0x30000;
/** Addresses of a row's separators, u32 each: [0] = start - 1, [n + 1] = end. */
export const SEPARATORS: usize = 0x32000;
export const SEPARATORS_MAX: u32 = 2048;
/** Lines that need the host: 0 first byte, 4 end, 8 line number (f64), 16 day of the last `#Date:` line (f64). */
export const SLOW: usize = 0x36000;
export const SLOW_ENTRY: u32 = 24;
export const SLOW_MAX: u32 = 1024;
/** Cells of a row that the host has taken apart, each 4 KiB at most. */
export const HOST_CELLS: usize = 0x3e000;
/** No cell is looked at further than this. */
export const CELL_MAX: u32 = 0x1000;
export const BLOCK: usize = 0x50000;
export const BLOCK_MAX: u32 = 0x100000;

export const CLIENTS: usize = 0x160000;
export const CLIENT: u32 = 48;
export const CLIENTS_MAX: u32 = 0x8000;
export const CLIENT_SLOTS: usize = CLIENTS + <usize>CLIENT * CLIENTS_MAX;
export const CLIENT_SLOTS_MASK: u32 = 0xffff;

export const PAGES: usize = CLIENT_SLOTS + 4 * (CLIENT_SLOTS_MASK + 1);
export const PAGE: u32 = 432;
export const PAGES_MAX: u32 = 0x2000;
export const PAGE_SLOTS: usize = PAGES + <usize>PAGE * PAGES_MAX;
export const PAGE_SLOTS_MASK: u32 = 0x3fff;

/** Counters by page and client, and by page and status: key, n, first (f64). */
export const PAIRS: usize = PAGE_SLOTS + 4 * (PAGE_SLOTS_MASK + 1);
export const PAIR: u32 = 16;
export const PAIRS_MAX: u32 = 0x10000;
export const PAIR_SLOTS: usize = PAIRS + <usize>PAIR * PAIRS_MAX;
export const PAIR_SLOTS_MASK: u32 = 0x1ffff;

export const SERVERS: usize = PAIR_SLOTS + 4 * (PAIR_SLOTS_MASK + 1);
export const SERVER: u32 = 16;
export const SERVERS_MAX: u32 = 256;
export const BUILDS: usize = SERVERS + <usize>SERVER * SERVERS_MAX;
export const BUILD: u32 = 32;
export const BUILDS_MAX: u32 = 256;

/** Rows an hour from 1990-01-01 to 2109-12-31, u32 each. */
export const HOURS: usize = BUILDS + <usize>BUILD * BUILDS_MAX;
export const FIRST_HOUR: i32 = 175320;
export const HOURS_MAX: i32 = 1051896;
/** Text of clients, pages and servers. */
export const POOL: usize = HOURS + 4 * HOURS_MAX;
export const POOL_BYTES: usize = 0x600000;
export const POOL_END: usize = POOL + POOL_BYTES;
/** More than one row can ever add: two copies of a page, a client, a server. */
export const POOL_RESERVE: usize = 0x1000;

export const CLIENT_BYTES_MAX: u32 = 64;
export const PAGE_BYTES_MAX: u32 = 1024;
export const SERVER_BYTES_MAX: u32 = 255;
