/** Reads one log as it streams by. Memory does not depend on the size of the log. */
import type { Problem } from '@allclear/model';
import { createLogParser, type LogArtifact, type LogStatistics, StatisticsCollector } from '@allclear/parsers';
import { LineBlocks } from './line-blocks.js';
import { RecordScan } from './record-scan.js';
import { RecordStatistics } from './record-statistics.js';
import { type LogScanOptions, type ScanBench, TableScan } from './table-scan.js';

/** Logs whose lines have columns that the statistics kernels read. */
const WITH_COLUMNS: ReadonlySet<LogArtifact> = new Set<LogArtifact>(['iis-log', 'httperr-log', 'exchange-csv']);

export interface LogScan {
  /** Log source service of a log whose records are all of one, e.g. `httpproxy`. */
  readonly service: string | undefined;
  /** Without the file's name. */
  readonly problems: readonly Problem[];
  readonly longLines: number;
  push(chunk: Uint8Array): void;
  finish(): LogStatistics | undefined;
  /** Event logs and categories seen, of logs whose records each name their own. */
  readonly sources: readonly string[];
}

export interface LogOrigin {
  readonly file: string;
  /** `YYYY-MM-DD`, for logs that tell only the time of day. */
  readonly date: string | undefined;
}

export function openLog(
  artifact: LogArtifact,
  bench: ScanBench,
  origin: LogOrigin,
  options: LogScanOptions & { readonly statistics: boolean },
): LogScan {
  const date = origin.date === undefined ? {} : { date: origin.date };
  const parser = createLogParser(artifact, date);
  const columns = WITH_COLUMNS.has(artifact);
  const byColumn = columns && options.statistics ? new StatisticsCollector(origin.file, date) : undefined;
  const byRecord = !columns && options.statistics ? new RecordStatistics() : undefined;
  const consumer = columns
    ? new TableScan(bench, parser, byColumn, options)
    : new RecordScan(bench.rules, parser, byRecord, options);
  const lines = new LineBlocks(bench.buffer, consumer);
  return {
    get service() {
      return parser.table?.logSource.service;
    },
    get problems() {
      return parser.problems;
    },
    get longLines() {
      return lines.longLines;
    },
    get sources() {
      return byRecord?.sources ?? [];
    },
    push: (chunk) => lines.push(chunk),
    finish() {
      lines.finish();
      return byColumn?.finish() ?? byRecord?.finish();
    },
  };
}
