/** Batches and their notices, as the console shows them. */
import { z } from 'zod';
import type { Notice, NoticeBatch, NoticePreview, NoticeQuery } from '../api/notices.js';
import type { Database, TenantContext, Transaction, Value } from '../database/index.js';
import { notFound } from '../server/errors.js';
import { cursorOf, keyOf, paged } from '../server/paging.js';
import { CODE, OPT_OUT, together } from './compose.js';
import { languageOf } from './templates/index.js';

const BatchRow = z.object({
  id: z.string(),
  name: z.string(),
  template: z.string(),
  template_version: z.string(),
  state: z.enum(['draft', 'approved', 'sending', 'paused', 'done']),
  rate: z.number(),
  created_by: z.string().nullable(),
  created_name: z.string().nullable(),
  approved_by: z.string().nullable(),
  approved_name: z.string().nullable(),
  created_at: z.date(),
  created_text: z.string(),
  counts: z.record(z.string(), z.number()),
});
const BATCH = `select b.id, b.name, b.template, b.template_version, b.state, b.rate, b.created_by, c.email as created_name, b.approved_by,
    a.email as approved_name, b.created_at, b.created_at::text as created_text,
    (select coalesce(jsonb_object_agg(state, count), '{}') from (select state, count(*)::int from notice n where n.batch_id = b.id group by state) x) as counts
  from notice_batch b left join account c on c.id = b.created_by left join account a on a.id = b.approved_by`;

export async function batchOf(
  database: Database,
  context: TenantContext,
  id: string,
): Promise<z.infer<typeof NoticeBatch>> {
  const row = await database.withTenant(context, (t) => t.row(BatchRow, `${BATCH} where b.id = $1`, [id]));
  if (!row) throw notFound('batch');
  return shown(row);
}

/** Newest first. */
export async function listBatches(
  database: Database,
  context: TenantContext,
  query: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: z.infer<typeof NoticeBatch>[]; next?: string }> {
  const [at, id] = query.cursor === undefined ? [null, null] : keyOf(query.cursor, 2);
  const rows = await database.withTenant(context, (t) =>
    t.rows(
      BatchRow,
      `${BATCH} where ($1::text is null or (b.created_at, b.id::text) < ($1::timestamptz, $2)) order by b.created_at desc, b.id::text desc limit $3`,
      [at ?? null, id ?? null, query.limit + 1],
    ),
  );
  const page = paged(rows, query.limit, (r) => cursorOf(r.created_text, r.id));
  return { ...page, items: page.items.map(shown) };
}

const NoticeRow = z.object({
  id: z.string(),
  organisation_id: z.string(),
  organisation: z.string(),
  channel: z.string(),
  address: z.string(),
  language: z.string(),
  subject: z.string(),
  state: z.enum(['queued', 'sending', 'sent', 'bounced', 'failed', 'opted-out', 'unknown']),
  problem: z.string().nullable(),
  sent_at: z.date().nullable(),
  answered_at: z.date().nullable(),
});

export async function listNotices(
  database: Database,
  context: TenantContext,
  batch: string,
  query: z.infer<typeof NoticeQuery>,
): Promise<{ items: z.infer<typeof Notice>[]; next?: string }> {
  const [address, id] = query.cursor === undefined ? [null, null] : keyOf(query.cursor, 2);
  const values: Value[] = [batch, query.state ?? null, address ?? null, id ?? null, query.limit + 1];
  const read = (t: Transaction) =>
    t.rows(
      NoticeRow,
      `select n.id, n.organisation_id, o.name as organisation, n.channel, n.address, n.language, n.subject, n.state, n.problem, n.sent_at, n.answered_at
       from notice n join organisation o on o.id = n.organisation_id
       where n.batch_id = $1 and ($2::text is null or n.state = $2) and ($3::text is null or (n.address, n.id::text) > ($3, $4))
       order by n.address, n.id::text limit $5`,
      values,
    );
  const rows = await database.withTenant(context, read);
  const page = paged(rows, query.limit, (r) => cursorOf(r.address, r.id));
  return {
    ...page,
    items: page.items.map((r) => ({
      id: r.id,
      organisation: { id: r.organisation_id, name: r.organisation },
      channel: r.channel,
      address: r.address,
      language: r.language,
      subject: r.subject,
      state: r.state,
      ...(r.problem === null ? {} : { problem: r.problem }),
      ...(r.sent_at === null ? {} : { sent: r.sent_at.toISOString() }),
      ...(r.answered_at === null ? {} : { answered: r.answered_at.toISOString() }),
    })),
  };
}

const SAMPLES = 20;
const SampleRow = z.object({
  organisation_id: z.string(),
  organisation: z.string(),
  channel: z.string(),
  address: z.string(),
  language: z.string(),
  subject: z.string(),
  body: z.string(),
});

/** What a batch holds, for who approves it: the very texts that go out, but for the code and the link of opting out. */
export async function previewOf(
  database: Database,
  context: TenantContext,
  batch: string,
  publicUrl: string,
): Promise<z.infer<typeof NoticePreview>> {
  return database.withTenant(context, async (t) => {
    const head = await t.row(
      z.object({ unreachable: z.number() }),
      `select coalesce((select (detail ->> 'unreachable')::int from audit where object_id = b.id::text and action = 'notices.create' limit 1), 0)
         as unreachable from notice_batch b where b.id = $1`,
      [batch],
    );
    if (!head) throw notFound('batch');
    const counts = await t.rows(
      z.object({ channel: z.string(), language: z.string(), messages: z.number() }),
      'select channel, language, count(distinct address)::int as messages from notice where batch_id = $1 group by 1, 2',
      [batch],
    );
    const organisations = await t.row(
      z.object({ count: z.number() }),
      'select count(distinct organisation_id)::int as count from notice where batch_id = $1',
      [batch],
    );
    const rows = await t.rows(
      SampleRow,
      `select n.organisation_id, o.name as organisation, n.channel, n.address, n.language, n.subject, n.body
       from notice n join organisation o on o.id = n.organisation_id
       where n.batch_id = $1 and (n.channel, n.address) in (select channel, address from notice where batch_id = $1 group by 1, 2
                                                            order by count(*) desc, 2 limit $2)
       order by n.address, n.message_id limit 1000`,
      [batch, SAMPLES],
    );
    const groups = new Map<string, z.infer<typeof SampleRow>[]>();
    for (const row of rows)
      groups.set(`${row.channel} ${row.address}`, [...(groups.get(`${row.channel} ${row.address}`) ?? []), row]);
    const sum = (key: (c: (typeof counts)[number]) => string): Record<string, number> => {
      const sums: Record<string, number> = {};
      for (const c of counts) sums[key(c)] = (sums[key(c)] ?? 0) + c.messages;
      return sums;
    };
    return {
      messages: counts.reduce((total, c) => total + c.messages, 0),
      organisations: organisations?.count ?? 0,
      byChannel: sum((c) => c.channel),
      byLanguage: sum((c) => c.language),
      unreachable: [],
      unreachableTotal: head.unreachable,
      samples: [...groups.values()].flatMap((group) => {
        const [first] = group;
        if (!first) return [];
        const body = together(
          group.map((g) => g.body),
          languageOf(first.language),
        );
        return [
          {
            organisation: { id: first.organisation_id, name: first.organisation },
            address: first.address,
            language: first.language,
            subject: first.subject,
            body: body.replaceAll(CODE, 'XXXX-XXXX-XXXX').replaceAll(OPT_OUT, `${publicUrl}/notice/opt-out#…`),
          },
        ];
      }),
    };
  });
}

function shown(row: z.infer<typeof BatchRow>): z.infer<typeof NoticeBatch> {
  return {
    id: row.id,
    name: row.name,
    template: row.template,
    templateVersion: row.template_version,
    state: row.state,
    rate: row.rate,
    ...(row.created_by === null ? {} : { createdBy: { id: row.created_by, name: row.created_name ?? '' } }),
    ...(row.approved_by === null ? {} : { approvedBy: { id: row.approved_by, name: row.approved_name ?? '' } }),
    created: row.created_at.toISOString(),
    counts: row.counts,
  };
}
