/** A customer's own known-good files: what `allclear content baseline` writes and `--content` reads (docs/formats.md). */
import { z } from 'zod';

export const BASELINE_FORMAT = 'allclear-baseline';

export const BaselineEntry = z.object({
  /** Below the web root, '/' between names, as it was written there. */
  path: z.string().min(1).max(1024),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  /** `Name, Version=1.2.3.4` of a .NET assembly. */
  assembly: z.string().optional(),
  /** What the analysis says against it, where somebody accepted it all the same. */
  accepted: z.string().optional(),
});
export type BaselineEntry = z.infer<typeof BaselineEntry>;

export const Baseline = z.object({
  format: z.literal(BASELINE_FORMAT),
  version: z.literal(1),
  /** When it was made, ISO, UTC. */
  created: z.string(),
  /** Name of the web root. */
  root: z.string(),
  files: z.array(BaselineEntry),
});
export type Baseline = z.infer<typeof Baseline>;

/** File names under which `--content` looks for baselines. */
export const isBaselineName = (path: string): boolean => /\.baseline\.json$/i.test(path);
