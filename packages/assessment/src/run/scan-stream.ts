/** One log from any source of bytes, scanned in this thread: for benchmarks and for tests of memory. */
import type { EvidenceFile } from '@allclear/evidence';
import type { Knowledge } from '../assessment.js';
import { factContext, inspectFile } from '../scan/fact-scan.js';
import type { FileReport } from '../scan/file-report.js';
import { scanFile } from '../scan/file-scanner.js';
import type { InspectedFile } from '../scan/inspection.js';
import { openStreamed } from '../scan/ntfs/streamed.js';
import { ScanBench } from '../scan/table-scan.js';

/** A scanner of single files that keeps what all of them share: compiled rules, buffers, known files. */
export type StreamScanner = (path: string, chunks: Iterable<Uint8Array>, modified?: number) => Promise<FileReport>;

/**
 * Makes a scanner. It scans `chunks` as the file that `path` names (its name helps to tell what it is; `modified` in ms
 * UTC): rules, statistics and hashes, as `assess` does. One file at a time.
 */
export function streamScanner({ compiled }: Knowledge): StreamScanner {
  const context = factContext();
  const options = {
    rules: compiled.ruleSet,
    bench: new ScanBench(compiled.ruleSet),
    metaOf: compiled.metaOf,
    inspect: (inspected: InspectedFile) => inspectFile(inspected, context),
    openStreamed: (artifact: string, windowsPath: string | undefined) => openStreamed(artifact, windowsPath, context),
    full: true,
  };
  return (path, chunks, modified) => scanFile(fileOf(path, chunks, modified), options);
}

/** One file, by a scanner of its own. */
export async function scanStream(
  path: string,
  chunks: Iterable<Uint8Array>,
  knowledge: Knowledge,
): Promise<FileReport> {
  return streamScanner(knowledge)(path, chunks);
}

function fileOf(path: string, chunks: Iterable<Uint8Array>, modified: number | undefined): EvidenceFile {
  return {
    path,
    size: undefined,
    modified,
    async read(sink) {
      let bytes = 0;
      for (const chunk of chunks) {
        bytes += chunk.length;
        if (sink(chunk) === false) break;
      }
      return { bytes, problems: [], complete: true };
    },
  };
}
