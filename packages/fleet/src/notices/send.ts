/**
 * Sending a batch so that nothing goes out twice, whenever the process dies:
 * 1. the rows of one message are marked `sending`, committed; 2. the message is given to the mail server; 3. `sent` is committed.
 * Who dies between 1 and 3 leaves rows in `sending`: nobody can tell whether the server took the message, so they become `unknown`, are
 * listed for a person, and are not sent again. Each message keeps the Message-ID that was fixed before the first attempt.
 */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import type { Database, TenantContext, Transaction } from '../database/index.js';
import { CODE, OPT_OUT, together } from './compose.js';
import { isMailbox } from './harmless.js';
import type { NoticeSecrets } from './secrets.js';
import type { Mailer } from './smtp.js';
import { languageOf } from './templates/index.js';

export interface SendOptions {
  readonly database: Database;
  readonly mailer: Mailer;
  readonly secrets: NoticeSecrets;
  readonly publicUrl: string;
  readonly sender: string;
  readonly clock: () => number;
  /** ms. */
  readonly wait: (time: number) => Promise<void>;
  /** Ends after so many ms at the latest, between two messages: the run holds a transaction open. */
  readonly longest: number;
  readonly signal?: AbortSignal;
}

export interface SendResult {
  /** `busy`: another process is at this batch. `done`: nothing is left to send. `more`: go on later. */
  readonly state: 'busy' | 'done' | 'more' | 'stopped';
  readonly sent: number;
  /** Left by a process that died. */
  readonly orphans: number;
  /** ms until something can be tried again. */
  readonly again?: number;
}

const MAX_ATTEMPTS = 6;
/** ms; doubled with each attempt. */
const RETRY = 60_000;
/** So many connections that fail one after another end the run: the mail server is down. */
const MAX_FAILURES = 5;
/** Messages that are looked up at once. */
const AT_ONCE = 200;
/** ms. */
const SLICE = 5_000;

const Row = z.object({
  id: z.string(),
  contact_id: z.string(),
  address: z.string(),
  language: z.string(),
  subject: z.string(),
  body: z.string(),
  message_id: z.string(),
});
type NoticeRow = z.infer<typeof Row>;

export async function sendBatch(authority: string, batch: string, options: SendOptions): Promise<SendResult> {
  const context: TenantContext = { authority, role: 'system' };
  const { database } = options;
  // The lock lives as long as this transaction; it goes with the process, however that ends.
  return database.withTenant(context, async (lock) => {
    const free = await lock.row(
      z.object({ free: z.boolean() }),
      "select pg_try_advisory_xact_lock(hashtext('notices'), hashtext($1)) as free",
      [batch],
    );
    if (!free?.free) return { state: 'busy', sent: 0, orphans: 0 };
    const orphans = await database.withTenant(context, (t) => listOrphans(t, authority, batch));
    return { orphans, ...(await sendAll(authority, batch, options)) };
  });
}

/** With the lock held, whatever is `sending` was left behind. */
async function listOrphans(t: Transaction, authority: string, batch: string): Promise<number> {
  const rows = await t.rows(
    z.object({ id: z.string(), organisation_id: z.string() }),
    `update notice set state = 'unknown', problem = 'the sending process ended before the mail server''s answer was recorded'
     where batch_id = $1 and state = 'sending' returning id, organisation_id`,
    [batch],
  );
  if (rows.length > 0)
    await audit(
      t,
      { authority },
      {
        actor: 'job notices',
        action: 'notices.unknown',
        objectKind: 'notice-batch',
        objectId: batch,
        detail: { notices: rows.map((r) => r.id).slice(0, 100), count: rows.length },
      },
    );
  return rows.length;
}

async function sendAll(authority: string, batch: string, options: SendOptions): Promise<Omit<SendResult, 'orphans'>> {
  const context: TenantContext = { authority, role: 'system' };
  const { database, clock } = options;
  const end = clock() + options.longest;
  let sent = 0;
  let failures = 0;
  let due: Due[] = [];
  // Nobody else sends of this batch: from here on the time of the last message is known without asking.
  let last = await database.withTenant(context, (t) => lastSending(t, batch));
  while (clock() < end && options.signal?.aborted !== true) {
    if (due.length === 0) due = await database.withTenant(context, (t) => nextMessages(t, batch));
    const [next] = due;
    if (!next) {
      await database.withTenant(context, (t) => finish(t, authority, batch));
      return { state: 'done', sent };
    }
    const head = await database.withTenant(context, (t) => headOf(t, batch));
    if (head?.state !== 'sending') return { state: 'stopped', sent };
    const time = Math.max(next.due, last + 60_000 / head.rate) - clock();
    if (time >= 1) {
      if (time > end - clock()) return { state: 'more', sent, again: time };
      // In slices: a batch that is paused meanwhile stops soon.
      await options.wait(Math.min(time, SLICE));
      continue;
    }
    due = due.slice(1);
    const rows = await database.withTenant(context, (t) => take(t, next, clock()));
    const [first] = rows;
    if (!first) continue;
    last = clock();
    const outcome = await options.mailer.send(mailOf(first, rows, authority, batch, options));
    await database.withTenant(context, (t) => record(t, rows, outcome, clock()));
    if (outcome.kind === 'sent') sent += 1;
    failures = outcome.kind === 'sent' || outcome.kind === 'refused' ? 0 : failures + 1;
    if (failures >= MAX_FAILURES) return { state: 'more', sent, again: RETRY };
  }
  return { state: 'more', sent };
}

/** Rows of one message. */
interface Due {
  readonly address: string;
  readonly ids: readonly string[];
  /** ms since 1970. */
  readonly due: number;
}

async function nextMessages(t: Transaction, batch: string): Promise<Due[]> {
  const rows = await t.rows(
    z.object({ address: z.string(), ids: z.array(z.string()), due: z.date() }),
    `select address, array_agg(id) as ids, max(coalesce(sending_at + make_interval(secs => $2 * power(2, attempts - 1)), queued_at)) as due
     from notice where batch_id = $1 and channel = 'email' and state = 'queued' group by address order by max(attempts), address limit $3`,
    [batch, RETRY / 1000, AT_ONCE],
  );
  return rows.map((r) => ({ address: r.address, ids: r.ids, due: r.due.getTime() }));
}

async function lastSending(t: Transaction, batch: string): Promise<number> {
  const row = await t.row(
    z.object({ last: z.date().nullable() }),
    'select max(sending_at) as last from notice where batch_id = $1',
    [batch],
  );
  return row?.last?.getTime() ?? 0;
}

function headOf(t: Transaction, batch: string): Promise<{ state: string; rate: number } | undefined> {
  return t.row(
    z.object({ state: z.string(), rate: z.number() }),
    'select state, rate from notice_batch where id = $1',
    [batch],
  );
}

/** The rows of a message, marked as being sent; none where the address is no good or wants nothing. */
async function take(t: Transaction, next: Due, now: number): Promise<NoticeRow[]> {
  const ids = [...next.ids];
  const optedOut = await t.run(
    `update notice set state = 'opted-out' where id = any($1::uuid[]) and state = 'queued'
       and exists (select from contact c where c.authority_id = notice.authority_id and c.channel = 'email' and lower(c.address) = $2
                   and c.opted_out_at is not null)`,
    [ids, next.address],
  );
  if (optedOut > 0) return [];
  if (!isMailbox(next.address)) {
    await t.run(
      "update notice set state = 'failed', problem = 'the address is not one mailbox' where id = any($1::uuid[]) and state = 'queued'",
      [ids],
    );
    return [];
  }
  const rows = await t.rows(
    Row,
    `update notice set state = 'sending', sending_at = $2, attempts = attempts + 1 where id = any($1::uuid[]) and state = 'queued'
     returning id, contact_id, address, language, subject, body, message_id`,
    [ids, new Date(now)],
  );
  return rows.sort((a, b) => (a.message_id < b.message_id ? -1 : 1));
}

function mailOf(
  first: NoticeRow,
  rows: readonly NoticeRow[],
  authority: string,
  batch: string,
  options: SendOptions,
): Parameters<Mailer['send']>[0] {
  const token = options.secrets.optOutToken(authority, first.contact_id);
  return {
    messageId: first.message_id,
    from: options.sender,
    to: first.address,
    subject: first.subject,
    language: first.language,
    text: options.secrets.signed(
      messageText(rows, batch, `${options.publicUrl}/notice/opt-out#${token}`, options.secrets),
    ),
    headers: {
      // RFC 8058: one click in the mail program, by POST, so that scanners that follow links opt nobody out.
      'List-Unsubscribe': `<${options.publicUrl}/api/v1/notice/opt-out?token=${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}

export function messageText(
  rows: readonly {
    readonly body: string;
    readonly language: string;
    readonly address: string;
    readonly channel?: string;
  }[],
  batch: string,
  optOut: string,
  secrets: NoticeSecrets,
): string {
  const [first] = rows;
  if (!first) return '';
  return together(
    rows.map((r) => r.body),
    languageOf(first.language),
  )
    .replaceAll(CODE, secrets.code(batch, first.channel ?? 'email', first.address))
    .replaceAll(OPT_OUT, optOut);
}

async function record(
  t: Transaction,
  rows: readonly NoticeRow[],
  outcome: Awaited<ReturnType<Mailer['send']>>,
  now: number,
): Promise<void> {
  const ids = rows.map((r) => r.id);
  // `unknown` too: another process may have given us up; the server's word is better.
  if (outcome.kind === 'sent')
    await t.run(
      "update notice set state = 'sent', sent_at = $2, problem = null where id = any($1::uuid[]) and state in ('sending', 'unknown')",
      [ids, new Date(now)],
    );
  else
    await t.run(
      `update notice set problem = $2, state = case when $3 = 'unknown' then 'unknown' when $3 = 'refused' or attempts >= $4 then 'failed'
                                                    else 'queued' end
       where id = any($1::uuid[]) and state in ('sending', 'unknown')`,
      [ids, outcome.problem, outcome.kind, MAX_ATTEMPTS],
    );
}

async function finish(t: Transaction, authority: string, batch: string): Promise<void> {
  const changed = await t.run("update notice_batch set state = 'done' where id = $1 and state = 'sending'", [batch]);
  if (changed > 0)
    await audit(
      t,
      { authority },
      { actor: 'job notices', action: 'notices.done', objectKind: 'notice-batch', objectId: batch },
    );
}
