/** Clusters of an authority, computed from all its traits and kept; a cluster that grows stays the same cluster. */
import { createHash } from 'node:crypto';
import type { ActorProfile } from '@allclear/content';
import { z } from 'zod';
import type { Database, TenantContext, Transaction } from '../database/index.js';
import { Activity } from '../intake/activities.js';
import { storable } from '../intake/storable.js';
import type { Cluster } from './cluster-hosts.js';
import type { HostActivity } from './group.js';
import { type Consistency, consistentWith, evidenceOf } from './known-groups.js';
import type { AddressUse } from './rarity.js';
import { runClustering } from './run-clustering.js';

export interface ClusteringResult {
  readonly hosts: number;
  readonly clusters: number;
  readonly clustered: number;
}

const Trait = z.object({ host_id: z.string(), value: z.string() });
const Use = z.object({ address: z.string(), entered: z.number(), seen: z.number() });
const Member = z.object({ cluster_id: z.string(), host_id: z.string() });
const Owner = z.object({ id: z.string(), organisation_id: z.string() });
const Rule = z.object({ host_id: z.string(), rule: z.string() });

/** Reads, thinks outside of any transaction, and writes all clusters in one: readers see the old ones or the new. */
export async function clusterAuthority(
  database: Database,
  authority: string,
  profiles: readonly ActorProfile[],
): Promise<ClusteringResult> {
  const context: TenantContext = { authority, role: 'system' };
  const { activities, addresses } = await database.withTenant(context, async (t) => ({
    activities: await loadActivities(t, authority),
    addresses: await loadAddresses(t, authority),
  }));
  const clusters = await runClustering({ activities, addresses });
  return database.withTenant(context, async (t) => {
    // Two runs at once would each keep the other's ids alive.
    await t.run("select pg_advisory_xact_lock(hashtext('cluster'), hashtext($1))", [authority]);
    const rules = await rulesByHost(t, authority, profiles);
    const scanners = new Set(
      addresses.filter(({ entered, seen }) => seen >= 20 && entered * 8 < seen).map(({ address }) => address),
    );
    await keep(t, authority, clusters, (cluster) => ({
      consistent: consistentWith(evidenceOf(cluster, countRules(cluster, rules)), profiles),
      summary: summaryOf(cluster, activities, scanners),
    }));
    const clustered = new Set(clusters.flatMap(({ members }) => members.map(({ host }) => host)));
    return {
      hosts: new Set(activities.map(({ host }) => host)).size,
      clusters: clusters.length,
      clustered: clustered.size,
    };
  });
}

async function loadActivities(t: Transaction, authority: string): Promise<HostActivity[]> {
  const rows = await t.rows(
    Trait,
    "select host_id, value from trait where authority_id = $1 and kind = 'activity' order by host_id, value",
    [authority],
  );
  const activities = new Map<string, HostActivity>();
  for (const { host_id: host, value } of rows) {
    const activity = activityOf(value);
    if (activity === undefined) continue;
    // The same page, or the same address without one, in a later assessment is the same activity; the fuller one stays.
    const key = `${host} ${activity.page ?? activity.clients.join(' ')}`;
    const known = activities.get(key);
    if (known === undefined || JSON.stringify(known.activity).length < value.length)
      activities.set(key, { host, activity });
  }
  return [...activities.values()];
}

function activityOf(text: string): Activity | undefined {
  try {
    return Activity.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function loadAddresses(t: Transaction, authority: string): Promise<AddressUse[]> {
  return t.rows(
    Use,
    `select value as address, count(distinct host_id) filter (where kind = 'client')::int as entered, count(distinct host_id)::int as seen
     from trait where authority_id = $1 and kind in ('client', 'visitor') group by value`,
    [authority],
  );
}

async function rulesByHost(
  t: Transaction,
  authority: string,
  profiles: readonly ActorProfile[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const wanted = profiles.flatMap(({ consistentWith: marks }) => marks.flatMap(({ match }) => match.rules ?? []));
  const rows = await t.rows(
    Rule,
    "select distinct host_id, rule from finding where authority_id = $1 and rule = any($2) and outcome in ('success', 'success-likely', 'supporting')",
    [authority, wanted],
  );
  const byHost = new Map<string, string[]>();
  for (const { host_id: host, rule } of rows) {
    const known = byHost.get(host);
    if (known) known.push(rule);
    else byHost.set(host, [rule]);
  }
  return byHost;
}

function countRules(cluster: Cluster, byHost: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { host } of cluster.members)
    for (const rule of byHost.get(host) ?? []) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/** What is read with a cluster; addresses and domains for those who take infrastructure down. */
export const ClusterSummary = z.object({
  traits: z.array(z.object({ kind: z.string(), value: z.string(), hosts: z.number(), weight: z.number() })),
  hours: z.array(z.number()),
  infrastructure: z.array(
    z.object({
      address: z.string(),
      hosts: z.number(),
      first: z.string().optional(),
      last: z.string().optional(),
      /** Others come from there, too: a rented proxy, or a scanner. */
      shared: z.boolean(),
    }),
  ),
});
const INFRASTRUCTURE = 1000;

function summaryOf(
  cluster: Cluster,
  activities: readonly HostActivity[],
  scanners: ReadonlySet<string>,
): z.infer<typeof ClusterSummary> {
  const hosts = new Set(cluster.members.map(({ host }) => host));
  const weights = new Map(cluster.traits.filter(({ kind }) => kind === 'client').map((t) => [t.value, t.weight]));
  const pages = new Set(
    cluster.traits.filter(({ kind }) => kind !== 'client').map(({ kind, value }) => `${kind} ${value}`),
  );
  const uses = new Map<string, { hosts: Set<string>; times: string[] }>();
  for (const { host, activity } of activities) {
    if (!hosts.has(host)) continue;
    // Of a host where several groups were, only what is this one's.
    const own =
      activity.clients.some((client) => weights.has(client)) ||
      activity.parameters.some((name) => pages.has(`shell-parameter ${name}`)) ||
      (activity.body !== undefined && pages.has(`shell-body ${activity.body}`));
    if (!own) continue;
    for (const client of activity.clients) {
      const use = uses.get(client) ?? { hosts: new Set(), times: [] };
      uses.set(client, use);
      use.hosts.add(host);
      if (activity.at !== undefined) use.times.push(activity.at);
    }
  }
  return {
    traits: cluster.traits.map((trait) => ({ ...trait })),
    hours: [...cluster.hours],
    infrastructure: [...uses]
      .map(([address, use]) => {
        const times = use.times.sort();
        const [first] = times;
        const last = times.at(-1);
        return {
          address,
          hosts: use.hosts.size,
          ...(first === undefined ? {} : { first }),
          ...(last === undefined ? {} : { last }),
          shared: scanners.has(address) || (use.hosts.size > 1 && (weights.get(address) ?? 0) === 0),
        };
      })
      .sort((a, b) => b.hosts - a.hosts || (a.address < b.address ? -1 : 1))
      .slice(0, INFRASTRUCTURE),
  };
}

/** The share of members that must be the same for a cluster to be the one that was known before. */
const SAME = 0.5;

async function keep(
  t: Transaction,
  authority: string,
  clusters: readonly Cluster[],
  more: (cluster: Cluster) => { consistent: readonly Consistency[]; summary: z.infer<typeof ClusterSummary> },
): Promise<void> {
  const owners = new Map(
    (await t.rows(Owner, 'select id, organisation_id from host where authority_id = $1', [authority])).map((row) => [
      row.id,
      row.organisation_id,
    ]),
  );
  const before = new Map<string, Set<string>>();
  for (const { cluster_id: id, host_id: host } of await t.rows(
    Member,
    'select cluster_id, host_id from cluster_member where authority_id = $1',
    [authority],
  ))
    before.set(id, (before.get(id) ?? new Set()).add(host));
  const taken = new Set<string>();
  const kept: string[] = [];
  // Keys are free again while the clusters change them among each other.
  await t.run("update cluster set key = 'old ' || id::text where authority_id = $1", [authority]);
  for (const cluster of clusters) {
    const members = cluster.members.filter(({ host }) => owners.has(host));
    const known = knownAs(
      members.map(({ host }) => host),
      before,
      taken,
    );
    const key = createHash('sha256').update(cluster.key).digest('hex');
    const { consistent, summary } = more(cluster);
    const values = [
      authority,
      key,
      members.length,
      new Set(members.map(({ host }) => owners.get(host))).size,
      cluster.first ?? null,
      cluster.last ?? null,
      JSON.stringify(consistent),
      JSON.stringify(storable(summary)),
    ];
    const row =
      known === undefined
        ? await t.row(
            z.object({ id: z.string() }),
            `insert into cluster (authority_id, key, name, hosts, organisations, first_at, last_at, consistent_with, summary)
             values ($1, $2, 'Campaign ' || upper(left($2, 6)), $3, $4, $5, $6, $7, $8)
             on conflict (authority_id, key) do update set updated_at = now() returning id`,
            values,
          )
        : await t.row(
            z.object({ id: z.string() }),
            `update cluster set key = $2, hosts = $3, organisations = $4, first_at = $5, last_at = $6, consistent_with = $7, summary = $8, updated_at = now()
             where authority_id = $1 and id = $9 returning id`,
            [...values, known],
          );
    if (row === undefined) continue;
    kept.push(row.id);
    await t.run('delete from cluster_member where cluster_id = $1', [row.id]);
    await t.run(
      `insert into cluster_member (authority_id, organisation_id, cluster_id, host_id, score, because)
       select $1, x.organisation, $2, x.host, x.score, x.because
       from jsonb_to_recordset($3) as x(organisation uuid, host uuid, score real, because jsonb)`,
      [
        authority,
        row.id,
        JSON.stringify(
          storable(
            members.map(({ host, score, because }) => ({ organisation: owners.get(host) ?? '', host, score, because })),
          ),
        ),
      ],
    );
  }
  await t.run('delete from cluster where authority_id = $1 and not (id = any($2::uuid[]))', [authority, kept]);
}

function knownAs(
  hosts: readonly string[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
  taken: Set<string>,
): string | undefined {
  let best: { id: string; shared: number } | undefined;
  for (const [id, members] of before) {
    if (taken.has(id)) continue;
    const shared = hosts.filter((host) => members.has(host)).length;
    if (shared < SAME * Math.min(hosts.length, members.size) || shared === 0) continue;
    if (best === undefined || shared > best.shared || (shared === best.shared && id < best.id)) best = { id, shared };
  }
  if (best !== undefined) taken.add(best.id);
  return best?.id;
}
