/**
 * `detect` in the thread that asks: a thread of its own would load the program and compile the rules a second time,
 * which costs more than scanning some hundred megabytes.
 */
import { type EvidenceUnit, type OpenOptions, openUnit } from '@allclear/evidence';
import { scanFile } from '../scan/file-scanner.js';
import { ScanBench } from '../scan/table-scan.js';
import { detectedMatch } from './detect-match.js';
import type { PoolEvents, PoolFailure } from './pool.js';
import type { CompiledContent } from './rules.js';

/** While one file is read, nothing else happens, not even Ctrl-C: about a second. */
const LARGEST_UNIT = 1 << 30;
/** Less than this is done sooner than several threads have started. */
const SMALL = 32 << 20;
const PROGRESS_EVERY_BYTES = 8 << 20;

export function isInlineBetter(units: readonly EvidenceUnit[], totalBytes: number, workers: number): boolean {
  const alone = workers <= 1 || units.length <= 1 || totalBytes <= SMALL;
  return alone && units.every(({ bytes }) => bytes <= LARGEST_UNIT);
}

/** Same events as `runPool`, in the order of the units. */
export async function detectInline(
  units: readonly EvidenceUnit[],
  open: OpenOptions,
  content: CompiledContent,
  events: PoolEvents,
  signal?: AbortSignal,
): Promise<PoolFailure[]> {
  const failures: PoolFailure[] = [];
  const bench = new ScanBench(content.ruleSet);
  for (const [index, unit] of units.entries()) {
    // The moment at which Ctrl-C is heard.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) break;
    let pending = 0;
    try {
      for await (const file of openUnit(unit.locator, open)) {
        const report = await scanFile(file, {
          rules: content.ruleSet,
          bench,
          metaOf: content.metaOf,
          inspect: undefined,
          full: false,
          onBytes(bytes) {
            pending += bytes;
            if (pending < PROGRESS_EVERY_BYTES) return;
            events.onProgress?.(pending, file.path);
            pending = 0;
          },
          onMatch(_path, rules, event, place) {
            for (const rule of rules) events.onMatches?.(index, [detectedMatch(rule, event, place)]);
          },
        });
        events.onReport?.(report, unit);
        if (signal?.aborted) break;
      }
    } catch (error) {
      failures.push({ path: unit.path, message: error instanceof Error ? error.message : String(error) });
    }
    if (pending > 0) events.onProgress?.(pending, unit.path);
    events.onUnitDone?.(index);
  }
  return failures;
}
