/**
 * Logs with columns (W3C, Exchange CSV): statistics of every line from a column parse; rules only on the lines that
 * the literal prefilter lets through.
 */
import {
  allocateScanBuffer,
  type CompiledRule,
  createPrefilter,
  type Prefilter,
  type RuleSet,
  type TableMatcher,
} from '@allclear/detection';
import type { EvidenceEvent, Place } from '@allclear/model';
import { isHeaderLine, type LogParser, type LogTable, type StatisticsCollector } from '@allclear/parsers';
import { LINE_BUFFER, type LineBlocks, type LineConsumer } from './line-blocks.js';

const HASH = 35;
const NO_IDS = new Int32Array(0);
/** Literals that show a header in the middle of a file; a candidate is checked to begin with it. */
const HEADER_LITERALS = ['#fields:', '#log-type:', '#date: '];
/** How many of a log's first records are looked at for the server's name. */
const NAME_SAMPLES = 20;
const MAX_ENGINES = 256;
const SAMPLE = 256 * 1024;

interface Engine {
  readonly matcher: TableMatcher;
  readonly prefilter: Prefilter;
  /** Ids from here on are header literals. */
  readonly headerIds: number;
}

/**
 * What all log scans of a thread share: compiled matchers with their prefilters, by table layout, and the line
 * buffer. Only one scan of a bench runs at a time.
 */
export class ScanBench {
  readonly #engines = new Map<string, Engine>();
  /** Where the prefilter reads lines without copying them. */
  readonly buffer = allocateScanBuffer(LINE_BUFFER);

  constructor(readonly rules: RuleSet) {}

  engine(table: LogTable, sample: Uint8Array): Engine {
    let engine = this.#engines.get(table.key);
    if (engine === undefined) {
      const matcher = this.rules.forTable(table);
      const spec = {
        literals: [...matcher.spec.literals, ...HEADER_LITERALS],
        encodedLetters: matcher.spec.encodedLetters,
      };
      engine = { matcher, prefilter: createPrefilter(spec, sample), headerIds: matcher.spec.literals.length };
      // Hostile headers make endless layouts; the usual ones come first.
      if (this.#engines.size < MAX_ENGINES) this.#engines.set(table.key, engine);
    }
    return engine;
  }
}

export interface LogScanOptions {
  readonly onMatch: (rules: readonly CompiledRule[], event: EvidenceEvent, place: Omit<Place, 'file'>) => void;
  /** Called for the first records of the log (for names and the like). */
  readonly onSample?: (event: EvidenceEvent) => void;
  /** Gets every record of an event log, before its matches are told. */
  readonly collector?: { add(event: EvidenceEvent): void } | undefined;
}

export class TableScan implements LineConsumer {
  #engine: Engine | undefined;
  #samples = 0;

  constructor(
    private readonly bench: ScanBench,
    private readonly parser: LogParser,
    private readonly statistics: StatisticsCollector | undefined,
    private readonly options: LogScanOptions,
  ) {}

  block(lines: LineBlocks, end: number): void {
    this.statistics?.moveTo(lines.offset(0));
    let start = 0;
    while (start < end) {
      start =
        this.#engine === undefined
          ? this.#openTable(lines, start, end)
          : this.#segment(lines, this.#engine, start, end);
    }
  }

  /** A cut line is a record like any other, as far as it goes. */
  longLine(lines: LineBlocks, end: number): void {
    this.statistics?.moveTo(lines.offset(0));
    this.statistics?.consume(lines.buffer, 0, end);
    if (this.#engine === undefined) return;
    const ids = Int32Array.from([-1, ...this.#engine.matcher.spec.literals.keys()]);
    this.#record(lines, this.#engine, 0, end, ids, ids.length, true);
  }

  /** Reads header lines until a table is known; returns where the first record starts. */
  #openTable(lines: LineBlocks, from: number, end: number): number {
    const { buffer } = lines;
    let start = from;
    while (start < end) {
      const next = lines.next(start);
      const stop = lines.contentEnd(start, next);
      if (stop === start || isHeaderLine(buffer, start, stop)) {
        if (stop > start) this.parser.header(buffer, start, stop);
        start = next;
        continue;
      }
      // A record: with no header before it the parser may fall back to the usual layout.
      if (this.parser.table === undefined) this.parser.record(buffer, start, stop, {});
      const { table } = this.parser;
      if (table !== undefined) {
        this.#engine = this.bench.engine(table, buffer.subarray(0, Math.min(lines.held, SAMPLE)));
        break;
      }
      start = next;
    }
    // Headers count as lines; rows before any header are unreadable.
    this.statistics?.consume(buffer, from, start);
    this.statistics?.setTable(this.parser.table);
    return start;
  }

  /** Scans lines under one table; returns where a new table starts, or `end`. */
  #segment(lines: LineBlocks, engine: Engine, start: number, end: number): number {
    const block = lines.buffer.subarray(start, end);
    const key = this.parser.table?.key;
    let changed = -1;
    if (this.#samples < NAME_SAMPLES && this.options.onSample) this.#sample(lines, start, end);
    const hits = engine.matcher.everyLine.length > 0 ? new Map<number, Int32Array>() : undefined;
    let done = start;
    // Rows are read under the header that stands before them, so they go first.
    const readEvery = (to: number): void => {
      if (hits !== undefined) this.#everyLine(lines, engine, done, to, hits);
      done = to;
    };
    engine.prefilter.scan(block, block.length, (from, to, ids, count) => {
      if (changed >= 0) return;
      if ((ids[count - 1] ?? -1) >= engine.headerIds && isHeaderLine(block, from, to)) {
        readEvery(start + from);
        this.parser.header(block, from, to);
        if (this.parser.table?.key !== key) changed = start + from;
      } else if (hits !== undefined) hits.set(start + from, ids.slice(0, count));
      else this.#record(lines, engine, start + from, start + to, ids, count, false);
    });
    const stop = changed >= 0 ? changed : end;
    readEvery(stop);
    this.statistics?.consume(lines.buffer, start, stop);
    if (changed < 0) return stop;
    // The header line itself: statistics count it as a line and go on under the new table.
    const next = lines.next(changed);
    this.statistics?.consume(lines.buffer, changed, next);
    this.#engine = undefined;
    return next;
  }

  /** Rules that no literal can announce see every line: slow, and only for packs that need it. */
  #everyLine(
    lines: LineBlocks,
    engine: Engine,
    start: number,
    end: number,
    hits: ReadonlyMap<number, Int32Array>,
  ): void {
    let from = start;
    while (from < end) {
      const next = lines.next(from);
      const to = lines.contentEnd(from, next);
      const ids = hits.get(from) ?? NO_IDS;
      if (to > from && !isHeaderLine(lines.buffer, from, to)) {
        this.#record(lines, engine, from, to, ids, ids.length, true);
      }
      from = next;
    }
  }

  #record(
    lines: LineBlocks,
    engine: Engine,
    from: number,
    to: number,
    ids: Int32Array,
    count: number,
    everyLine: boolean,
  ): void {
    if (lines.buffer[from] === HASH) return;
    if (!everyLine && !engine.matcher.mayMatch(lines.buffer, from, to, ids, count)) return;
    const offset = lines.offset(from);
    const event = this.parser.record(lines.buffer, from, to, { offset });
    if (event === undefined) return;
    const rules = count > 0 ? engine.matcher.match(event, ids, count) : [];
    const others = everyLine ? engine.matcher.everyLine.filter((rule) => rule.matches(event)) : [];
    if (rules.length + others.length === 0) return;
    this.options.onMatch([...rules, ...others], event, { line: lines.lineNumber(from), offset });
  }

  #sample(lines: LineBlocks, start: number, end: number): void {
    let from = start;
    while (from < end && this.#samples < NAME_SAMPLES) {
      const next = lines.next(from);
      const to = lines.contentEnd(from, next);
      const header = to > from && isHeaderLine(lines.buffer, from, to);
      // Behind a header the columns may be others; the next block goes on with them.
      if (header) return;
      if (to > from) {
        const event = this.parser.record(lines.buffer, from, to, {});
        if (event) this.options.onSample?.(event);
        this.#samples++;
      }
      from = next;
    }
  }
}
