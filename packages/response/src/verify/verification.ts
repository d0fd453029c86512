/** What a second look says about the first: the document that `allclear verify` writes. */
import { Axes, Instant } from '@allclear/model';
import { z } from 'zod';

export const VERIFICATION_VERSION = '1.0';

/**
 * gone: the place was looked at and the thing is not there. still-there: it is. cannot-tell: the new evidence does not
 * hold the place. past: an act that the logs tell of, before the cleaning; it happened and cannot go away.
 */
export const FindingStatus = z.enum(['gone', 'still-there', 'cannot-tell', 'past']);
export type FindingStatus = z.infer<typeof FindingStatus>;

export const CheckedFinding = z.object({
  id: z.string(),
  title: z.string(),
  subject: z.string(),
  status: FindingStatus,
  why: z.string(),
});
export type CheckedFinding = z.infer<typeof CheckedFinding>;

export const NewFinding = z.object({
  /** Id in the new assessment. */
  id: z.string(),
  title: z.string(),
  subject: z.string(),
  /** reinfection: somebody got in (again) after the cleaning. attempt: tried, without success. suspicious: a person has to look. found-now: was there before, the first evidence did not show it. */
  kind: z.enum(['reinfection', 'attempt', 'suspicious', 'found-now']),
  first: Instant.optional(),
  why: z.string(),
});
export type NewFinding = z.infer<typeof NewFinding>;

export const Verification = z.object({
  verificationVersion: z.literal(VERIFICATION_VERSION),
  host: z.string(),
  /** SHA-256 of the assessment that was verified, and of the new one, each without its run block. */
  before: z.string(),
  after: z.string(),
  /** Acts before it are the old case; later ones are a new episode. */
  cleaned: z.object({ at: Instant, source: z.enum(['given', 'journal', 'end-of-first-evidence']) }),
  result: z.enum(['cleaned-and-verified', 'not-clean', 'reinfected', 'suspicious', 'cannot-tell']),
  exitCode: z.union([z.literal(0), z.literal(10), z.literal(11), z.literal(12)]),
  /** Plain sentences, the weightiest first. */
  reasons: z.array(z.string()),
  findings: z.array(CheckedFinding),
  new: z.array(NewFinding),
  patched: Axes.shape.patched,
  /** What the new evidence covers of the time since the cleaning. */
  activity: z.array(z.object({ source: z.string(), until: Instant, hours: z.number() })),
  watch: z.object({ days: z.number().int(), what: z.array(z.string()) }),
});
export type Verification = z.infer<typeof Verification>;
