/** Organisations: lists with where each stands, one with all that its page shows, new ones, changes. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import { Cleaned, Compromised, Patched, Tlp } from '../api/common.js';
import type {
  Organisation,
  OrganisationChange,
  OrganisationCount,
  OrganisationFilter,
  OrganisationQuery,
  OrganisationRow,
} from '../api/registry.js';
import { Stage } from '../api/registry.js';
import { DAY, organisationState } from '../board/state.js';
import type { Database, TenantContext, Transaction, Value } from '../database/index.js';
import { notFound } from '../server/errors.js';
import type { RequestContext } from '../server/fleet-app.js';
import { cursorOf, keyOf, likeLiteral, paged } from '../server/paging.js';
import { episodesOf } from './episodes.js';

const Row = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['organisation', 'msp']),
  sector: z.string().nullable(),
  country: z.string().nullable(),
  size: z.number().nullable(),
  parent_id: z.string().nullable(),
  parent_name: z.string().nullable(),
  hosts: z.number(),
  patched: Patched,
  compromised: Compromised,
  cleaned: Cleaned,
  stage: Stage.nullable(),
  silent_since: z.date().nullable(),
});
const COLUMNS = `g.id, g.name, g.kind, g.sector, g.country, g.size, g.parent_id, p.name as parent_name,
  s.hosts, s.patched, s.compromised, s.cleaned, s.stage, s.silent_since`;
const FROM = 'from organisation g left join organisation p on p.id = g.parent_id';

type Filter = z.infer<typeof OrganisationFilter>;
interface Page {
  items: z.infer<typeof OrganisationRow>[];
  next?: string;
}

export async function listOrganisations(
  database: Database,
  context: TenantContext,
  query: z.infer<typeof OrganisationQuery>,
  now: number,
): Promise<Page> {
  return database.withTenant(context, (t) =>
    needsState(query) || (query.sort !== undefined && query.sort !== 'name')
      ? listByState(t, query, now)
      : listByName(t, query, now),
  );
}

/** Only the rows of the page are looked at closely. */
async function listByName(t: Transaction, query: z.infer<typeof OrganisationQuery>, now: number): Promise<Page> {
  const [name, id] = query.cursor === undefined ? [null, null] : keyOf(query.cursor, 2);
  const filter = conditions(query, now);
  const [n, i, l] = [1, 2, 3].map((k) => `$${filter.values.length + k}`);
  const ids = await t.rows(
    z.object({ id: z.string() }),
    `select g.id ${FROM} where ${filter.plain} and (${n}::text is null or (g.name, g.id::text) > (${n}, ${i})) order by g.name, g.id::text limit ${l}`,
    [...filter.values, name ?? null, id ?? null, query.limit + 1],
  );
  const rows = await t.rows(
    Row,
    `select ${COLUMNS} ${FROM} join (${organisationState('$1')}) s on s.id = g.id where g.id = any($1) order by g.name, g.id::text`,
    [ids.map((r) => r.id)],
  );
  return paged(
    rows.map((row) => shown(row, now)),
    query.limit,
    (r) => cursorOf(r.name, r.id),
  );
}

async function listByState(t: Transaction, query: z.infer<typeof OrganisationQuery>, now: number): Promise<Page> {
  const filter = conditions(query, now);
  // What a list is sorted by, as text that sorts like it: the key of the cursor.
  const key =
    query.sort === 'silence'
      ? `coalesce(to_char(s.silent_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '9')`
      : query.sort === 'hosts'
        ? `lpad((1000000 - s.hosts)::text, 7, '0')`
        : 'g.name';
  const [after, id] = query.cursor === undefined ? [null, null] : keyOf(query.cursor, 2);
  const [k, i, l] = [1, 2, 3].map((x) => `$${filter.values.length + x}`);
  const rows = await t.rows(
    Row.extend({ key: z.string() }),
    `select ${COLUMNS}, ${key} as key ${FROM} join (${organisationState('null')}) s on s.id = g.id
     where ${filter.plain} and ${filter.state} and (${k}::text is null or (${key}, g.id::text) > (${k}, ${i}))
     order by ${key}, g.id::text limit ${l}`,
    [...filter.values, after ?? null, id ?? null, query.limit + 1],
  );
  const page = paged(rows, query.limit, (r) => cursorOf(r.key, r.id));
  return { ...page, items: page.items.map((row) => shown(row, now)) };
}

export async function countOrganisations(
  database: Database,
  context: TenantContext,
  query: Filter,
  now: number,
): Promise<z.infer<typeof OrganisationCount>> {
  const filter = conditions(query, now);
  const state = needsState(query);
  const row = await database.withTenant(context, (t) =>
    t.row(
      z.object({ matching: z.number(), all: z.number() }),
      `select (select count(*)::int ${FROM} ${state ? `join (${organisationState('null')}) s on s.id = g.id` : ''}
                where ${filter.plain} and ${state ? filter.state : 'true'}) as matching,
              (select count(*)::int from organisation) as "all", ${uses(filter.values.length)}`,
      filter.values,
    ),
  );
  return row ?? { matching: 0, all: 0 };
}

const needsState = (q: Filter): boolean =>
  q.stage !== undefined ||
  q.patched !== undefined ||
  q.compromised !== undefined ||
  q.cleaned !== undefined ||
  q.silent !== undefined;

/** Every parameter stands in the statement, or PostgreSQL does not know its type. */
const uses = (count: number): string =>
  `${Array.from({ length: count }, (_, n) => `$${n + 1} is null`).join(' and ')} as "parameters"`;

/** Conditions on an organisation `g` and its state `s`; texts are ours, what was asked for stands in the values. */
function conditions(q: Filter, now: number): { plain: string; state: string; values: Value[] } {
  const values: Value[] = [
    q.q === undefined ? null : `%${likeLiteral(q.q.trim())}%`,
    q.sector ?? null,
    q.country?.toUpperCase() ?? null,
    q.provider ?? null,
    q.stage ?? null,
    q.patched ?? null,
    q.compromised ?? null,
    q.cleaned ?? null,
    q.silent === undefined ? null : new Date(now - q.silent * DAY),
  ];
  const plain = `($1::text is null or g.name ilike $1
      or exists (select from organisation_domain d where d.organisation_id = g.id and d.domain ilike $1)
      or exists (select from host h where h.organisation_id = g.id and h.name ilike $1))
    and ($2::text is null or g.sector = $2) and ($3::text is null or g.country = $3) and ($4::uuid is null or g.parent_id = $4)
    and ($5::text is null or true) and ($6::text is null or true) and ($7::text is null or true) and ($8::text is null or true) and ($9::timestamptz is null or true)`;
  const state = `($5::text is null or s.stage = $5) and ($6::text is null or s.patched = $6) and ($7::text is null or s.compromised = $7)
    and ($8::text is null or s.cleaned = $8) and ($9::timestamptz is null or s.silent_since <= $9)`;
  return { plain, state, values };
}

function shown(row: z.infer<typeof Row>, now: number): z.infer<typeof OrganisationRow> {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    hosts: row.hosts,
    axes: { patched: row.patched, compromised: row.compromised, cleaned: row.cleaned },
    ...(row.sector === null ? {} : { sector: row.sector }),
    ...(row.country === null ? {} : { country: row.country }),
    ...(row.size === null ? {} : { size: row.size }),
    // The name of a provider that the asker may not see is not given.
    ...(row.parent_id === null || row.parent_name === null
      ? {}
      : { provider: { id: row.parent_id, name: row.parent_name } }),
    ...(row.stage === null ? {} : { stage: row.stage }),
    ...(row.silent_since === null
      ? {}
      : { silentDays: Math.max(0, Math.floor((now - row.silent_since.getTime()) / DAY)) }),
  };
}

const Rest = z.object({
  external_key: z.string().nullable(),
  notes: z.string(),
  tlp: Tlp,
  created_at: z.date(),
  domains: z.array(z.object({ domain: z.string(), source: z.string() })),
  networks: z.array(z.object({ network: z.string(), source: z.string() })),
});

export async function getOrganisation(
  database: Database,
  context: TenantContext,
  id: string,
  now: number,
): Promise<z.infer<typeof Organisation>> {
  return database.withTenant(context, (t) => organisationOf(t, id, now));
}

async function organisationOf(t: Transaction, id: string, now: number): Promise<z.infer<typeof Organisation>> {
  const row = await t.row(
    Row.extend(Rest.shape),
    `select ${COLUMNS}, g.external_key, g.notes, g.tlp, g.created_at,
       (select coalesce(json_agg(json_build_object('domain', domain, 'source', source) order by domain), '[]')
        from organisation_domain where organisation_id = g.id) as domains,
       (select coalesce(json_agg(json_build_object('network', network::text, 'source', source) order by network), '[]')
        from organisation_network where organisation_id = g.id) as networks
     ${FROM} join (${organisationState('$1')}) s on s.id = g.id where g.id = any($1)`,
    [[id]],
  );
  if (!row) throw notFound('organisation');
  return {
    ...shown(row, now),
    ...(row.external_key === null ? {} : { externalKey: row.external_key }),
    notes: row.notes,
    tlp: row.tlp,
    domains: row.domains,
    networks: row.networks,
    episodes: await episodesOf(t, { organisation: id }),
    created: row.created_at.toISOString(),
  };
}

export async function changeOrganisation(
  database: Database,
  context: RequestContext,
  id: string,
  change: z.infer<typeof OrganisationChange>,
  now: number,
): Promise<z.infer<typeof Organisation>> {
  return database.withTenant(context, async (t) => {
    const changed = await t.run(
      'update organisation set name = coalesce($2, name), sector = coalesce($3, sector), notes = coalesce($4, notes), tlp = coalesce($5, tlp) where id = $1',
      [id, change.name ?? null, change.sector ?? null, change.notes ?? null, change.tlp ?? null],
    );
    if (changed === 0) throw notFound('organisation');
    const after = await organisationOf(t, id, now);
    await audit(t, context, {
      actor: context.actor,
      action: 'organisation.change',
      objectKind: 'organisation',
      objectId: id,
      organisation: id,
      detail: { changed: Object.keys(change) },
    });
    return after;
  });
}
