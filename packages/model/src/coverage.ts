import { z } from 'zod';
import { EventLogCoverage } from './host-activity.js';
import { Problem } from './problem.js';
import { Instant, Period } from './vocabulary.js';

/** A stretch inside a source's period that has no rows although there should be some. */
export const Gap = z.object({
  from: Instant,
  to: Instant,
  /** `hours`: no rows on a server that is otherwise busy at that time; `files`: a file of the sequence is not there; `lines`: rows vanish inside a file. */
  kind: z.enum(['hours', 'files', 'lines']),
  /** A plain sentence, with the reason why it may be harmless. */
  note: z.string(),
});
export type Gap = z.infer<typeof Gap>;

export const SourceCoverage = z.object({
  /** Artifact id, e.g. `iis-log`, `exchange-httpproxy`. */
  artifact: z.string(),
  title: z.string(),
  status: z.enum(['examined', 'partly', 'missing', 'not-supported']),
  files: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
  /** Lines or records that could not be understood. */
  unreadable: z.number().int().nonnegative(),
  period: Period.optional(),
  gaps: z.array(Gap),
  /** Plain sentences: rotation, retention, what this source starts after … */
  notes: z.array(z.string()),
  /** How to collect what is missing; only where status is not `examined` or the period is short. */
  collect: z.string().optional(),
});
export type SourceCoverage = z.infer<typeof SourceCoverage>;

export const NotExamined = z.object({ file: z.string(), code: Problem.shape.code, reason: z.string() });
export type NotExamined = z.infer<typeof NotExamined>;

export const ExaminedFile = z.object({
  file: z.string(),
  artifact: z.string(),
  size: z.number().int().nonnegative(),
  sha256: z.string(),
});
export type ExaminedFile = z.infer<typeof ExaminedFile>;

export const Coverage = z.object({
  sources: z.array(SourceCoverage),
  notExamined: z.array(NotExamined),
  problems: z.array(Problem),
  files: z.array(ExaminedFile),
  /** Each event log that there are records of; absent where there is none. */
  eventLogs: z.array(EventLogCoverage).optional(),
});
export type Coverage = z.infer<typeof Coverage>;

/** How one check of the catalogue ended. */
export const CheckResult = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(['hit', 'no-hit', 'could-not-check']),
  /** For which period the answer holds. */
  period: Period.optional(),
  /** Artifacts it was answered from. */
  sources: z.array(z.string()),
  findings: z.array(z.string()),
  /** Why it could not be checked, or what limits the answer. */
  note: z.string().optional(),
});
export type CheckResult = z.infer<typeof CheckResult>;
