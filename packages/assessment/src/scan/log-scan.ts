/**
 * Reads one log: cuts the stream into blocks of whole lines, takes statistics of every line and runs rules on
 * the lines that the literal prefilter lets through. Memory does not depend on the size of the log.
 */

import type { CompiledRule } from '@allclear/detection';
import { createPrefilter, type Prefilter, type RuleSet, type TableMatcher } from '@allclear/detection';
import type { EvidenceEvent, Place } from '@allclear/model';
import {
  countLines,
  createLogParser,
  isHeaderLine,
  type LogArtifact,
  type LogParser,
  StatisticsCollector,
} from '@allclear/parsers';

const BLOCK = 1 << 20;
/** A line longer than this is cut; the rest of it is skipped. */
export const MAX_LINE = 1 << 20;
const NEWLINE = 10;
const RETURN = 13;
const HASH = 35;
const NO_IDS = new Int32Array(0);
/** Literals that show a header in the middle of a file; a candidate is checked to begin with it. */
const HEADER_LITERALS = ['#fields:', '#log-type:', '#date: '];
/** How many of a log's first records are looked at for the server's name. */
const NAME_SAMPLES = 20;

export interface LogScanOptions {
  readonly statistics: boolean;
  readonly onMatch: (rules: readonly CompiledRule[], event: EvidenceEvent, place: Omit<Place, 'file'>) => void;
  /** Called for the first records of the log (for names and the like). */
  readonly onSample?: (event: EvidenceEvent) => void;
}

interface Engine {
  readonly matcher: TableMatcher;
  readonly prefilter: Prefilter;
  /** Ids from here on are header literals. */
  readonly headerIds: number;
}

export class LogScan {
  readonly parser: LogParser;
  readonly statistics: StatisticsCollector | undefined;
  #engine: Engine | undefined;
  readonly #engines = new Map<string, Engine>();
  readonly #buffer = new Uint8Array(2 * BLOCK);
  #held = 0;
  /** Offset in the log of buffer[0]. */
  #base = 0;
  /** Newlines before #base plus those counted in the buffer up to #counted. */
  #lines = 0;
  #counted = 0;
  #skipping = false;
  #longLines = 0;
  #samples = 0;

  constructor(
    artifact: LogArtifact,
    private readonly rules: RuleSet,
    private readonly options: LogScanOptions,
    fallback?: { date?: string },
  ) {
    this.parser = createLogParser(artifact, fallback);
    this.statistics = options.statistics ? new StatisticsCollector() : undefined;
  }

  get longLines(): number {
    return this.#longLines;
  }

  push(chunk: Uint8Array): void {
    let taken = 0;
    while (taken < chunk.length) {
      const room = Math.min(this.#buffer.length - this.#held, chunk.length - taken);
      this.#buffer.set(taken === 0 && room === chunk.length ? chunk : chunk.subarray(taken, taken + room), this.#held);
      this.#held += room;
      taken += room;
      if (this.#held >= BLOCK) this.#drain();
    }
  }

  finish(): void {
    this.#drain();
    if (this.#held === 0 || this.#skipping) return;
    // The last line has no line end; give it one, so that every consumer sees whole lines.
    this.#buffer[this.#held] = NEWLINE;
    this.#held++;
    this.#drain();
  }

  #drain(): void {
    if (this.#skipping) {
      const end = this.#buffer.subarray(0, this.#held).indexOf(NEWLINE);
      if (end < 0) {
        this.#discard(this.#held);
        return;
      }
      this.#skipping = false;
      this.#discard(end + 1);
    }
    const end = this.#buffer.lastIndexOf(NEWLINE, this.#held - 1) + 1;
    if (end > 0) {
      this.#block(end);
      this.#discard(end);
    }
    if (this.#held > MAX_LINE) {
      this.#longLines++;
      this.#line(0, MAX_LINE);
      this.#skipping = true;
      this.#discard(this.#held);
    }
  }

  /** Forgets the first `count` bytes of the buffer. */
  #discard(count: number): void {
    this.#lines += countLines(this.#buffer, this.#counted, count);
    this.#counted = 0;
    this.#buffer.copyWithin(0, count, this.#held);
    this.#held -= count;
    this.#base += count;
  }

  /** 1-based number of the line that starts at `start`; calls come with rising positions. */
  #lineNumber(start: number): number {
    if (start > this.#counted) {
      this.#lines += countLines(this.#buffer, this.#counted, start);
      this.#counted = start;
    }
    return this.#lines + 1;
  }

  /** buffer[0,end) holds whole lines. */
  #block(end: number): void {
    let start = 0;
    while (start < end) {
      if (this.#engine === undefined) {
        start = this.#openTable(start, end);
        continue;
      }
      start = this.#segment(start, end);
    }
  }

  /** Reads header lines until a table is known; returns where the first record starts. */
  #openTable(from: number, end: number): number {
    let start = from;
    while (start < end) {
      const next = this.#buffer.indexOf(NEWLINE, start) + 1;
      const stop = lineEnd(this.#buffer, start, next);
      if (stop === start || isHeaderLine(this.#buffer, start, stop)) {
        if (stop > start) this.parser.header(this.#buffer, start, stop);
        start = next;
        continue;
      }
      // A record: with no header before it the parser may fall back to the usual layout.
      if (this.parser.table === undefined) this.parser.record(this.#buffer, start, stop, {});
      this.#setTable();
      if (this.#engine !== undefined) break;
      start = next;
    }
    return start;
  }

  #setTable(): void {
    const table = this.parser.table;
    this.statistics?.setTable(table);
    if (table === undefined) {
      this.#engine = undefined;
      return;
    }
    let engine = this.#engines.get(table.key);
    if (engine === undefined) {
      const matcher = this.rules.forTable(table);
      const spec = {
        literals: [...matcher.spec.literals, ...HEADER_LITERALS],
        encodedLetters: matcher.spec.encodedLetters,
      };
      const sample = this.#buffer.subarray(0, Math.min(this.#held, 256 * 1024));
      engine = { matcher, prefilter: createPrefilter(spec, sample), headerIds: matcher.spec.literals.length };
      if (this.#engines.size < 64) this.#engines.set(table.key, engine);
    }
    this.#engine = engine;
  }

  /** Scans lines under one table; returns where a new table starts, or `end`. */
  #segment(start: number, end: number): number {
    const engine = this.#engine;
    if (engine === undefined) return end;
    const block = this.#buffer.subarray(start, end);
    const key = this.parser.table?.key;
    let changed = -1;
    if (this.#samples < NAME_SAMPLES && this.options.onSample) this.#sample(start, end);
    const hits = engine.matcher.everyLine.length > 0 ? new Map<number, Int32Array>() : undefined;
    engine.prefilter.scan(block, block.length, (from, to, ids, count) => {
      if (changed >= 0) return;
      if ((ids[count - 1] ?? -1) >= engine.headerIds && isHeaderLine(block, from, to)) {
        this.parser.header(block, from, to);
        if (this.parser.table?.key !== key) changed = start + from;
      } else if (hits !== undefined) hits.set(start + from, ids.slice(0, count));
      else this.#record(engine, start + from, start + to, ids, count, false);
    });
    const stop = changed >= 0 ? changed : end;
    if (hits !== undefined) this.#everyLine(engine, start, stop, hits);
    this.statistics?.consume(this.#buffer, start, stop);
    if (changed < 0) return stop;
    // The header line itself: statistics skip it, but count it.
    const next = this.#buffer.indexOf(NEWLINE, changed) + 1;
    this.statistics?.consume(this.#buffer, changed, next);
    this.#engine = undefined;
    return next;
  }

  /** Rules that no literal can announce see every line: slow, and only for packs that need it. */
  #everyLine(engine: Engine, start: number, end: number, hits: ReadonlyMap<number, Int32Array>): void {
    let from = start;
    while (from < end) {
      const next = this.#buffer.indexOf(NEWLINE, from) + 1;
      const to = lineEnd(this.#buffer, from, next);
      const ids = hits.get(from) ?? NO_IDS;
      if (to > from && !isHeaderLine(this.#buffer, from, to)) this.#record(engine, from, to, ids, ids.length, true);
      from = next;
    }
  }

  #record(engine: Engine, from: number, to: number, ids: Int32Array, count: number, everyLine: boolean): void {
    if (this.#buffer[from] === HASH) return;
    const offset = this.#base + from;
    const event = this.parser.record(this.#buffer, from, to, { offset });
    if (event === undefined) return;
    const rules = count > 0 ? engine.matcher.match(event, ids, count) : [];
    const others = everyLine ? engine.matcher.everyLine.filter((rule) => rule.matches(event)) : [];
    if (rules.length + others.length === 0) return;
    this.options.onMatch([...rules, ...others], event, { line: this.#lineNumber(from), offset });
  }

  #sample(start: number, end: number): void {
    let from = start;
    while (from < end && this.#samples < NAME_SAMPLES) {
      const next = this.#buffer.indexOf(NEWLINE, from) + 1;
      const to = lineEnd(this.#buffer, from, next);
      if (to > from && !isHeaderLine(this.#buffer, from, to)) {
        const event = this.parser.record(this.#buffer, from, to, {});
        if (event) this.options.onSample?.(event);
        this.#samples++;
      }
      from = next;
    }
  }

  /** A cut, over-long line is a record like any other, as far as it goes. */
  #line(start: number, end: number): void {
    if (this.#engine === undefined) return;
    const ids = Int32Array.from([-1, ...this.#engine.matcher.spec.literals.keys()]);
    this.#record(this.#engine, start, end, ids, ids.length, true);
  }
}

function lineEnd(bytes: Uint8Array, start: number, next: number): number {
  const end = next - 1;
  return end > start && bytes[end - 1] === RETURN ? end - 1 : end;
}
