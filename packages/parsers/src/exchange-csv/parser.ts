import type { EvidenceEvent, Problem } from '@allclear/model';
import { bomLength, decodeText, isDigit, trimEnd } from '../log/bytes.js';
import { columnsOf } from '../log/columns-of.js';
import { isHeaderLine, parseDirective } from '../log/header.js';
import { MAX_LINE_BYTES } from '../log/limits.js';
import type { LinePlace, LogParser } from '../log/parser.js';
import type { LogTable } from '../log/table.js';
import { ProblemTally } from '../log/tally.js';
import { parseIsoTime } from '../log/time.js';
import { cellAt, cellBounds, countCells, unquotedRange } from './cells.js';
import { type CsvLayout, createCsvLayout } from './layout.js';
import { CsvRecord } from './record.js';

/** Reads the CSV logs of Exchange; columns are mapped by whichever header is there, never by position. */
export class ExchangeCsvParser implements LogParser {
  readonly #tally = new ProblemTally();
  #fields: readonly string[] | undefined;
  #logType: string | undefined;
  #layout: CsvLayout | undefined;
  /** ECP Server and Activity have the same columns: without a `#Log-type` the first row decides. */
  #undecided = false;

  get table(): LogTable | undefined {
    return this.#layout?.table;
  }

  get problems(): readonly Problem[] {
    return this.#tally.list();
  }

  header(bytes: Uint8Array, start: number, end: number): void {
    const from = start + bomLength(bytes, start, end);
    const to = Math.min(trimEnd(bytes, from, end), from + MAX_LINE_BYTES);
    if (to <= from) return;
    if (bytes[from] !== 0x23) {
      this.#setFields(this.#names(bytes, from, to));
      return;
    }
    const directive = parseDirective(bytes, from, to);
    if (directive?.name === 'log-type') {
      this.#logType = directive.value;
      if (this.#fields !== undefined) this.#setFields(this.#fields);
    } else if (directive?.name === 'fields') {
      const list = new TextEncoder().encode(directive.value);
      this.#setFields(this.#names(list, 0, list.length));
    }
  }

  #names(bytes: Uint8Array, start: number, end: number): string[] {
    const bounds = cellBounds(bytes, start, end);
    const names: string[] = [];
    for (let i = 0; i < bounds.length; i += 2) {
      const cell = unquotedRange(bytes, bounds[i] ?? 0, bounds[i + 1] ?? 0);
      names.push(decodeText(bytes, cell.start, cell.end).trim());
    }
    while (names.length > 0 && names[names.length - 1] === '') names.pop();
    return names;
  }

  #setFields(names: readonly string[]): void {
    const fields = columnsOf(names, this.#tally);
    if (fields === undefined) return;
    this.#fields = fields;
    const layout = createCsvLayout(fields, this.#logType);
    if (layout.table.key === this.#layout?.table.key) return;
    this.#layout = layout;
    this.#undecided = layout.service === 'ecp-server' && !/ecp server/i.test(this.#logType ?? '');
  }

  record(bytes: Uint8Array, start: number, end: number, place: LinePlace): EvidenceEvent | undefined {
    const from = start + bomLength(bytes, start, end);
    let to = trimEnd(bytes, from, end);
    if (to === from || bytes[from] === 0x23) return undefined;
    if (!isDigit(bytes[from]) && isHeaderLine(bytes, from, to)) {
      this.header(bytes, from, to);
      return undefined;
    }
    if (to - from > MAX_LINE_BYTES) {
      to = from + MAX_LINE_BYTES;
      this.#tally.add('ALC-P002', 'cut to 1 MiB', place);
    }
    if (this.#undecided) this.#decide(bytes, from, to);
    const layout = this.#layout;
    if (layout === undefined) {
      this.#tally.add('ALC-P003', 'rows before any header (skipped)', place);
      return undefined;
    }
    const time = this.#time(bytes, from, to, layout);
    const suspect = countCells(bytes, from, to) !== layout.table.fields.length;
    if (Number.isNaN(time) && suspect) {
      this.#tally.add('ALC-P001', 'neither the number of cells nor the time fits (skipped)', place);
      return undefined;
    }
    if (suspect) this.#tally.add('ALC-P001', 'another number of cells than columns (kept, aligned)', place);
    if (Number.isNaN(time)) this.#tally.add('ALC-P007', 'no valid time', place);
    return new CsvRecord(bytes.slice(from, to), layout, suspect, Number.isNaN(time) ? undefined : time, place);
  }

  #time(bytes: Uint8Array, from: number, to: number, layout: CsvLayout): number {
    const cell = cellAt(bytes, from, to, layout.time);
    if (cell === undefined) return Number.NaN;
    const { start, end } = unquotedRange(bytes, cell.start, cell.end);
    return parseIsoTime(bytes, start, end);
  }

  #decide(bytes: Uint8Array, from: number, to: number): void {
    this.#undecided = false;
    const layout = this.#layout;
    const cell = layout && cellAt(bytes, from, to, layout.table.index('EventId'));
    if (layout === undefined || cell === undefined) return;
    if (/^"?Request"?$/i.test(decodeText(bytes, cell.start, cell.end))) {
      this.#layout = createCsvLayout(layout.table.fields, undefined, 'ecp-activity');
    }
  }
}
