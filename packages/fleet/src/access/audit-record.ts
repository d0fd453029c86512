/** Reading the audit record, and checking that its chain is whole. */
import { z } from 'zod';
import type { AuditEntry, AuditQuery, AuditVerification } from '../api/access.js';
import type { Database, TenantContext } from '../database/index.js';
import { cursorOf, keyOf, paged } from '../server/paging.js';

const Row = z.object({
  id: z.string(),
  at: z.date(),
  actor: z.string(),
  action: z.string(),
  object_kind: z.string(),
  object_id: z.string(),
  organisation_id: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
});

/** Newest first. */
export async function listAudit(
  database: Database,
  context: TenantContext,
  query: z.infer<typeof AuditQuery>,
): Promise<{ items: z.infer<typeof AuditEntry>[]; next?: string }> {
  const [before] = query.cursor === undefined ? [] : keyOf(query.cursor, 1);
  const rows = await database.withTenant(context, (t) =>
    t.rows(
      Row,
      `select id::text, at, actor, action, object_kind, object_id, organisation_id, detail, hash from audit
       where ($1::text is null or id < $1::bigint) and ($2::uuid is null or organisation_id = $2)
         and ($3::text is null or action = $3) and ($4::text is null or object_id = $4)
       order by id desc limit $5`,
      [
        before !== undefined && /^\d{1,18}$/.test(before) ? before : null,
        query.organisation ?? null,
        query.action ?? null,
        query.object ?? null,
        query.limit + 1,
      ],
    ),
  );
  const items = rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    ...(row.organisation_id === null ? {} : { organisation: row.organisation_id }),
    detail: row.detail,
    hash: row.hash,
  }));
  return paged(items, query.limit, (r) => cursorOf(r.id));
}

/** Every hash is computed anew from its row and the hash before. Whoever keeps `lastHash` elsewhere also notices a cut-off end. */
export async function verifyAudit(
  database: Database,
  context: TenantContext,
): Promise<z.infer<typeof AuditVerification>> {
  const row = await database.withTenant(context, (t) =>
    t.row(
      z.object({ rows: z.string(), broken: z.string().nullable(), last: z.string().nullable() }),
      `with chain as (
         select id, hash, previous, coalesce(lag(hash) over (order by id), repeat('0', 64)) as expected,
                encode(sha256(convert_to(previous || '|' || extract(epoch from at)::text || '|' || coalesce(organisation_id::text, '') || '|' ||
                  actor || '|' || action || '|' || object_kind || '|' || object_id || '|' || detail::text, 'UTF8')), 'hex') as computed
         from audit where authority_id = $1)
       select count(*)::text as rows, (min(id) filter (where hash <> computed or previous <> expected))::text as broken,
              (array_agg(hash order by id desc))[1] as last
       from chain`,
      [context.authority],
    ),
  );
  const broken = row?.broken ?? undefined;
  return {
    intact: broken === undefined,
    rows: Number(row?.rows ?? 0),
    ...(broken === undefined ? {} : { firstBroken: broken }),
    ...(row?.last ? { lastHash: row.last } : {}),
  };
}
