/** One log from any source of bytes, scanned in this thread: for benchmarks and for tests of memory. */
import type { EvidenceFile } from '@allclear/evidence';
import type { Knowledge } from '../assessment.js';
import { factContext, inspectFile } from '../scan/fact-scan.js';
import type { FileReport } from '../scan/file-report.js';
import { scanFile } from '../scan/file-scanner.js';
import { ScanBench } from '../scan/table-scan.js';

/** Scans `chunks` as the file `path` names (its name helps to tell what it is). Rules, statistics and hashes, as `assess` does. */
export async function scanStream(
  path: string,
  chunks: Iterable<Uint8Array>,
  knowledge: Knowledge,
): Promise<FileReport> {
  const { compiled } = knowledge;
  const file: EvidenceFile = {
    path,
    size: undefined,
    modified: undefined,
    async read(sink) {
      let bytes = 0;
      for (const chunk of chunks) {
        bytes += chunk.length;
        if (sink(chunk) === false) break;
      }
      return { bytes, problems: [], complete: true };
    },
  };
  const context = factContext();
  return scanFile(file, {
    rules: compiled.ruleSet,
    bench: new ScanBench(compiled.ruleSet),
    metaOf: compiled.metaOf,
    inspect: (inspected) => inspectFile(inspected, context),
    full: true,
  });
}
