/** Messages between the run and its worker threads: plain, clonable data. */
import type { Baseline } from '@allclear/content';
import type { OpenOptions } from '@allclear/evidence';
import type { FileReport } from '../scan/file-report.js';
import type { StretchNotes } from '../scan/look-ahead.js';
import type { DetectedMatch } from './detect-match.js';
import type { Job } from './schedule.js';

/** What a worker needs once, at start. */
export interface WorkerSetup {
  readonly mode: 'assess' | 'detect';
  /** Sigma documents, already parsed from YAML. */
  readonly sigma: readonly { readonly origin: string; readonly document: unknown }[];
  readonly open: OpenOptions;
  /** Files that the owner of the server vouches for. */
  readonly baselines?: readonly Baseline[];
}

export type ToWorker = Job | { readonly kind: 'stop' };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly bytes: number; readonly file: string }
  | { readonly kind: 'report'; readonly index: number; readonly report: FileReport }
  | { readonly kind: 'matches'; readonly index: number; readonly matches: readonly DetectedMatch[] }
  | { readonly kind: 'looked'; readonly notes: StretchNotes }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };
