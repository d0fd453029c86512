/** Messages between the run and its worker threads: plain, clonable data. */
import type { Baseline } from '@allclear/content';
import type { EvidenceUnit, OpenOptions } from '@allclear/evidence';
import type { FileReport } from '../scan/file-report.js';
import type { DetectedMatch } from './detect-match.js';

/** What a worker needs once, at start. */
export interface WorkerSetup {
  readonly mode: 'assess' | 'detect';
  /** Sigma documents, already parsed from YAML. */
  readonly sigma: readonly { readonly origin: string; readonly document: unknown }[];
  readonly open: OpenOptions;
  /** Files that the owner of the server vouches for. */
  readonly baselines?: readonly Baseline[];
}

export type ToWorker =
  | {
      readonly unit: EvidenceUnit;
      readonly index: number;
      /** Transaction logs of the unit, where it may be a registry hive. */
      readonly logs: readonly EvidenceUnit[];
    }
  | { readonly stop: true };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly bytes: number; readonly file: string }
  | { readonly kind: 'report'; readonly index: number; readonly report: FileReport }
  | { readonly kind: 'matches'; readonly index: number; readonly matches: readonly DetectedMatch[] }
  | { readonly kind: 'done'; readonly index: number }
  | { readonly kind: 'failed'; readonly index: number; readonly message: string };
