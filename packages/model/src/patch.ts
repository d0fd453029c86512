import { z } from 'zod';
import { Instant } from './vocabulary.js';

/** A build seen in the evidence. `build` is four numbers, `15.1.2176.2`. */
export const BuildSighting = z.object({
  build: z.string(),
  /** e.g. `Exchange 2016 CU19 + Mar21SU`; undefined where the table does not know the build. */
  name: z.string().optional(),
  first: Instant.optional(),
  last: Instant.optional(),
  /** `file-version` shows security updates; `log-columns` may show only the cumulative update. */
  source: z.enum(['file-version', 'log-columns', 'log-header', 'oab-dump', 'other']),
  place: z.string().optional(),
});
export type BuildSighting = z.infer<typeof BuildSighting>;

export const VulnerabilityState = z.object({
  id: z.string(),
  alias: z.string().optional(),
  status: z.enum(['fixed', 'vulnerable', 'unknown', 'disputed', 'needs-step', 'not-affected']),
  knownExploited: z.boolean(),
  fixedBy: z.string().optional(),
  /** Plain sentence: why, or which further step is needed. */
  note: z.string().optional(),
});
export type VulnerabilityState = z.infer<typeof VulnerabilityState>;

export const PatchState = z.object({
  /** The build in force at the end of the evidence, if it could be told including its security update. */
  current: BuildSighting.optional(),
  history: z.array(BuildSighting),
  /** Four flaws of March 2021: fixed since when, as far as the evidence shows. */
  march2021: z.object({
    status: z.enum(['fixed', 'vulnerable', 'unknown']),
    /** Not earlier than / not later than: the change lies between two sightings. */
    fixedAfter: Instant.optional(),
    fixedBefore: Instant.optional(),
    note: z.string(),
  }),
  vulnerabilities: z.array(VulnerabilityState),
  notes: z.array(z.string()),
});
export type PatchState = z.infer<typeof PatchState>;
