/**
 * Rows that are not cut by plain separators (another number of values, runs of blanks, misplaced quotes, unusual
 * times) are read by the record parser, so that statistics and records agree on every line.
 */
import type { EvidenceEvent } from '@allclear/model';
import { createLogParser } from '../log/create.js';
import type { LogParser } from '../log/parser.js';
import type { LogTable } from '../log/table.js';
import { type Kernel, LAYOUT, NO_DAY, NO_TIME } from './kernel.js';

const HOUR = 3_600_000;
const FIRST_TIME = LAYOUT.FIRST_HOUR * HOUR;
const TIME_END = (LAYOUT.FIRST_HOUR + LAYOUT.HOURS_MAX) * HOUR;
const encoder = new TextEncoder();

/** The time if the kernel's table of hours covers it. */
export function plausibleTime(time: number | undefined): number {
  return time !== undefined && time >= FIRST_TIME && time < TIME_END ? time : NO_TIME;
}

export class HostRows {
  readonly #kernel: Kernel;
  readonly #parser: LogParser;
  /** Name and column of what the statistics read, by column. */
  readonly #wanted: readonly { readonly column: number; readonly name: string }[];
  readonly #usable: boolean;
  #day = Number.NaN;

  constructor(kernel: Kernel, table: LogTable, columns: readonly number[]) {
    this.#kernel = kernel;
    const httperr = table.logSource.service === 'httperr';
    this.#parser = createLogParser(table.format === 'csv' ? 'exchange-csv' : httperr ? 'httperr-log' : 'iis-log');
    const separator = table.format === 'csv' ? ',' : ' ';
    // As the parser took the names from a header (it leaves doubled quotes in them), so it has to be given them.
    const csv = table.format === 'csv';
    const names = table.fields.map((f) => (csv && (f.includes(',') || f.startsWith('"')) ? `"${f}"` : f));
    this.#header(`${table.format === 'csv' ? '' : '#Fields: '}${names.join(separator)}`);
    const known = this.#parser.table?.fields;
    this.#usable =
      known !== undefined && known.length === table.fields.length && known.every((f, i) => f === table.fields[i]);
    const wanted = [...new Set(columns)].filter((c) => c >= 0 && c < LAYOUT.SEPARATORS_MAX - 1).sort((a, b) => a - b);
    this.#wanted = wanted.map((column) => ({ column, name: table.fields[column] ?? '' }));
  }

  #header(text: string): void {
    const bytes = encoder.encode(text);
    this.#parser.header(bytes, 0, bytes.length);
  }

  /** One line (a line feed excluded), as the file has it. `day` is that of the last `#Date` line, or NO_DAY. */
  count(bytes: Uint8Array, line: number, offset: number, day: number): void {
    const record = this.#record(bytes, line, offset, day);
    if (record === undefined) {
      this.#kernel.call.countUnreadable();
      return;
    }
    this.#writeCells(record);
    this.#kernel.call.hostRow(line, offset, plausibleTime(record.time));
  }

  #record(bytes: Uint8Array, line: number, offset: number, day: number): EvidenceEvent | undefined {
    if (!this.#usable) return undefined;
    if (day !== NO_DAY && day !== this.#day) {
      this.#day = day;
      // A day outside the plausible years stands for all of them: such rows have a date, but count as untimed.
      this.#header(`#Date: ${new Date(Number.isFinite(day) ? day : 0).toISOString().slice(0, 10)}`);
    }
    return this.#parser.record(bytes, 0, bytes.length, { line, offset });
  }

  #writeCells(record: EvidenceEvent): void {
    const { bytes, view } = this.#kernel;
    let at: number = LAYOUT.HOST_CELLS;
    for (const { column, name } of this.#wanted) {
      // The separator before the cell: that of the column before, where it was written too.
      view.setUint32(LAYOUT.SEPARATORS + 4 * column, at, true);
      at++;
      const { written } = encoder.encodeInto(
        record.get(name)?.slice(0, LAYOUT.CELL_MAX) ?? '',
        bytes.subarray(at, at + LAYOUT.CELL_MAX),
      );
      at += written;
      view.setUint32(LAYOUT.SEPARATORS + 4 * column + 4, at, true);
    }
  }
}
