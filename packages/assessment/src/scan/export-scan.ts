/** Event logs exported as XML, CSV or JSON over several lines: every record is looked at, as those of binary logs are. */
import type { RuleSet } from '@allclear/detection';
import type { EvidenceEvent } from '@allclear/model';
import { EventExportReader, type ExportForm } from '@allclear/parsers';
import type { LogScan } from './log-scan.js';
import { RecordStatistics } from './record-statistics.js';
import type { LogScanOptions } from './table-scan.js';

const NAME_SAMPLES = 20;

export function openEventExport(
  form: ExportForm,
  rules: RuleSet,
  options: LogScanOptions & { readonly statistics: boolean },
): LogScan {
  const statistics = options.statistics ? new RecordStatistics() : undefined;
  let samples = 0;
  const reader = new EventExportReader(form, (event: EvidenceEvent) => {
    statistics?.add(event);
    options.collector?.add(event);
    if (samples < NAME_SAMPLES) {
      samples++;
      options.onSample?.(event);
    }
    const matching = rules.matchFact(event);
    if (matching.length > 0) options.onMatch(matching, event, event.place);
  });
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
