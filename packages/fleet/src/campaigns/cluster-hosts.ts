/** Hosts whose intruders left the same rare things, grouped into clusters, with what links each of them. Pure and deterministic. */
import { type Group, groupOf, type HostActivity } from './group.js';
import { LINK_KINDS, type LinkKind, valuesOf, WEIGHTS } from './kinds.js';
import { merge } from './merge.js';
import { type AddressUse, keyOf, type Rarity, rarityAmong, scannersAmong } from './rarity.js';

export interface ClusterTrait {
  readonly kind: LinkKind;
  readonly value: string;
  /** Hosts of the cluster that have it. */
  readonly hosts: number;
  readonly weight: number;
}

export interface ClusterMember {
  readonly host: string;
  /** Sum of the weights of what it shares with others of the cluster. */
  readonly score: number;
  /** The strongest first. */
  readonly because: readonly ClusterTrait[];
}

export interface Cluster {
  /** Stable as long as its strongest traits are the same. */
  readonly key: string;
  readonly members: readonly ClusterMember[];
  readonly traits: readonly ClusterTrait[];
  /** ISO, UTC. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** Activities by hour of the day, UTC. */
  readonly hours: readonly number[];
}

export interface ClusterOptions {
  /** Addresses with how often they were seen anywhere; who asks everybody weighs nothing. */
  readonly addresses?: Iterable<AddressUse>;
  /** Least sum of weights for a link. */
  readonly threshold?: number;
  /** Least number of hosts of a cluster. */
  readonly leastHosts?: number;
}

export const CLUSTER_DEFAULTS = { threshold: 4.5, leastHosts: 2, popular: 2500, rounds: 3 } as const;
const REASONS = 8;
const TRAITS = 40;

export function clusterHosts(given: readonly HostActivity[], options: ClusterOptions = {}): Cluster[] {
  const all = ordered(given);
  const worthless = scannersAmong(options.addresses ?? []);
  const threshold = options.threshold ?? CLUSTER_DEFAULTS.threshold;
  const initial = alike(all, worthless);
  let rarity = rarityAmong(waysOfWorking(all), worthless);
  let groups: Group[] = [];
  for (let round = 0; round < CLUSTER_DEFAULTS.rounds; round++) {
    groups = merge(initial, rarity, { threshold, popular: CLUSTER_DEFAULTS.popular });
    // What is common is seen among the groups just found; then from the beginning, so that a wrong join does not stay.
    if (round + 1 < CLUSTER_DEFAULTS.rounds) rarity = rarityAmong(groups, worthless);
  }
  return groups
    .filter(({ hosts }) => hosts.size >= (options.leastHosts ?? CLUSTER_DEFAULTS.leastHosts))
    .map((group) => clusterOf(group, all, rarity))
    .sort((a, b) => b.members.length - a.members.length || (a.key < b.key ? -1 : 1));
}

/** The same whatever order they come in. */
function ordered(given: readonly HostActivity[]): HostActivity[] {
  return given
    .map((one) => ({ one, key: `${one.host} ${JSON.stringify(one.activity)}` }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ one }) => one);
}

/** Activities that tell the very same of themselves, but for names, hours and files, begin as one group. */
function alike(all: readonly HostActivity[], worthless: ReadonlySet<string>): Group[] {
  const byKey = new Map<string, number[]>();
  for (const [index, { activity }] of all.entries()) {
    const own = valuesOf(activity);
    const key = JSON.stringify([own['shell-parameter'], own['shell-body'], own.client, own.stem, own.folder, own.task]);
    // Too little to be the same for being alike.
    const program = own['shell-parameter'].length > 0 || own['shell-body'].length > 0;
    const alone = !program || !own.client.some((client) => !worthless.has(client));
    const known = byKey.get(key);
    if (known && !alone) known.push(index);
    else byKey.set(alone ? `${key} ${index}` : key, [index]);
  }
  return [...byKey.values()].map((members, id) => groupOf(id, members, all));
}

/** By where they come in and where they write: a rough guess at who is who, for the first round. */
function waysOfWorking(all: readonly HostActivity[]): Group[] {
  const byWay = new Map<string, number[]>();
  for (const [index, { activity }] of all.entries()) {
    const { stem, folder } = valuesOf(activity);
    if (stem.length === 0 || folder.length === 0) continue;
    const key = JSON.stringify([stem, folder]);
    const known = byWay.get(key);
    if (known) known.push(index);
    else byWay.set(key, [index]);
  }
  return [...byWay.values()].map((members, id) => groupOf(id, members, all));
}

function clusterOf(group: Group, all: readonly HostActivity[], rarity: Rarity): Cluster {
  const hostsWith = new Map<string, Set<string>>();
  const byHost = new Map<string, HostActivity[]>();
  for (const index of group.members) {
    const one = all[index];
    if (one === undefined) continue;
    const known = byHost.get(one.host);
    if (known) known.push(one);
    else byHost.set(one.host, [one]);
    const own = valuesOf(one.activity);
    for (const kind of LINK_KINDS)
      for (const value of own[kind]) {
        const key = keyOf(kind, value);
        const hosts = hostsWith.get(key) ?? new Set();
        hosts.add(one.host);
        hostsWith.set(key, hosts);
      }
  }
  const traitOf = (kind: LinkKind, value: string): ClusterTrait => ({
    kind,
    value,
    hosts: hostsWith.get(keyOf(kind, value))?.size ?? 0,
    weight: round(rarity.weight(kind, value)),
  });
  const shared = (trait: ClusterTrait): boolean => trait.hosts > 1 && trait.weight > 0;
  const members = [...byHost].map(([host, own]): ClusterMember => {
    const because = distinct(
      own.flatMap(({ activity }) => {
        const values = valuesOf(activity);
        return LINK_KINDS.flatMap((kind) => values[kind].map((value) => traitOf(kind, value)));
      }),
    )
      .filter(shared)
      .sort(strongest)
      .slice(0, REASONS);
    return { host, score: round(because.reduce((sum, { weight }) => sum + weight, 0)), because };
  });
  const traits = LINK_KINDS.flatMap((kind) => [...group.values[kind].keys()].map((value) => traitOf(kind, value)))
    .filter(shared)
    .sort((a, b) => b.hosts * b.weight - a.hosts * a.weight || strongest(a, b))
    .slice(0, TRAITS);
  const times = group.members.flatMap((index) => all[index]?.activity.at ?? []).sort();
  const [key] = traits.filter(({ kind }) => WEIGHTS[kind].strong);
  return {
    key: key === undefined ? `host ${members[0]?.host ?? ''}` : keyOf(key.kind, key.value),
    members: members.sort((a, b) => b.score - a.score || (a.host < b.host ? -1 : 1)),
    traits,
    first: times[0],
    last: times.at(-1),
    hours: group.hours,
  };
}

function strongest(a: ClusterTrait, b: ClusterTrait): number {
  return b.weight - a.weight || b.hosts - a.hosts || (keyOf(a.kind, a.value) < keyOf(b.kind, b.value) ? -1 : 1);
}

function distinct(traits: readonly ClusterTrait[]): ClusterTrait[] {
  return [...new Map(traits.map((trait) => [keyOf(trait.kind, trait.value), trait])).values()];
}

const round = (value: number): number => Math.round(value * 100) / 100;
