/** Clusters beside what is published of known groups: "consistent with", never "it was". */
import { type ActorProfile, consistency, type Marker, WEAK_MARKERS } from '@allclear/content';
import type { Cluster } from './cluster-hosts.js';

export interface Consistency {
  readonly name: string;
  readonly consistency: 'low' | 'medium' | 'high';
  readonly because: readonly string[];
}

/** Values of a cluster with the number of its hosts that have them. */
export interface ClusterEvidence {
  readonly hosts: number;
  readonly values: readonly { readonly kind: string; readonly value: string; readonly hosts: number }[];
  /** Rules that found something on hosts of the cluster. */
  readonly rules: ReadonlyMap<string, number>;
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/** A mark on fewer of the hosts may be somebody else's. */
const SHARE = 0.3;

export function consistentWith(evidence: ClusterEvidence, profiles: readonly ActorProfile[]): Consistency[] {
  const enough = (hosts: number): boolean => hosts >= Math.max(1, evidence.hosts * SHARE);
  const found: Consistency[] = [];
  for (const profile of profiles) {
    const hits = profile.consistentWith.filter((marker) => hit(marker, evidence, enough));
    const level = consistency(profile, hits);
    // That something happened in the same weeks, or one weak mark, says nothing.
    if (level === undefined || (level === 'low' && hits.length < 2)) continue;
    if (hits.every(({ kind }) => kind === 'time' || kind === 'technique') || hits.length === 0) continue;
    found.push({
      name: profile.aliases.length > 0 ? `${profile.name} (${profile.aliases.join(', ')})` : profile.name,
      consistency: level,
      because: hits.map(({ description, kind }) => (WEAK_MARKERS.has(kind) ? `${description} (weak)` : description)),
    });
  }
  const order = { high: 0, medium: 1, low: 2 } as const;
  return found.sort((a, b) => order[a.consistency] - order[b.consistency] || (a.name < b.name ? -1 : 1));
}

function hit({ match }: Marker, evidence: ClusterEvidence, enough: (hosts: number) => boolean): boolean {
  const { contains, names, rules, between } = match;
  if (rules?.some((rule) => enough(evidence.rules.get(rule) ?? 0))) return true;
  if (between && evidence.first !== undefined && evidence.first >= between.from && evidence.first <= between.to)
    return true;
  return evidence.values.some(
    ({ value, hosts }) =>
      enough(hosts) &&
      ((contains?.some((part) => value.toLowerCase().includes(part.toLowerCase())) ?? false) ||
        (names?.some((name) => value.split(/[\\/]/).at(-1)?.toLowerCase() === name.toLowerCase()) ?? false)),
  );
}

/** What of a cluster can be compared before the database was asked. */
export function evidenceOf(cluster: Cluster, rules: ReadonlyMap<string, number>): ClusterEvidence {
  return {
    hosts: cluster.members.length,
    values: cluster.traits.map(({ kind, value, hosts }) => ({ kind, value, hosts })),
    rules,
    first: cluster.first,
    last: cluster.last,
  };
}
