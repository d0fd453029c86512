/** Files that are looked into while they stream by, because they are too large to be held. */
import type { LogStatistics } from '@allclear/parsers';
import type { FactContext } from '../fact-scan.js';
import type { Inspection } from '../inspection.js';
import type { NtfsDigest } from './digest.js';
import { JournalScan } from './journal-scan.js';
import { MftScan } from './mft-scan.js';

export interface StreamedResult extends Inspection {
  readonly statistics: LogStatistics;
  readonly ntfs: NtfsDigest;
}

export interface StreamedInspection {
  push(chunk: Uint8Array): void;
  finish(): StreamedResult;
}

/** Undefined for artifacts that are read otherwise. */
export function openStreamed(
  artifact: string,
  windowsPath: string | undefined,
  context: FactContext,
): StreamedInspection | undefined {
  if (artifact === 'mft') return new MftScan(windowsPath, context);
  return artifact === 'usn-journal' ? new JournalScan(windowsPath) : undefined;
}
