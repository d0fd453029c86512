/** What every detection says about itself beside its logic. In a Sigma rule it is the block `allclear:`. */
import { z } from 'zod';
import { RemnantKind } from './remnant.js';
import { Confidence, EntityKind, Outcome, Phase } from './vocabulary.js';

/** An executed example: the record as the parser would give it, and whether the rule must match. */
export const DetectionExample = z.object({
  name: z.string(),
  match: z.boolean(),
  /** Several records for correlations; time of each as ISO under the key `@time`. */
  records: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).min(1),
});
export type DetectionExample = z.infer<typeof DetectionExample>;

export const DetectionMeta = z.object({
  /** Ids of the checks this detection (partly) answers, e.g. EX-PL-001. */
  checks: z.array(z.string()),
  outcome: Outcome,
  phase: Phase,
  confidence: Confidence,
  vulnerabilities: z.array(z.string().regex(/^(CVE-\d{4}-\d{4,}|ADV\d+)$/)).default([]),
  campaigns: z.array(z.string()).default([]),
  /** The three pillars, plain sentences for a town's administrator. */
  what: z.string(),
  why: z.string(),
  next: z.string(),
  /** What it would miss. */
  misses: z.string(),
  /** How to see the same with an ordinary tool (a command or steps); `{file}`, `{line}` are filled in. */
  see: z.string().optional(),
  /** Field -> entity kind: which fields of a matched record name whom. */
  entities: z.record(z.string(), EntityKind).default({}),
  /** Fields whose values group matched records into one finding; default: the fields of `entities`. */
  groupBy: z.array(z.string()).optional(),
  /** Matches make a finding of their own (default), or only feed correlations. */
  standalone: z.boolean().default(true),
  /** True where a hit says the thing is there now (a file on disk), not that it happened once. */
  present: z.boolean().default(false),
  /** What a match leaves on the server to be removed; facts about files, tasks and settings tell it by themselves. */
  remnant: RemnantKind.optional(),
  examples: z.array(DetectionExample).default([]),
});
export type DetectionMeta = z.infer<typeof DetectionMeta>;
