/** Statistics of every line of one log file, in bounded memory whatever the file holds. */
import { parseDirective } from '../log/header.js';
import type { LogTable } from '../log/table.js';
import { parseDateText } from '../log/time.js';
import { HostRows, plausibleTime } from './host-row.js';
import { acquireKernel, FORMATS, type Kernel, LAYOUT, releaseKernel } from './kernel.js';
import { limitsOf, mergeStatistics } from './merge.js';
import { columnsOf } from './roles.js';
import { type Limits, NO_LIMITS, takeSnapshot } from './snapshot.js';
import { EMPTY_STATISTICS, type LogStatistics } from './statistics.js';

/** Lines are handed to the kernel in pieces of about this size, which stay in the processor's cache. */
const PIECE = 1 << 18;
const LF = 0x0a;

const encoder = new TextEncoder();

/** Where in the file the first byte stands that the collector is given, if it is not the first of the file. */
export interface CollectorStart {
  /** Lines before it. */
  readonly lines?: number;
  readonly offset?: number;
  /** `YYYY-MM-DD` for logs that tell only the time of day and have no `#Date`. */
  readonly date?: string;
}

/**
 * Counts every line of one log: feed whole lines with `consume` under the layout of `setTable`, then ask `finish`. Times
 * are milliseconds since 1970-01-01 UTC. Memory is bounded whatever the log holds; see README.md. Never throws.
 */
export class StatisticsCollector {
  readonly #start: CollectorStart;
  #kernel: Kernel | undefined;
  #table: LogTable | undefined;
  #hostRows: HostRows | undefined;
  #columns: readonly number[] = [];
  /** What did not fit the kernel's tables any more. */
  #spilt: LogStatistics | undefined;
  #limits: Limits = NO_LIMITS;
  #lines: number;
  #offset: number;
  #file: string | undefined;

  /** @param file named in samples, so that they can be looked up after statistics of several files are merged. */
  constructor(file?: string, start: CollectorStart = {}) {
    this.#file = file;
    this.#start = start;
    this.#lines = start.lines ?? 0;
    this.#offset = start.offset ?? 0;
  }

  /** The layout of the rows that follow; undefined: they cannot be read and are counted so. */
  setTable(table: LogTable | undefined): void {
    if (table !== undefined && table.key === this.#table?.key) return;
    this.#table = table;
    if (this.#kernel !== undefined) this.#configure(this.#kernel);
  }

  /**
   * Whole lines of block[start, end), in the file's order and without leaving anything out: header, comment and
   * blank lines too, which are recognised and only counted as lines. A last line without a line feed is complete.
   */
  consume(block: Uint8Array, start: number, end: number): void {
    const kernel = this.#open();
    for (let at = start; at < end; ) {
      const stop = pieceEnd(block, at, end);
      if (stop - at <= LAYOUT.BLOCK_MAX) this.#piece(kernel, block, at, stop);
      else this.#giant(kernel, block, at, stop);
      this.#offset += stop - at;
      at = stop;
    }
  }

  /** The next byte stands here in the file: the rest of a line that was cut is left out. Offsets are told from here on. */
  moveTo(offset: number): void {
    this.#offset = offset;
  }

  /** The statistics so far; the collector begins anew behind the last line. */
  finish(): LogStatistics {
    const kernel = this.#kernel;
    const lines = this.#lines - (this.#start.lines ?? 0);
    let statistics = this.#spilt ?? EMPTY_STATISTICS;
    if (kernel !== undefined) {
      statistics = mergeStatistics(statistics, takeSnapshot(kernel, this.#file, this.#limits));
      releaseKernel(kernel);
    }
    this.#kernel = undefined;
    this.#hostRows = undefined;
    this.#spilt = undefined;
    this.#limits = NO_LIMITS;
    return { ...statistics, lines };
  }

  #open(): Kernel {
    if (this.#kernel === undefined) {
      this.#kernel = acquireKernel();
      const day = parseDateText(this.#start.date ?? '');
      if (!Number.isNaN(day)) this.#kernel.call.setDateLine(plausibleTime(day));
      this.#configure(this.#kernel);
    }
    return this.#kernel;
  }

  #configure(kernel: Kernel): void {
    const table = this.#table;
    this.#hostRows = undefined;
    this.#columns = table === undefined ? [] : columnsOf(table);
    for (const [i, column] of this.#columns.entries()) kernel.view.setInt32(LAYOUT.ROLES + 4 * i, column, true);
    let header = 0;
    if (table?.format === 'csv') {
      const name = encoder.encode((table.fields[0] ?? '').replace(/[A-Z]/g, (c) => c.toLowerCase()));
      if (name.length <= LAYOUT.HEADER_NAME_MAX) {
        kernel.bytes.set(name, LAYOUT.HEADER_NAME);
        header = name.length;
      }
    }
    kernel.call.setTable(FORMATS[table?.format ?? 'none'], table?.fields.length ?? 0, header);
  }

  #piece(kernel: Kernel, block: Uint8Array, start: number, stop: number): void {
    const { call, bytes } = kernel;
    bytes.set(block.subarray(start, stop), LAYOUT.BLOCK);
    const end = LAYOUT.BLOCK + stop - start;
    call.place(this.#lines, this.#offset);
    for (let at: number = LAYOUT.BLOCK; at < end; ) {
      at = call.process(at, end);
      this.#attend(kernel);
    }
    this.#lines = call.lines();
  }

  /** A line that is larger than a block. */
  #giant(kernel: Kernel, block: Uint8Array, start: number, stop: number): void {
    this.#lines++;
    const rows = this.#rows(kernel);
    const end = block[stop - 1] === LF ? stop - 1 : stop;
    if (block[start] === 0x23) return;
    if (rows === undefined) kernel.call.countUnreadable();
    else rows.count(block.subarray(start, end), this.#lines, this.#offset, this.#day(kernel));
    this.#spill(kernel);
  }

  #day(kernel: Kernel): number {
    return Number(kernel.call.dateLine.value);
  }

  #rows(kernel: Kernel): HostRows | undefined {
    if (this.#table === undefined) return undefined;
    this.#hostRows ??= new HostRows(kernel, this.#table, this.#columns);
    return this.#hostRows;
  }

  /** What the kernel left to its host: odd rows, a `#Date` line, full tables. */
  #attend(kernel: Kernel): void {
    const { call, bytes, view } = kernel;
    const slow = Number(call.slow.value);
    const rows = slow > 0 ? this.#rows(kernel) : undefined;
    for (let i = 0; i < slow; i++) {
      const entry = LAYOUT.SLOW + LAYOUT.SLOW_ENTRY * i;
      const from = view.getUint32(entry, true);
      const line = bytes.subarray(from, view.getUint32(entry + 4, true));
      this.#spill(kernel);
      rows?.count(
        line,
        view.getFloat64(entry + 8, true),
        this.#offset + from - LAYOUT.BLOCK,
        view.getFloat64(entry + 16, true),
      );
    }
    call.clearSlow();
    const directive = Number(call.directive.value);
    if (directive > 0) {
      const { name, value } = parseDirective(bytes, directive, Number(call.directiveEnd.value)) ?? {
        name: '',
        value: '',
      };
      const day = name === 'date' ? parseDateText(value) : Number.NaN;
      if (!Number.isNaN(day)) call.setDateLine(plausibleTime(day));
      call.clearDirective();
    }
    this.#spill(kernel);
  }

  /** Empties full tables. */
  #spill(kernel: Kernel): void {
    if (Number(kernel.call.full.value) === 0) return;
    const snapshot = takeSnapshot(kernel, this.#file, this.#limits);
    this.#spilt = mergeStatistics(this.#spilt ?? EMPTY_STATISTICS, snapshot);
    this.#limits = limitsOf(this.#spilt);
    kernel.call.reset();
  }
}

/** End of the lines to take at once: at least one, and as many as fit a piece. */
function pieceEnd(block: Uint8Array, start: number, end: number): number {
  if (end - start <= PIECE) return end;
  const last = block.subarray(start, start + PIECE).lastIndexOf(LF);
  if (last >= 0) return start + last + 1;
  const feed = block.indexOf(LF, start + PIECE);
  return feed < 0 || feed >= end ? end : feed + 1;
}
