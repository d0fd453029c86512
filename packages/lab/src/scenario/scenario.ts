import type { BackgroundName } from '../background/index.js';
import type { Retention } from '../evidence/day-files.js';
import type { EventLogForm } from '../evidence/event-log-file.js';
import type { IntrusionStep, Truth } from '../intrusion/index.js';
import type { ServerProfile } from '../server/index.js';

/** A case with known truth, as data: one server, what its people and the internet do, and what an intruder does. */
export interface Scenario {
  readonly id: string;
  /** Equal seed and scenario = equal bytes. */
  readonly seed: string;
  readonly server: ServerProfile;
  /** ms, UTC; whole days, `to` excluded. */
  readonly period: { readonly from: number; readonly to: number };
  readonly retention: Retention;
  /** Default: exported as JSON lines. */
  readonly eventLogs?: EventLogForm;
  /** Whether registry hives and the WMI repository were collected with the files; default: no. */
  readonly hives?: boolean;
  /** Whether the file table and the change journal of drive C were collected, the journal for so many days; default: no. */
  readonly journalDays?: number;
  readonly background: readonly BackgroundName[];
  readonly intrusion: readonly IntrusionStep[];
  /** What the evidence cannot show. */
  readonly undetectable: readonly string[];
  readonly coverage: Truth['coverage'];
}
