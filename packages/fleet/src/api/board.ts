/** The whole at a glance: the funnel, silence, and how it went on. */
import { z } from 'zod';
import { Time } from './common.js';
import { Reference, Stage } from './registry.js';

export const BoardQuery = z.object({
  sector: z.string().max(100).optional(),
  country: z.string().length(2).optional(),
  provider: z.uuid().optional(),
});
const Counts = z.object({ stage: Stage, organisations: z.number(), hosts: z.number() });
/** Organisations that reached the stage, by stage. */
const Reached = z.partialRecord(Stage, z.number());
export const Board = z.object({
  /** The counts hold for this moment. */
  at: Time,
  organisations: z.number(),
  hosts: z.number(),
  /** How many reached each stage, each counted by itself: evidence also comes from organisations that nobody had to tell. */
  funnel: z.array(Counts),
  bySector: z.array(z.object({ sector: z.string(), reached: Reached })),
  byCountry: z.array(z.object({ country: z.string(), reached: Reached })),
  byProvider: z.array(z.object({ provider: Reference, reached: Reached })),
  /** Organisations that were told and did not answer, by days since; `to` is missing in the last class. */
  silence: z.array(z.object({ from: z.number(), to: z.number().optional(), organisations: z.number() })),
  /** Why the answer is not the whole; absent where it is. */
  partial: z.string().optional(),
});

export const TrendQuery = BoardQuery.extend({
  kind: z.enum(['exposed', 'vulnerable', 'compromised', 'web-shell', 'patched', 'clean']).optional(),
});
export const TrendSeries = z.object({
  /** Series of different sources are never added up. */
  source: z.string(),
  kind: z.string(),
  /** What the count is out of, in the words of the source. */
  denominator: z.string().optional(),
  /** One stretch for each method: between two stretches the line breaks. */
  stretches: z.array(
    z.object({
      method: z.string(),
      detector: z.string(),
      detectorVersion: z.string(),
      points: z.array(z.object({ at: Time, count: z.number() })),
    }),
  ),
});
export const Trend = z.object({ series: z.array(TrendSeries), partial: z.string().optional() });
