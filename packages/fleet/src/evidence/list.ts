/** Evidence as the console shows it, and receipts as the sender sees them. */
import { z } from 'zod';
import { Tlp } from '../api/common.js';
import type { EvidenceItem, EvidenceQuery, UploadReceipt } from '../api/evidence.js';
import type { Database, TenantContext } from '../database/index.js';
import { cursorOf, keyOf, paged } from '../server/paging.js';
import type { UploadLink } from './links.js';

const Row = z.object({
  id: z.string(),
  organisation_id: z.string(),
  organisation: z.string(),
  host_id: z.string().nullable(),
  host: z.string().nullable(),
  name: z.string(),
  kind: z.enum(['assessment', 'collection', 'encrypted', 'other']),
  size: z.coerce.number(),
  sha256: z.string(),
  state: z.string(),
  problem: z.string().nullable(),
  tlp: Tlp,
  received_at: z.date(),
  received_text: z.string(),
  custody: z.array(z.object({ at: z.string(), who: z.string(), what: z.string() })),
});

/** Newest first. */
export async function listEvidence(
  database: Database,
  context: TenantContext,
  query: z.infer<typeof EvidenceQuery>,
): Promise<{ items: z.infer<typeof EvidenceItem>[]; next?: string }> {
  const [at, id] = query.cursor === undefined ? [null, null] : keyOf(query.cursor, 2);
  const rows = await database.withTenant(context, (t) =>
    t.rows(
      Row,
      `select e.id, e.organisation_id, o.name as organisation, e.host_id, h.name as host, e.name, e.kind, e.size::text, e.sha256, e.state,
              e.problem, e.tlp, e.received_at, e.received_at::text as received_text, e.custody
       from evidence e join organisation o on o.id = e.organisation_id left join host h on h.id = e.host_id
       where ($1::uuid is null or e.organisation_id = $1) and ($2::uuid is null or e.host_id = $2)
         and ($3::text is null or (e.received_at, e.id::text) < ($3::timestamptz, $4))
       order by e.received_at desc, e.id::text desc limit $5`,
      [query.organisation ?? null, query.host ?? null, at ?? null, id ?? null, query.limit + 1],
    ),
  );
  const page = paged(rows, query.limit, (r) => cursorOf(r.received_text, r.id));
  return {
    ...page,
    items: page.items.map((r) => ({
      id: r.id,
      organisation: { id: r.organisation_id, name: r.organisation },
      ...(r.host_id === null ? {} : { host: { id: r.host_id, name: r.host ?? '' } }),
      name: r.name,
      kind: r.kind,
      size: r.size,
      sha256: r.sha256,
      state: r.state,
      ...(r.problem === null ? {} : { problem: r.problem }),
      tlp: r.tlp,
      received: r.received_at.toISOString(),
      custody: r.custody,
    })),
  };
}

/** What arrived whole by this link, with hashes of what was sent: the sender can compare. */
export async function receiptOf(database: Database, link: UploadLink): Promise<z.infer<typeof UploadReceipt>> {
  const rows = await database.withTenant({ authority: link.authority, role: 'system' }, (t) =>
    t.rows(
      z.object({ name: z.string(), size: z.coerce.number(), sha256: z.string(), received_at: z.date() }),
      `select u.name, e.size::text, e.sha256, e.received_at from upload u join evidence e on e.id = u.evidence_id
       where u.link_id = $1 and u.state = 'complete' order by u.created_at, u.id`,
      [link.id],
    ),
  );
  return { files: rows.map(({ received_at, ...row }) => ({ ...row, received: received_at.toISOString() })) };
}
