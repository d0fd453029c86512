/** New indicators against everything that is held already: a list that comes late still finds who came early. */
import { z } from 'zod';
import type { HuntAnswer } from '../api/observations.js';
import type { Transaction } from '../database/index.js';
import { likeLiteral } from '../server/paging.js';

const Row = z.object({
  indicator: z.string(),
  where: z.string(),
  kind: z.string(),
  host_id: z.string().nullable(),
  host: z.string().nullable(),
  organisation_id: z.string().nullable(),
  organisation: z.string().nullable(),
  at: z.date().nullable(),
});
/** Hits of one answer. */
const MOST = 5000;
/** Texts of assessments are large: so many indicators are looked for in them at once. */
const DEEP = 10;

export async function hunt(
  t: Transaction,
  authority: string,
  indicators: readonly string[],
  deep: boolean,
): Promise<z.infer<typeof HuntAnswer>> {
  const values = [...new Set(indicators.map((one) => one.trim().toLowerCase()).filter((one) => one.length >= 3))];
  const rows = await t.rows(
    Row,
    `with hit as (
       select r.value as indicator, 'trait' as "where", r.kind, r.host_id, r.organisation_id, min(r.at) as at
       from trait r where r.authority_id = $1 and r.kind <> 'activity' and r.value = any($2) group by 1, 2, 3, 4, 5
       union all
       select seen.value, 'observation', o.kind, o.host_id, o.organisation_id, min(o.observed_at)
       from observation o cross join lateral (values (host(o.address)), (lower(o.hostname)), (lower(o.url))) seen(value)
       where o.authority_id = $1 and seen.value = any($2) group by 1, 2, 3, 4, 5)
     select hit.*, h.name as host, g.name as organisation from hit left join host h on h.id = hit.host_id
     left join organisation g on g.id = hit.organisation_id order by hit.indicator, hit.at nulls last limit ${MOST + 1}`,
    [authority, values],
  );
  const patterns = deep
    ? values.slice(0, DEEP).map((value) => `%${likeLiteral(JSON.stringify(value).slice(1, -1))}%`)
    : [];
  if (patterns.length > 0)
    rows.push(
      ...(await t.rows(
        Row,
        `select p.value as indicator, 'document' as "where", 'assessment' as kind, a.host_id, h.name as host, a.organisation_id, g.name as organisation, a.assessed_at as at
         from assessment a join unnest($2::text[], $3::text[]) p(value, pattern) on a.document::text ilike p.pattern
         join host h on h.id = a.host_id join organisation g on g.id = a.organisation_id
         where a.authority_id = $1 order by 1, 8 limit ${MOST + 1}`,
        [authority, values.slice(0, DEEP), patterns],
      )),
    );
  const shown = rows.slice(0, MOST);
  const reasons = [
    rows.length > MOST ? `only the first ${MOST} hits are shown` : undefined,
    deep && values.length > DEEP
      ? `texts of assessments were searched for the first ${DEEP} indicators only`
      : undefined,
  ].filter((reason) => reason !== undefined);
  return {
    items: shown.map((row) => ({
      indicator: row.indicator,
      where: row.where,
      kind: row.kind,
      ...(row.host_id === null || row.host === null ? {} : { host: { id: row.host_id, name: row.host } }),
      ...(row.organisation_id === null || row.organisation === null
        ? {}
        : { organisation: { id: row.organisation_id, name: row.organisation } }),
      ...(row.at === null ? {} : { at: row.at.toISOString() }),
    })),
    hosts: new Set(shown.flatMap((row) => row.host_id ?? [])).size,
    organisations: new Set(shown.flatMap((row) => row.organisation_id ?? [])).size,
    ...(reasons.length === 0 ? {} : { partial: reasons.join('; ') }),
  };
}
