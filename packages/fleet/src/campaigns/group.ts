/** Activities that are held to be of one hand, with how often each value occurs among them. */
import type { Activity } from '../intake/activities.js';
import { hourOf, LINK_KINDS, type LinkKind, valuesOf } from './kinds.js';

export interface HostActivity {
  /** Id of the host. */
  readonly host: string;
  readonly activity: Activity;
}

export interface Group {
  readonly id: number;
  /** Number of activities. */
  readonly size: number;
  readonly members: readonly number[];
  readonly hosts: ReadonlySet<string>;
  /** By kind: value and number of activities that have it. */
  readonly values: Readonly<Record<LinkKind, ReadonlyMap<string, number>>>;
  /** By kind: number of activities that tell anything of it. */
  readonly told: Readonly<Record<LinkKind, number>>;
  /** Activities by hour of the day, UTC. */
  readonly hours: readonly number[];
}

function empty<T>(make: () => T): Record<LinkKind, T> {
  return {
    'shell-parameter': make(),
    'shell-body': make(),
    'file-hash': make(),
    client: make(),
    'file-name': make(),
    'name-order': make(),
    task: make(),
    stem: make(),
    folder: make(),
    'user-agent': make(),
  };
}

export function groupOf(id: number, members: readonly number[], all: readonly HostActivity[]): Group {
  const values = empty(() => new Map<string, number>());
  const told = empty(() => 0);
  const hours = new Array<number>(24).fill(0);
  const hosts = new Set<string>();
  for (const member of members) {
    const one = all[member];
    if (one === undefined) continue;
    hosts.add(one.host);
    const own = valuesOf(one.activity);
    for (const kind of LINK_KINDS) {
      if (own[kind].length > 0) told[kind]++;
      for (const value of new Set(own[kind])) values[kind].set(value, (values[kind].get(value) ?? 0) + 1);
    }
    const hour = hourOf(one.activity);
    if (hour !== undefined) hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return { id, size: members.length, members, hosts, values, told, hours };
}

export function joined(id: number, a: Group, b: Group): Group {
  const values = empty(() => new Map<string, number>());
  const told = empty(() => 0);
  for (const kind of LINK_KINDS) {
    const [small, large] = a.values[kind].size < b.values[kind].size ? [a, b] : [b, a];
    values[kind] = new Map(large.values[kind]);
    for (const [value, count] of small.values[kind]) values[kind].set(value, (values[kind].get(value) ?? 0) + count);
    told[kind] = a.told[kind] + b.told[kind];
  }
  return {
    id,
    size: a.size + b.size,
    members: [...a.members, ...b.members],
    hosts: new Set([...a.hosts, ...b.hosts]),
    values,
    told,
    hours: a.hours.map((count, hour) => count + (b.hours[hour] ?? 0)),
  };
}
