/** What happens to notices after they went out: bounces, answers, opt-outs, decisions on unknown ones, letters. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import type { Database, Transaction } from '../database/index.js';
import { HttpError, notFound } from '../server/errors.js';
import type { RequestContext } from '../server/fleet-app.js';
import { parseBounce } from './bounce.js';
import { hashOfCode, type NoticeSecrets } from './secrets.js';
import { messageText } from './send.js';

const NoticeKey = z.object({
  id: z.string(),
  batch_id: z.string(),
  address: z.string(),
  channel: z.string(),
  organisation_id: z.string(),
});

/** @returns number of notices that are marked as bounced now; delayed ones and those of others' messages are none */
export async function takeBounce(t: Transaction, who: RequestContext, raw: string): Promise<number> {
  const bounce = parseBounce(raw);
  if (!bounce) throw new HttpError(400, 'invalid', 'That is no report of failed delivery (RFC 3464).');
  const failed = bounce.recipients.find((r) => r.action === 'failed' && !r.status.startsWith('4'));
  if (!failed || bounce.messageIds.length === 0) return 0;
  const notice = await t.row(
    NoticeKey,
    "select id, batch_id, address, channel, organisation_id from notice where message_id = any($1::text[]) and state in ('sending', 'sent', 'unknown')",
    [[...bounce.messageIds]],
  );
  if (!notice) return 0;
  const problem = `came back: ${failed.status} ${failed.diagnostic}`.trim().replaceAll('\0', '');
  const rows = await t.run(
    `update notice set state = 'bounced', problem = $3 where batch_id = $1 and channel = 'email' and address = $2 and state in ('sending', 'sent', 'unknown')`,
    [notice.batch_id, notice.address, problem],
  );
  await t.run(
    "update contact set bounced_at = now() where authority_id = $1 and channel = 'email' and lower(address) = $2 and bounced_at is null",
    [who.authority, notice.address],
  );
  await audit(t, who, {
    actor: who.actor,
    action: 'notice.bounced',
    objectKind: 'notice',
    objectId: notice.id,
    organisation: notice.organisation_id,
    detail: { status: failed.status },
  });
  return rows;
}

export async function noteAnswer(t: Transaction, who: RequestContext, id: string, now: Date): Promise<void> {
  const notice = await noticeOf(t, id);
  await t.run(
    `update notice set answered_at = coalesce(answered_at, $3) where batch_id = $1 and address = $2 and channel = $4`,
    [notice.batch_id, notice.address, now, notice.channel],
  );
  await audit(t, who, {
    actor: who.actor,
    action: 'notice.answered',
    objectKind: 'notice',
    objectId: id,
    organisation: notice.organisation_id,
  });
}

/** A person looked into the mail server's log: it went out, or it did not and may go out again. */
export async function settleUnknown(
  t: Transaction,
  who: RequestContext,
  id: string,
  as: 'sent' | 'queued',
  reason: string,
): Promise<void> {
  const notice = await noticeOf(t, id);
  const changed = await t.run(
    `update notice set state = $4, problem = $5, sent_at = case when $4 = 'sent' then sending_at end
     where batch_id = $1 and address = $2 and channel = $3 and state = 'unknown'`,
    [notice.batch_id, notice.address, notice.channel, as, reason],
  );
  if (changed === 0) throw new HttpError(409, 'state', 'Only a notice whose fate is unknown can be settled.');
  if (as === 'queued')
    await t.run("update notice_batch set state = 'paused' where id = $1 and state = 'done'", [notice.batch_id]);
  await audit(t, who, {
    actor: who.actor,
    action: 'notice.settle',
    objectKind: 'notice',
    objectId: id,
    organisation: notice.organisation_id,
    detail: { as, reason },
  });
}

async function noticeOf(t: Transaction, id: string): Promise<z.infer<typeof NoticeKey>> {
  const notice = await t.row(
    NoticeKey,
    'select id, batch_id, address, channel, organisation_id from notice where id = $1',
    [id],
  );
  if (!notice) throw notFound('notice');
  return notice;
}

/** Every contact of that address: who wants no more messages wants none through another organisation's entry either. */
export async function optOut(database: Database, secrets: NoticeSecrets, token: string, now: Date): Promise<boolean> {
  const read = secrets.readOptOut(token);
  if (!read) return false;
  const { authority, contact } = read;
  return database.withTenant({ authority, role: 'system' }, async (t) => {
    const rows = await t.rows(
      z.object({ id: z.string(), organisation_id: z.string() }),
      `update contact set opted_out_at = coalesce(opted_out_at, $2)
       where channel = 'email' and lower(address) = (select lower(address) from contact where id = $1) returning id, organisation_id`,
      [contact, now],
    );
    for (const row of rows)
      await audit(
        t,
        { authority },
        {
          actor: 'recipient',
          action: 'contact.opt-out',
          objectKind: 'contact',
          objectId: row.id,
          organisation: row.organisation_id,
        },
      );
    return rows.length > 0;
  });
}

/** Is this the code of a notice that went out? Asks every authority of the installation, whether or not it was found before: equal work. */
export async function verifyCode(
  database: Database,
  code: string,
): Promise<{ genuine: boolean; authority: string; sentOn?: string }> {
  const hash = hashOfCode(code);
  const authorities = await database.asOwner((t) =>
    t.rows(z.object({ id: z.string(), name: z.string() }), 'select id, name from authority order by id'),
  );
  let found: { genuine: boolean; authority: string; sentOn?: string } = { genuine: false, authority: '' };
  for (const authority of authorities) {
    const row = await database.withTenant({ authority: authority.id, role: 'system' }, (t) =>
      t.row(
        z.object({ at: z.date().nullable() }),
        `select max(coalesce(sent_at, sending_at, queued_at)) as at from notice where verification_hash = $1 and state in ('sending', 'sent', 'bounced', 'unknown')`,
        [hash],
      ),
    );
    if (row?.at) found = { genuine: true, authority: authority.name, sentOn: row.at.toISOString().slice(0, 10) };
  }
  return found;
}

/** Letters of a batch, to be printed: CSV with a header (RFC 4180). */
export async function lettersCsv(t: Transaction, batch: string, secrets: NoticeSecrets): Promise<string> {
  const rows = await t.rows(
    z.object({
      address: z.string(),
      language: z.string(),
      subject: z.string(),
      body: z.string(),
      message_id: z.string(),
    }),
    "select address, language, subject, body, message_id from notice where batch_id = $1 and channel = 'postal' and state = 'queued' order by address, message_id",
    [batch],
  );
  const groups = new Map<string, typeof rows>();
  for (const row of rows) groups.set(row.address, [...(groups.get(row.address) ?? []), row]);
  const lines = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const text = messageText(
      group.map((r) => ({ ...r, channel: 'postal' })),
      batch,
      '-',
      secrets,
    );
    return [[first.message_id, first.address, first.language, first.subject, text].map(cell).join(',')];
  });
  return `${['reference,address,language,subject,text', ...lines].join('\r\n')}\r\n`;
}

export async function lettersSent(t: Transaction, who: RequestContext, id: string, now: Date): Promise<number> {
  const batch = await t.row(z.object({ state: z.string() }), 'select state from notice_batch where id = $1', [id]);
  if (!batch) throw notFound('batch');
  if (batch.state === 'draft') throw new HttpError(409, 'state', 'A second person must approve the batch first.');
  const count = await t.run(
    "update notice set state = 'sent', sent_at = $2 where batch_id = $1 and channel = 'postal' and state = 'queued'",
    [id, now],
  );
  await audit(t, who, {
    actor: who.actor,
    action: 'notices.letters-sent',
    objectKind: 'notice-batch',
    objectId: id,
    detail: { count },
  });
  return count;
}

/** Spreadsheets take a cell that begins like a formula for one. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}
