import { z } from 'zod';
import { Place } from './event.js';
import { Remnant } from './remnant.js';
import { Confidence, Entity, Instant, Outcome, Phase, Severity, Technique } from './vocabulary.js';

/** A quoted piece of evidence: where, when, and the fields that made the rule match (raw values, never escaped). */
export const Quote = z.object({
  place: Place,
  time: Instant.optional(),
  /** The matched fields in the source's order, cut to 1,000 characters each. */
  fields: z.record(z.string(), z.string()),
});
export type Quote = z.infer<typeof Quote>;

export const Finding = z.object({
  /** Stable between runs: hash of rule, place and entities. */
  id: z.string().regex(/^F-[0-9a-f]{12}$/),
  rule: z.object({
    id: z.string(),
    title: z.string(),
    /** Who wrote it; `allclear` for our own. */
    author: z.string(),
    references: z.array(z.string()),
    checks: z.array(z.string()),
    /** Licence that the rule (or its pack) names; absent for our own. */
    licence: z.string().optional(),
    /** For a rule that was added: the pack and the file in it. */
    source: z.string().optional(),
  }),
  severity: Severity,
  confidence: Confidence,
  outcome: Outcome,
  phase: Phase,
  techniques: z.array(Technique),
  vulnerabilities: z.array(z.string()),
  /** First and last time of the matched records, where they tell a time. */
  first: Instant.optional(),
  last: Instant.optional(),
  /** Number of matched records. */
  count: z.number().int().positive(),
  entities: z.array(Entity),
  /** At most 5, the earliest. */
  quotes: z.array(Quote),
  /** On the server when the evidence was collected (a file, a setting), as against having happened. */
  present: z.boolean(),
  /** What the intruder can come back with, and cleaning has to remove or undo; absent where the finding names none. */
  remnant: Remnant.optional(),
  what: z.string(),
  why: z.string(),
  next: z.string(),
  see: z.string().optional(),
  falsePositives: z.array(z.string()),
  misses: z.string().optional(),
});
export type Finding = z.infer<typeof Finding>;
