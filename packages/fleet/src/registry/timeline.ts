/** What happened in the case of an organisation, newest first: from all records, in one order. */
import { z } from 'zod';
import { CaseEvent } from '../api/registry.js';
import type { Database, TenantContext } from '../database/index.js';
import { notFound } from '../server/errors.js';
import { cursorOf, keyOf, paged } from '../server/paging.js';

const Row = z.object({
  at: z.date(),
  key: z.string(),
  kind: CaseEvent.shape.kind,
  text: z.string(),
  host_id: z.string().nullable(),
  host_name: z.string().nullable(),
  object: z.string().nullable(),
});

/** Scans repeat themselves: a source's observations of one day and kind are one happening. */
const EVENTS = `
  select max(observed_at) as at, 'o' || max(id)::text as key, 'observation' as kind,
         source || ': ' || kind || case when count(*) > 1 then ', ' || count(*) || ' observations' else ', ' || max(host(address)) end as text,
         case when count(distinct host_id) = 1 then (array_agg(host_id))[1] end as host_id, null::text as object
    from observation where organisation_id = $1 group by source, kind, observed_at::date
  union all select sent_at, 'n' || id, 'notice', 'Notice sent: ' || subject, null, batch_id::text from notice where organisation_id = $1 and sent_at is not null
  union all select answered_at, 'w' || id, 'answer', 'Answered: ' || subject, null, batch_id::text from notice where organisation_id = $1 and answered_at is not null
  union all select received_at, 'v' || id, 'evidence', 'Evidence received: ' || name, host_id, id::text from evidence where organisation_id = $1 and kind <> 'assessment'
  union all select assessed_at, 'a' || id, 'assessment', 'Assessed: ' || level || coalesce(' (' || certainty || ')', '') || '; patched ' || patched || ', cleaned ' || cleaned, host_id, id::text
    from assessment where organisation_id = $1
  union all select opened_at, 'p' || id, 'episode', case when number = 1 then 'Case opened' else 'Case opened again (' || cause || ')' end, host_id, id::text from episode where organisation_id = $1
  union all select closed_at, 'q' || id, 'episode', case when verified_at is null then 'Case closed: cleaned, and then entered again' else 'Case closed: verified clean' end, host_id, id::text from episode where organisation_id = $1 and closed_at is not null
  union all select created_at, 't' || id, 'task', 'Task proposed: ' || title, host_id, id::text from task where organisation_id = $1
  union all select done_at, 'd' || id, 'task', 'Task done: ' || title, host_id, id::text from task where organisation_id = $1 and done_at is not null
  union all select at, 'c' || id, 'change', action || ' by ' || actor, null, object_id from audit where organisation_id = $1 and action in ('organisation.change', 'contact.create')`;

export async function organisationTimeline(
  database: Database,
  context: TenantContext,
  organisation: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: z.infer<typeof CaseEvent>[]; next?: string }> {
  const [at, key] = cursor === undefined ? [null, null] : keyOf(cursor, 2);
  const rows = await database.withTenant(context, async (t) => {
    if (!(await t.row(z.object({}), 'select from organisation where id = $1', [organisation])))
      throw notFound('organisation');
    return t.rows(
      Row,
      `select e.*, h.name as host_name from (select date_trunc('milliseconds', x.at) as at, key, kind, text, host_id, object from (${EVENTS}) x) e
       left join host h on h.id = e.host_id
       where $2::timestamptz is null or (e.at, e.key) < ($2, $3) order by e.at desc, e.key desc limit $4`,
      [organisation, at !== null && !Number.isNaN(Date.parse(at ?? '')) ? (at ?? null) : null, key ?? null, limit + 1],
    );
  });
  const page = paged(rows, limit, (r) => cursorOf(r.at.toISOString(), r.key));
  return {
    ...page,
    items: page.items.map((row) => ({
      at: row.at.toISOString(),
      kind: row.kind,
      text: row.text,
      ...(row.host_id === null || row.host_name === null ? {} : { host: { id: row.host_id, name: row.host_name } }),
      ...(row.object === null ? {} : { object: row.object }),
    })),
  };
}
