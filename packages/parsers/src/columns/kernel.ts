/**
 * The WebAssembly kernel behind the statistics, and its memory as the host sees it. The layout is that of
 * packages/parsers/kernels/columns/layout.ts; a test compares the two.
 */
import { COLUMNS_KERNEL } from './kernel.generated.js';

/** Byte addresses and sizes in the kernel's memory. */
export const LAYOUT = {
  ROLES: 0x8000,
  HEADER_NAME: 0x8100,
  HEADER_NAME_MAX: 256,
  SEPARATORS: 0x32000,
  SEPARATORS_MAX: 2048,
  SLOW: 0x36000,
  SLOW_ENTRY: 24,
  HOST_CELLS: 0x3e000,
  CELL_MAX: 0x1000,
  BLOCK: 0x50000,
  BLOCK_MAX: 0x100000,
  CLIENTS: 0x160000,
  CLIENT: 48,
  CLIENTS_MAX: 0x8000,
  PAGE: 432,
  PAGES_MAX: 0x2000,
  PAIR: 16,
  PAIRS_MAX: 0x10000,
  SERVER: 16,
  BUILD: 32,
  FIRST_HOUR: 175_320,
  HOURS_MAX: 1_051_896,
} as const;

const PAGES = LAYOUT.CLIENTS + LAYOUT.CLIENT * LAYOUT.CLIENTS_MAX + 4 * 0x10000;
const PAIRS = PAGES + LAYOUT.PAGE * LAYOUT.PAGES_MAX + 4 * 0x4000;
const SERVERS = PAIRS + LAYOUT.PAIR * LAYOUT.PAIRS_MAX + 4 * 0x20000;
const BUILDS = SERVERS + LAYOUT.SERVER * 256;
const HOURS = BUILDS + LAYOUT.BUILD * 256;
export const TABLES = { PAGES, PAIRS, SERVERS, BUILDS, HOURS } as const;

/** A time that the kernel cannot know. */
export const NO_TIME = Number.POSITIVE_INFINITY;
/** "No `#Date` line so far." */
export const NO_DAY = -1;

export const FORMATS = { none: 0, w3c: 1, csv: 2 } as const;

interface Exports {
  readonly memory: WebAssembly.Memory;
  seed(a: number, b: number, c: number): void;
  setTable(format: number, fields: number, headerLength: number): void;
  setDateLine(day: number): void;
  place(lines: number, offset: number): void;
  lines(): number;
  process(from: number, end: number): number;
  clearSlow(): void;
  clearDirective(): void;
  reset(): void;
  countUnreadable(): void;
  hostRow(line: number, offset: number, time: number): void;
  countFeeds(length: number): number;
  readonly dateLine: WebAssembly.Global;
  readonly slow: WebAssembly.Global;
  readonly directive: WebAssembly.Global;
  readonly directiveEnd: WebAssembly.Global;
  readonly full: WebAssembly.Global;
  readonly records: WebAssembly.Global;
  readonly unreadable: WebAssembly.Global;
  readonly untimed: WebAssembly.Global;
  readonly firstTime: WebAssembly.Global;
  readonly lastTime: WebAssembly.Global;
  readonly longPages: WebAssembly.Global;
  readonly clients: WebAssembly.Global;
  readonly pages: WebAssembly.Global;
  readonly pairs: WebAssembly.Global;
  readonly servers: WebAssembly.Global;
  readonly builds: WebAssembly.Global;
  readonly lowHour: WebAssembly.Global;
  readonly highHour: WebAssembly.Global;
}

export interface Kernel {
  readonly call: Exports;
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

let compiled: WebAssembly.Module | undefined;
/** Kernels not in use: one has 18 MiB of address space, of which only the touched part takes memory. */
const idle: Kernel[] = [];
const MAX_IDLE = 4;

/** A kernel with empty tables. Give it back with `releaseKernel`. */
export function acquireKernel(): Kernel {
  const kernel = idle.pop() ?? createKernel();
  kernel.call.reset();
  kernel.call.clearSlow();
  kernel.call.clearDirective();
  kernel.call.setTable(FORMATS.none, 0, 0);
  kernel.call.setDateLine(NO_DAY);
  return kernel;
}

export function releaseKernel(kernel: Kernel): void {
  if (idle.length < MAX_IDLE) idle.push(kernel);
}

function createKernel(): Kernel {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(COLUMNS_KERNEL), (c) => c.charCodeAt(0)));
  // What the kernel exports is fixed by its sources, which are built together with this file.
  const call = new WebAssembly.Instance(compiled).exports as unknown as Exports;
  const random = crypto.getRandomValues(new Uint32Array(3));
  call.seed(random[0] ?? 0, random[1] ?? 0, random[2] ?? 0);
  return { call, bytes: new Uint8Array(call.memory.buffer), view: new DataView(call.memory.buffer) };
}
