/** The table of Exchange builds and vulnerabilities: data/builds/builds.json. Sources stand in the file itself. */
import { z } from 'zod';

export const Family = z.enum(['2010', '2013', '2016', '2019', 'SE']);
export type Family = z.infer<typeof Family>;

const Build = z.string().regex(/^\d+\.\d+\.\d+\.\d+$/);

export const BuildRow = z.object({
  build: Build,
  family: Family,
  /** Cumulative update or service pack: `CU19`, `SP3`, `RTM`. */
  cu: z.string(),
  /** Security, hotfix or interim update on top of it: `Mar21SU`. */
  update: z.string().optional(),
  released: z.string().optional(),
  kb: z.string().optional(),
  type: z.enum(['CU', 'SU', 'RU', 'IU', 'HU']),
  /** A lower build that another of Microsoft's tables names for the same update. */
  disputedBuild: Build.optional(),
  /** Day on which this package was first seen, where it came later than the update's official date. */
  packageSeen: z.string().optional(),
});
export type BuildRow = z.infer<typeof BuildRow>;

export const VulnerabilityRow = z.object({
  id: z.string(),
  alias: z.string().optional(),
  published: z.string(),
  cvss: z.number().optional(),
  knownExploited: z.boolean(),
  fixedByUpdate: z.string().optional(),
  /** `2016 CU19` -> first build of that cumulative update that holds the fix. */
  fixedIn: z.record(z.string(), Build),
  families: z.array(Family),
  notAffected: z.array(Family).default([]),
  /** Cumulative updates that the vendor's list leaves out without saying that they are safe. */
  notListed: z.array(z.string()).default([]),
  /** Conditions outside the build that must also hold. */
  stateChecks: z.array(z.string()).default([]),
  steps: z.array(z.string()).default([]),
  sources: z.array(z.string()),
});
export type VulnerabilityRow = z.infer<typeof VulnerabilityRow>;

export const BuildTableFile = z.object({
  asOf: z.string(),
  sources: z.array(
    z.object({ id: z.string(), what: z.string(), commit: z.string().optional(), date: z.string().optional() }),
  ),
  builds: z.array(BuildRow),
  vulnerabilities: z.array(VulnerabilityRow),
});
export type BuildTableFile = z.infer<typeof BuildTableFile>;
