/** Binary Windows event logs: every record is counted; a record's values are read only where a rule may match it. */
import { crc32 } from 'node:zlib';
import type { RuleSet } from '@allclear/detection';
import { EvtxReader, type EvtxRecord } from '@allclear/parsers';
import type { LogScan } from './log-scan.js';
import type { KnownRecords } from './look-ahead.js';
import { RecordStatistics } from './record-statistics.js';
import type { LogScanOptions } from './table-scan.js';

const NAME_SAMPLES = 20;

/** @param known which records the rules need not be tried on. */
export function openEventLog(
  rules: Pick<RuleSet, 'matchFact'>,
  options: LogScanOptions & { readonly statistics: boolean },
  known?: KnownRecords,
): LogScan {
  const statistics = options.statistics ? new RecordStatistics() : undefined;
  let samples = 0;
  const onRecord = (record: EvtxRecord): void => {
    // Leftovers of overwritten records are evidence, but they do not make the log reach further back.
    if (record.recovery !== 'slack') statistics?.add(record);
    if (record.recovery === undefined) options.collector?.add(record);
    if (samples < NAME_SAMPLES && record.recovery === undefined) {
      samples++;
      options.onSample?.(record);
    }
    if (known?.next() === false) return;
    const matching = rules.matchFact(record);
    if (matching.length > 0) options.onMatch(matching, record, record.place);
  };
  const onChunk = known === undefined ? {} : { onChunk: known.chunk.bind(known) };
  const reader = new EvtxReader(onRecord, { crc32, transient: true, ...onChunk });
  return {
    service: undefined,
    longLines: 0,
    get problems() {
      return reader.problems;
    },
    get sources() {
      return statistics?.sources ?? [];
    },
    push: (chunk) => reader.push(chunk),
    finish() {
      const { unreadable } = reader.finish();
      for (let i = 0; i < unreadable; i++) statistics?.add(undefined);
      return statistics?.finish();
    },
  };
}
