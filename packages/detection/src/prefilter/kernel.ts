/**
 * The WebAssembly kernel that looks for candidates, and its memory. The layout is that of
 * packages/detection/kernels/prefilter/layout.ts; a test compares the two.
 */
import { FIRST_DIGIT, SECOND_DIGIT } from './encoded-letter.js';
import type { GramTable } from './gram-table.js';
import { PREFILTER_KERNEL } from './kernel.generated.js';

/** Byte addresses and sizes in the kernel's memory. */
export const LAYOUT = {
  FIRST_DIGIT: 0x400,
  SECOND_DIGIT: 0x500,
  CANDIDATES: 0x1000,
  PIECE: 0x8000,
  HALVES: 0x20000,
  BLOOM: 0x30000,
  BLOOM_MAX: 0x100000,
  SLOTS: 0x130000,
  SLOT: 12,
  SLOTS_MAX: 0x10000,
  ENTRIES: 0x1f0000,
  ENTRY: 24,
  ENTRIES_MAX: 0x4000,
  BLOCK: 0x251000,
  AROUND: 64,
} as const;

const PAGE = 0x10000;
/** Bytes around a word that decide about it, and behind a percent sign. */
const MARGIN = 16;

interface Exports {
  find(from: number, length: number, shift: number, mask: number, letters: number, halves: number): number;
}

export class Kernel {
  /** The memory behind the tables: blocks of lines. */
  readonly block: Uint8Array;
  /** See CANDIDATES in the kernel's layout; valid until the next `find`. */
  readonly candidates: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #call: Exports;
  #table: GramTable | undefined;
  #shift = 31;
  #mask = 0;
  #halves = 0;

  /** @param capacity bytes for blocks of lines. */
  constructor(capacity: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((LAYOUT.BLOCK + capacity + LAYOUT.AROUND) / PAGE) });
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(PREFILTER_KERNEL), (c) => c.charCodeAt(0)));
    // What the kernel exports is fixed by its sources, which are built together with this file.
    this.#call = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Exports;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#bytes.set(FIRST_DIGIT, LAYOUT.FIRST_DIGIT);
    this.#bytes.set(SECOND_DIGIT, LAYOUT.SECOND_DIGIT);
    this.candidates = new Uint32Array(memory.buffer, LAYOUT.CANDIDATES, (LAYOUT.HALVES - LAYOUT.CANDIDATES) / 4);
    this.block = new Uint8Array(memory.buffer, LAYOUT.BLOCK, capacity);
  }

  /** Makes this the table to look in: prefilters take turns. */
  load(table: GramTable): void {
    if (table === this.#table) return;
    const { bloom, halves, slots, entries } = table;
    this.#table = table;
    this.#shift = table.shift;
    this.#halves = Number(halves.length > 0);
    this.#bytes.set(halves, LAYOUT.HALVES);
    this.#bytes.set(bloom, LAYOUT.BLOOM);
    // Thousands of literals: the kernel looks at words only, and everything else is left to its host.
    const fits =
      slots.byteLength <= LAYOUT.SLOT * LAYOUT.SLOTS_MAX && entries.byteLength <= LAYOUT.ENTRY * LAYOUT.ENTRIES_MAX;
    this.#mask = fits ? table.mask : 0;
    if (!fits) return;
    this.#bytes.set(bytesOf(slots), LAYOUT.SLOTS);
    this.#bytes.set(bytesOf(entries), LAYOUT.ENTRIES);
  }

  /** Brings block[start, end) and what it needs around it into the kernel's memory; gives its address there. */
  copy(block: Uint8Array, start: number, end: number): number {
    const before = Math.min(start, MARGIN);
    this.block.set(block.subarray(start - before, end + MARGIN), MARGIN - before);
    return LAYOUT.BLOCK + MARGIN;
  }

  /** Number of candidates in `length` bytes at an address, at most PIECE: see the kernel. */
  find(address: number, length: number, letters: boolean): number {
    return this.#call.find(address, length, this.#shift, this.#mask, Number(letters), this.#halves);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

let compiled: WebAssembly.Module | undefined;
let shared: Kernel | undefined;
const owners = new WeakMap<ArrayBufferLike, Kernel>();

/**
 * A buffer in a kernel's memory: a prefilter reads blocks that lie in it where they are, and copies all others first.
 * Takes up to two megabytes besides.
 */
export function allocateScanBuffer(bytes: number): Uint8Array {
  const kernel = new Kernel(bytes);
  owners.set(kernel.block.buffer, kernel);
  return kernel.block;
}

/** The kernel in whose memory a block lies. */
export function kernelOf(block: Uint8Array): Kernel | undefined {
  return owners.get(block.buffer);
}

/** The kernel for blocks that lie elsewhere: takes one piece at a time. */
export function sharedKernel(): Kernel {
  shared ??= new Kernel(LAYOUT.PIECE + 2 * MARGIN);
  return shared;
}
