import type { EvidenceEvent, Problem } from '@allclear/model';
import { bomLength, trimEnd } from '../log/bytes.js';
import { columnsOf } from '../log/columns-of.js';
import { parseDirective } from '../log/header.js';
import { MAX_LINE_BYTES } from '../log/limits.js';
import type { LinePlace, LogFallback, LogParser } from '../log/parser.js';
import { looksLikeAddress } from '../log/shape.js';
import type { LogTable } from '../log/table.js';
import { ProblemTally } from '../log/tally.js';
import { parseClock, parseDate, parseDateText } from '../log/time.js';
import {
  createW3cLayout,
  HTTPERR_FIELD_SETS,
  HTTPERR_SOURCE,
  IIS_DEFAULT_FIELDS,
  IIS_SOURCE,
  IIS7_DEFAULT_FIELDS,
  type W3cLayout,
} from './layout.js';
import { type Cutting, W3cRecord } from './record.js';
import { countTokens, tokenBounds } from './tokens.js';

const PLAIN: Cutting = { quotes: false, suspect: false };
const QUOTED: Cutting = { quotes: true, suspect: false };
const SUSPECT: Cutting = { quotes: false, suspect: true };

/** Reads the W3C extended logs of IIS and HTTP.SYS (HTTPERR). */
export class W3cParser implements LogParser {
  readonly #tally = new ProblemTally();
  readonly #fallbackDay: number;
  readonly #httperr: boolean;
  #layout: W3cLayout | undefined;
  /** Midnight of the last `#Date`, for layouts without a date column. */
  #headerDay = Number.NaN;

  constructor(artifact: 'iis-log' | 'httperr-log', fallback: LogFallback = {}) {
    this.#httperr = artifact === 'httperr-log';
    this.#fallbackDay = parseDateText(fallback.date ?? '');
  }

  get table(): LogTable | undefined {
    return this.#layout?.table;
  }

  get problems(): readonly Problem[] {
    return this.#tally.list();
  }

  header(bytes: Uint8Array, start: number, end: number): void {
    const directive = parseDirective(bytes, start, end);
    if (directive?.name === 'date') {
      const day = parseDateText(directive.value);
      if (!Number.isNaN(day)) this.#headerDay = day;
    }
    if (directive?.name === 'fields') this.#setFields(directive.value);
  }

  #setFields(value: string): void {
    const names = value.split(/\s+/).filter((f) => f !== '');
    const fields = columnsOf(names, this.#tally);
    if (fields === undefined) return;
    const folded = fields.map((f) => f.toLowerCase());
    const httperr = this.#httperr || (folded.includes('s-reason') && folded.includes('s-queuename'));
    const layout = createW3cLayout(fields, httperr ? HTTPERR_SOURCE : IIS_SOURCE);
    if (layout.table.key !== this.#layout?.table.key) this.#layout = layout;
  }

  record(bytes: Uint8Array, start: number, end: number, place: LinePlace): EvidenceEvent | undefined {
    const from = start + bomLength(bytes, start, end);
    let to = trimEnd(bytes, from, end);
    if (to === from || bytes[from] === 0x23) return undefined;
    if (to - from > MAX_LINE_BYTES) {
      to = from + MAX_LINE_BYTES;
      this.#tally.add('ALC-P002', 'cut to 1 MiB', place);
    }
    this.#layout ??= this.#guessLayout(bytes, from, to, place);
    const layout = this.#layout;
    if (layout === undefined) {
      this.#tally.add('ALC-P001', 'no header, and no row of a known layout (skipped)', place);
      return undefined;
    }
    const cutting = this.#cutting(bytes, from, to, layout);
    const time = this.#time(bytes, from, to, layout, cutting.quotes);
    if (Number.isNaN(time) && cutting.suspect) {
      this.#tally.add('ALC-P001', 'neither the number of values nor the time fits (skipped)', place);
      return undefined;
    }
    if (cutting.suspect) this.#tally.add('ALC-P001', 'another number of values than columns (kept, aligned)', place);
    if (Number.isNaN(time)) this.#tally.add('ALC-P007', 'no valid UTC date and time', place);
    return new W3cRecord(bytes.slice(from, to), layout, cutting, Number.isNaN(time) ? undefined : time, place);
  }

  #cutting(bytes: Uint8Array, from: number, to: number, layout: W3cLayout): Cutting {
    const expected = layout.table.fields.length;
    const quotesFirst = bytes[from] === 0x22;
    if (!quotesFirst && countTokens(bytes, from, to, false) === expected) return PLAIN;
    return countTokens(bytes, from, to, true) === expected ? QUOTED : SUSPECT;
  }

  /** Milliseconds UTC; NaN where the line tells none. Needs no alignment: date and time lead in every known layout. */
  #time(bytes: Uint8Array, from: number, to: number, layout: W3cLayout, quotes: boolean): number {
    if (layout.time < 0) return Number.NaN;
    if (layout.date === 0 && layout.time === 1 && !quotes) {
      const blank = from + 10;
      if (bytes[blank] === 0x20 && blank < to) {
        return parseDate(bytes, from, blank) + parseClock(bytes, blank + 1, this.#tokenEnd(bytes, blank + 1, to));
      }
    }
    const tokens = tokenBounds(bytes, from, to, quotes);
    const clock = this.#cell(bytes, tokens, layout.time, parseClock);
    if (layout.date >= 0) return this.#cell(bytes, tokens, layout.date, parseDate) + clock;
    return (Number.isNaN(this.#headerDay) ? this.#fallbackDay : this.#headerDay) + clock;
  }

  #tokenEnd(bytes: Uint8Array, from: number, to: number): number {
    let i = from;
    while (i < to && bytes[i] !== 0x20) i++;
    return i;
  }

  #cell(
    bytes: Uint8Array,
    tokens: Int32Array,
    index: number,
    parse: (bytes: Uint8Array, start: number, end: number) => number,
  ): number {
    const start = tokens[2 * index];
    const end = tokens[2 * index + 1];
    if (start === undefined || end === undefined) return Number.NaN;
    return bytes[start] === 0x22 && end - start > 2 ? parse(bytes, start + 1, end - 1) : parse(bytes, start, end);
  }

  /** The default layout where the header is missing and the row has its number of values and their shapes. */
  #guessLayout(bytes: Uint8Array, from: number, to: number, place: LinePlace): W3cLayout | undefined {
    const tokens = tokenBounds(bytes, from, to, false);
    const sets = this.#httperr ? HTTPERR_FIELD_SETS : [IIS_DEFAULT_FIELDS, IIS7_DEFAULT_FIELDS];
    const fields = sets.find((set) => set.length * 2 === tokens.length);
    const fits =
      fields !== undefined &&
      !Number.isNaN(this.#cell(bytes, tokens, 0, parseDate)) &&
      !Number.isNaN(this.#cell(bytes, tokens, 1, parseClock)) &&
      looksLikeAddress(bytes, tokens[4] ?? 0, tokens[5] ?? 0);
    if (!fits) return undefined;
    this.#tally.add('ALC-P003', 'no #Fields line; read with the default columns', place);
    return createW3cLayout(fields, this.#httperr ? HTTPERR_SOURCE : IIS_SOURCE);
  }
}
