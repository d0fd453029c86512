import type { Assessment } from '@allclear/model';
import type { BackgroundName } from '../background/index.js';
import type { EventLogForm, EvidenceQuality, Layout } from '../evidence/index.js';
import type { IntrusionStep } from '../intrusion/index.js';
import type { ServerSketch } from '../server/index.js';

export type VerdictLevel = Assessment['verdict']['level'];

/** What really happened to the server, in the words of the evaluation. */
export type State =
  | 'untouched'
  | 'scanned'
  | 'administered'
  | 'attacked'
  | 'entered'
  | 'cleaned-up'
  | 'robbed'
  | 'ransomed';

/** One way in which the evidence of a story was collected, and what an honest assessment may say about it. */
export interface Variant {
  readonly evidence: EvidenceQuality;
  /** Default: KAPE. */
  readonly layout?: Layout;
  /** Only for `rolled-over`: ISO time from which logs are left. */
  readonly logsFrom?: string;
  /** What a good assessment says. */
  readonly verdict: VerdictLevel;
  /** Other answers that this evidence bears; `verdict` itself need not be repeated. */
  readonly acceptable?: readonly VerdictLevel[];
  /** What this evidence cannot show, and why. */
  readonly undetectable?: readonly string[];
}

/**
 * One server with one history, as data: a file of this folder. Every variant of it becomes a case; all variants of a
 * story belong to the same half of the set, or tuning would see what judging asks.
 */
export interface Story {
  /** Lower case and hyphens; seeds everything. */
  readonly id: string;
  /** One sentence. */
  readonly title: string;
  readonly state: State;
  readonly server: ServerSketch;
  /** Whole days, UTC: the first one (`2021-03-01`), and how many. */
  readonly from: string;
  readonly days: number;
  /** Default: every source. */
  readonly background?: readonly BackgroundName[];
  /** How event logs were collected; default: exported as JSON lines. */
  readonly eventLogs?: EventLogForm;
  /** Days that the change journal reaches back, where it and the file table were collected; default: they were not. */
  readonly journalDays?: number;
  readonly intrusion: readonly IntrusionStep[];
  readonly undetectable?: readonly string[];
  readonly variants: readonly Variant[];
}
