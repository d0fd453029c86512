/**
 * Groups and campaigns that used Exchange flaws, as far as published reports tell them apart.
 * A profile says "consistent with", never "it was": file names and addresses alone identify nobody.
 */
import { Confidence } from '@allclear/model';
import { z } from 'zod';

/**
 * What a marker looks at. Markers of the kinds `file-name`, `address`, `technique` and `time` are weak: tools share
 * names, addresses change hands, many groups do the same things at the same time. `rule` is for a rule of ours whose
 * subject few groups share, `technique` for one that many do.
 */
export const MarkerKind = z.enum([
  'file-name',
  'address',
  'file-path',
  'hash',
  'shell-parameter',
  'command-line',
  'process',
  'task',
  'account',
  'domain',
  'rule',
  'technique',
  'time',
]);
export type MarkerKind = z.infer<typeof MarkerKind>;

export const Marker = z.strictObject({
  description: z.string().min(8),
  kind: MarkerKind,
  /** Any of the values given is a hit; letters compare without regard to case. */
  match: z
    .strictObject({
      /** Stands in an entity's value or a quoted field of a finding. */
      contains: z.array(z.string().min(3)).optional(),
      /** The whole last part of a path or URL. */
      names: z.array(z.string().min(3)).optional(),
      /** Ids of our rules. */
      rules: z.array(z.string()).optional(),
      /** Activity of outcome success-likely or better between these instants. */
      between: z.strictObject({ from: z.string(), to: z.string() }).optional(),
    })
    .refine((m) => Object.keys(m).length > 0, 'a marker matches something'),
});
export type Marker = z.infer<typeof Marker>;

export const ActorProfile = z.strictObject({
  name: z.string(),
  aliases: z.array(z.string()).default([]),
  /** Who named it and what it is. */
  description: z.string(),
  vulnerabilities: z.array(z.string()).default([]),
  consistentWith: z.array(Marker).min(1),
  /** How many independent markers of different kinds each consistency needs. */
  needs: z
    .strictObject({ medium: z.number().int().min(2), high: z.number().int().min(3) })
    .default({ medium: 2, high: 3 }),
  /** What would tell it apart from the others. */
  wouldTell: z.string(),
  sources: z.array(z.string()).min(1),
});
export type ActorProfile = z.infer<typeof ActorProfile>;

/** Kinds that never carry a consistency above `low`, however many of them agree. */
export const WEAK_MARKERS: ReadonlySet<MarkerKind> = new Set<MarkerKind>(['file-name', 'address', 'technique', 'time']);

/**
 * The consistency that hit markers allow: markers count once a kind; without one strong kind it stays `low`.
 * Undefined without any marker.
 */
export function consistency(profile: ActorProfile, hits: readonly Marker[]): Confidence | undefined {
  if (hits.length === 0) return undefined;
  const kinds = new Set(hits.map((m) => m.kind));
  const strong = [...kinds].some((k) => !WEAK_MARKERS.has(k));
  if (!strong || kinds.size < profile.needs.medium) return Confidence.enum.low;
  return kinds.size < profile.needs.high ? Confidence.enum.medium : Confidence.enum.high;
}
