/**
 * Windows event logs as people export them: XML (Event Viewer, wevtutil, ToXml), JSON in any layout (arrays, pretty-printed,
 * evtx_dump's `Record n` lines), CSV. Every event becomes the record that the binary log would give.
 */
import type { EvidenceEvent, Problem } from '@allclear/model';
import { exportedEvent } from '../event-json/event.js';
import { isObject, type JsonObject } from '../event-json/json.js';
import { ProblemTally } from '../log/tally.js';
import { type CsvLayout, csvLayout } from './csv-header.js';
import { MAX_COLUMNS } from './limits.js';
import { type DateOrder, isoOfLocal, orderGuessed, orderShown } from './local-date.js';
import { type ExportForm, separatorOf } from './sniff.js';
import { CsvSplitter, csvCells, JsonSplitter, type Piece, type Splitter, XmlSplitter } from './split.js';
import { TextStream } from './text-stream.js';
import { parseEventXml } from './xml-event.js';

/** Rows that are looked at before the first is read: one of them may show whether days or months come first. */
const ROWS_AHEAD = 500;

export interface ExportSummary {
  /** Pieces that were no event, or too long. */
  readonly unreadable: number;
}

/** Give it all bytes in order with `push`, then call `finish`. Total: what is wrong stands in `problems`. */
export class EventExportReader {
  readonly #text = new TextStream();
  readonly #tally = new ProblemTally();
  #splitter: Splitter | undefined;
  #layout: CsvLayout | undefined;
  #ahead: Piece[] | undefined = [];
  #order: DateOrder = 'day-first';
  #unreadable = 0;
  #first = '';

  constructor(
    private readonly form: ExportForm,
    private readonly onEvent: (event: EvidenceEvent) => void,
  ) {
    if (form === 'xml') this.#splitter = new XmlSplitter();
    else if (form === 'json') this.#splitter = new JsonSplitter();
  }

  get problems(): readonly Problem[] {
    return this.#tally.list();
  }

  push(chunk: Uint8Array): void {
    this.#take(this.#text.push(chunk));
  }

  finish(): ExportSummary {
    this.#take(this.#text.finish());
    if (this.#splitter === undefined && this.#first !== '') this.#openCsv();
    for (const piece of this.#splitter?.finish() ?? []) this.#piece(piece);
    this.#readAhead();
    const tooLong = this.#splitter?.tooLong ?? 0;
    for (let i = 0; i < Math.min(tooLong, 1000); i++)
      this.#tally.add('ALC-P002', 'an event of more than 1 Mi characters (skipped)');
    if (this.form === 'csv' && this.#layout === undefined) this.#tally.add('ALC-P003', 'no header of an event log');
    return { unreadable: this.#unreadable + tooLong };
  }

  #take(text: string): void {
    if (this.#splitter === undefined) {
      this.#first += text;
      // Two whole lines tell the separator: a `#TYPE` line and the header.
      if (this.#first.length < 4096 && this.#first.split('\n').length < 4) return;
      this.#openCsv();
      return;
    }
    for (const piece of this.#splitter.push(text)) this.#piece(piece);
  }

  #openCsv(): void {
    this.#splitter = new CsvSplitter(separatorOf(this.#first) ?? ',');
    const text = this.#first;
    this.#first = '';
    for (const piece of this.#splitter.push(text)) this.#piece(piece);
  }

  #piece(piece: Piece): void {
    if (this.form !== 'csv') {
      this.#event(this.form === 'xml' ? parseEventXml(piece.text) : parseJson(piece.text), piece.line);
      return;
    }
    const row = piece.text.trim();
    if (row === '' || (row.startsWith('#') && this.#layout === undefined)) return;
    if (this.#layout === undefined) {
      this.#layout = csvLayout(row, (text, separator) => csvCells(text, separator, MAX_COLUMNS));
      if (this.#layout === undefined) this.#unreadable++;
      return;
    }
    if (this.#ahead === undefined) {
      this.#row(piece, this.#layout);
      return;
    }
    this.#ahead.push(piece);
    if (this.#ahead.length >= ROWS_AHEAD) this.#readAhead();
  }

  #readAhead(): void {
    const rows = this.#ahead ?? [];
    const layout = this.#layout;
    this.#ahead = undefined;
    if (layout === undefined) return;
    const column = layout.names.indexOf('TimeCreated');
    const dates = rows.map((row) => csvCells(row.text, layout.separator, column + 1)[column] ?? '');
    const shown = dates.map(orderShown).find((order) => order !== undefined);
    this.#order = shown ?? orderGuessed(dates[0] ?? '', layout.english);
    for (const row of rows) this.#row(row, layout);
  }

  #row(piece: Piece, layout: CsvLayout): void {
    const cells = csvCells(piece.text, layout.separator, MAX_COLUMNS);
    const object: Record<string, unknown> = {};
    layout.names.forEach((name, i) => {
      const value = cells[i];
      if (name === undefined || value === undefined || value === '' || Object.hasOwn(object, name)) return;
      object[name] = name === 'TimeCreated' ? isoOfLocal(value, this.#order) : value;
    });
    this.#event(object, piece.line);
  }

  #event(object: JsonObject | undefined, line: number): void {
    const event = object === undefined ? undefined : exportedEvent(object, { line }, this.#tally);
    if (event !== undefined) {
      this.onEvent(event);
      return;
    }
    this.#unreadable++;
    this.#tally.add('ALC-P001', 'no Windows event (skipped)', { line });
  }
}

function parseJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
