/**
 * Campaigns as each may see them. The authority's own people see all of it. Others see that a server of theirs belongs to one, what
 * links it, and how many more there are: counts only, never a name, an address or a sector of somebody else.
 */
import { z } from 'zod';
import type { Campaign, CampaignRow, Infrastructure } from '../api/campaigns.js';
import type { Database, TenantContext, Transaction } from '../database/index.js';
import { cursorOf, keyOf, paged } from '../server/paging.js';
import { ClusterSummary } from './store-clusters.js';

const ClusterRow = z.object({
  id: z.string(),
  name: z.string(),
  hosts: z.number(),
  organisations: z.number(),
  first_at: z.date().nullable(),
  last_at: z.date().nullable(),
  consistent_with: z.array(z.object({ name: z.string(), consistency: z.string(), because: z.array(z.string()) })),
  summary: z.unknown(),
});
const COLUMNS = 'id, name, hosts, organisations, first_at, last_at, consistent_with, summary';
const MemberRow = z.object({
  host_id: z.string(),
  host: z.string(),
  organisation_id: z.string(),
  organisation: z.string(),
  score: z.number(),
  because: z.array(z.object({ kind: z.string(), value: z.string(), hosts: z.number() })),
});
const SectorRow = z.object({ sector: z.string(), organisations: z.number() });
/** Members that one answer holds. */
const MOST_MEMBERS = 1000;

const oversees = ({ role, organisation }: TenantContext): boolean =>
  role === 'system' || role === 'analyst' || role === 'auditor' || (role === 'reader' && organisation === undefined);

export async function listCampaigns(
  database: Database,
  context: TenantContext,
  query: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: z.infer<typeof CampaignRow>[]; next?: string }> {
  const own = oversees(context) ? null : await ownClusters(database, context);
  const [hosts, id] = query.cursor === undefined ? [] : keyOf(query.cursor, 2);
  const rows = await asProgram(database, context, (t) =>
    t.rows(
      ClusterRow,
      `select ${COLUMNS} from cluster where authority_id = $1 and ($2::uuid[] is null or id = any($2))
         and ($3::text is null or hosts < $3::int or (hosts = $3::int and id > $4::uuid))
       order by hosts desc, id limit $5`,
      [
        context.authority,
        own,
        hosts !== undefined && /^\d{1,9}$/.test(hosts) ? hosts : null,
        id !== undefined && /^[0-9a-f-]{36}$/i.test(id) ? id : null,
        query.limit + 1,
      ],
    ),
  );
  const answer = paged(rows, query.limit, (row) => cursorOf(String(row.hosts), row.id));
  return { ...answer, items: answer.items.map(rowOf) };
}

export async function getCampaign(
  database: Database,
  context: TenantContext,
  id: string,
): Promise<z.infer<typeof Campaign> | undefined> {
  // Under the asker's own eyes: what row-level security leaves.
  const members = await database.withTenant(context, (t) =>
    t.rows(
      MemberRow,
      `select m.host_id, h.name as host, m.organisation_id, o.name as organisation, m.score, m.because
       from cluster_member m join host h on h.id = m.host_id join organisation o on o.id = m.organisation_id
       where m.cluster_id = $1 order by m.score desc, m.host_id limit ${MOST_MEMBERS + 1}`,
      [id],
    ),
  );
  const all = oversees(context);
  if (!all && members.length === 0) return undefined;
  const row = await asProgram(database, context, (t) =>
    t.row(ClusterRow, `select ${COLUMNS} from cluster where authority_id = $1 and id = $2`, [context.authority, id]),
  );
  if (row === undefined) return undefined;
  const summary = ClusterSummary.safeParse(row.summary).data;
  const shown = members.slice(0, MOST_MEMBERS);
  const traits = all ? (summary?.traits ?? []) : distinct(shown.flatMap(({ because }) => because));
  const sectors = all
    ? await database.withTenant(context, (t) =>
        t.rows(
          SectorRow,
          `select coalesce(o.sector, 'unknown') as sector, count(distinct o.id)::int as organisations
           from cluster_member m join organisation o on o.id = m.organisation_id where m.cluster_id = $1 group by 1 order by 2 desc, 1`,
          [id],
        ),
      )
    : [];
  const partial = partialOf(all, row.hosts, shown.length);
  return {
    ...rowOf(row),
    traits: traits.map(({ kind, value, hosts }) => ({ kind, value, hosts })),
    sectors,
    members: shown.map((member) => ({
      host: { id: member.host_id, name: member.host },
      organisation: { id: member.organisation_id, name: member.organisation },
      score: member.score,
      because: member.because.map(({ kind, value, hosts }) => ({ kind, value, hosts })),
    })),
    ...(partial === undefined ? {} : { partial }),
  };
}

function partialOf(all: boolean, hosts: number, shown: number): string | undefined {
  if (hosts <= shown) return undefined;
  return all
    ? `The ${shown} members with the strongest links of ${hosts} are shown.`
    : `Only your own servers are shown; ${hosts - shown} more belong to others.`;
}

/** For those who take infrastructure down: the authority's own people only. */
export async function infrastructureOf(
  database: Database,
  context: TenantContext,
  id: string,
): Promise<z.infer<typeof Infrastructure> | undefined> {
  const row = await database.withTenant(context, (t) =>
    t.row(ClusterRow, `select ${COLUMNS} from cluster where id = $1`, [id]),
  );
  if (row === undefined) return undefined;
  const domains = await database.withTenant(context, (t) =>
    t.rows(
      z.object({ address: z.string(), hosts: z.number() }),
      `select r.value as address, count(distinct r.host_id)::int as hosts from cluster_member m
       join trait r on r.host_id = m.host_id and r.kind = 'domain' where m.cluster_id = $1
       group by 1 having count(distinct r.host_id) > 1 order by 2 desc, 1 limit 200`,
      [id],
    ),
  );
  const summary = ClusterSummary.safeParse(row.summary).data;
  return {
    addresses: summary?.infrastructure ?? [],
    domains: domains.map(({ address, hosts }) => ({ domain: address, hosts })),
  };
}

async function ownClusters(database: Database, context: TenantContext): Promise<string[]> {
  const rows = await database.withTenant(context, (t) =>
    t.rows(z.object({ cluster_id: z.string() }), 'select distinct cluster_id from cluster_member'),
  );
  return rows.map((row) => row.cluster_id);
}

/** Counts of a cluster are the program's to tell: who sees a member of theirs may know how many there are. */
function asProgram<T>(database: Database, context: TenantContext, work: (t: Transaction) => Promise<T>): Promise<T> {
  return database.withTenant({ authority: context.authority, role: 'system' }, work);
}

function rowOf(row: z.infer<typeof ClusterRow>): z.infer<typeof CampaignRow> {
  return {
    id: row.id,
    name: row.name,
    hosts: row.hosts,
    organisations: row.organisations,
    ...(row.first_at === null ? {} : { first: row.first_at.toISOString() }),
    ...(row.last_at === null ? {} : { last: row.last_at.toISOString() }),
    consistentWith: row.consistent_with,
  };
}

function distinct<T extends { readonly kind: string; readonly value: string }>(traits: readonly T[]): T[] {
  return [...new Map(traits.map((trait) => [`${trait.kind} ${trait.value}`, trait])).values()];
}
