/** Hosts: lists and single ones. */
import { z } from 'zod';
import { Cleaned, Compromised, Patched } from '../api/common.js';
import type { Host, HostQuery, HostRow } from '../api/registry.js';
import type { Database, TenantContext } from '../database/index.js';
import { notFound } from '../server/errors.js';
import { cursorOf, keyOf, likeLiteral, paged } from '../server/paging.js';
import { episodesOf } from './episodes.js';

const Row = z.object({
  id: z.string(),
  organisation_id: z.string(),
  organisation_name: z.string(),
  name: z.string(),
  addresses: z.array(z.string()),
  product: z.string().nullable(),
  build: z.string().nullable(),
  patched: Patched,
  compromised: Compromised,
  cleaned: Cleaned,
  patched_at: z.date().nullable(),
  first_seen: z.date(),
  last_seen: z.date(),
});
const SELECT = `select h.id, h.organisation_id, o.name as organisation_name, h.name, (select coalesce(array_agg(host(a)), '{}') from unnest(h.addresses) a) as addresses,
    h.product, h.build, h.patched, h.compromised, h.cleaned, h.patched_at, h.first_seen, h.last_seen
  from host h join organisation o on o.id = h.organisation_id`;

export async function listHosts(
  database: Database,
  context: TenantContext,
  query: z.infer<typeof HostQuery>,
): Promise<{ items: z.infer<typeof HostRow>[]; next?: string }> {
  const [name, id] = query.cursor === undefined ? [null, null] : keyOf(query.cursor, 2);
  const rows = await database.withTenant(context, (t) =>
    t.rows(
      Row,
      `${SELECT}
       where ($1::uuid is null or h.organisation_id = $1)
         and ($2::text is null or h.name ilike $2 or o.name ilike $2 or exists (select from unnest(h.addresses) a where host(a) ilike $2))
         and ($3::text is null or h.patched = $3) and ($4::text is null or h.compromised = $4) and ($5::text is null or h.cleaned = $5)
         and ($6::text is null or (h.name, h.id::text) > ($6, $7))
       order by h.name, h.id::text limit $8`,
      [
        query.organisation ?? null,
        query.q === undefined ? null : `%${likeLiteral(query.q.trim())}%`,
        query.patched ?? null,
        query.compromised ?? null,
        query.cleaned ?? null,
        name ?? null,
        id ?? null,
        query.limit + 1,
      ],
    ),
  );
  return paged(rows.map(shown), query.limit, (r) => cursorOf(r.name, r.id));
}

export async function getHost(database: Database, context: TenantContext, id: string): Promise<z.infer<typeof Host>> {
  return database.withTenant(context, async (t) => {
    const row = await t.row(
      Row.extend({ assessment: z.string().nullable() }),
      `select x.*, (select a.id from assessment a where a.host_id = x.id order by a.assessed_at desc, a.received_at desc, a.id limit 1) as assessment
       from (${SELECT} where h.id = $1) x`,
      [id],
    );
    if (!row) throw notFound('host');
    return {
      ...shown(row),
      episodes: await episodesOf(t, { host: id }),
      ...(row.assessment === null ? {} : { assessment: row.assessment }),
    };
  });
}

const shown = (row: z.infer<typeof Row>): z.infer<typeof HostRow> => ({
  id: row.id,
  organisation: { id: row.organisation_id, name: row.organisation_name },
  name: row.name,
  addresses: row.addresses,
  axes: { patched: row.patched, compromised: row.compromised, cleaned: row.cleaned },
  firstSeen: row.first_seen.toISOString(),
  lastSeen: row.last_seen.toISOString(),
  ...(row.product === null ? {} : { product: row.product }),
  ...(row.build === null ? {} : { build: row.build }),
  ...(row.patched_at === null ? {} : { patchedSince: row.patched_at.toISOString() }),
});
