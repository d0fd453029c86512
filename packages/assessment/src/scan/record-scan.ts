/** Logs whose records each name their own source (exported events) or have no columns: every record is looked at. */
import type { RuleSet } from '@allclear/detection';
import { isHeaderLine, type LogParser } from '@allclear/parsers';
import type { LineBlocks, LineConsumer } from './line-blocks.js';
import type { RecordStatistics } from './record-statistics.js';
import type { LogScanOptions } from './table-scan.js';

const NAME_SAMPLES = 20;

export class RecordScan implements LineConsumer {
  #samples = 0;

  constructor(
    private readonly rules: RuleSet,
    private readonly parser: LogParser,
    private readonly statistics: RecordStatistics | undefined,
    private readonly options: LogScanOptions,
  ) {}

  block(lines: LineBlocks, end: number): void {
    let from = 0;
    while (from < end) {
      const next = lines.next(from);
      const to = lines.contentEnd(from, next);
      if (to > from) this.#line(lines, from, to);
      from = next;
    }
  }

  longLine(lines: LineBlocks, end: number): void {
    this.#line(lines, 0, end);
  }

  #line(lines: LineBlocks, from: number, to: number): void {
    if (isHeaderLine(lines.buffer, from, to)) {
      this.parser.header(lines.buffer, from, to);
      return;
    }
    const offset = lines.offset(from);
    const event = this.parser.record(lines.buffer, from, to, { offset });
    this.statistics?.add(event);
    if (event === undefined) return;
    this.options.collector?.add(event);
    if (this.#samples < NAME_SAMPLES) {
      this.#samples++;
      this.options.onSample?.(event);
    }
    const rules = this.rules.matchFact(event);
    if (rules.length > 0) this.options.onMatch(rules, event, { line: lines.lineNumber(from), offset });
  }
}
