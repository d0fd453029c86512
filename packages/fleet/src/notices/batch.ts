/** Batches: made as drafts with every text fixed, approved by a second person, then started. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { audit } from '../access/audit.js';
import type { Transaction } from '../database/index.js';
import { clean } from '../intake/storable.js';
import { HttpError, notFound } from '../server/errors.js';
import type { RequestContext } from '../server/fleet-app.js';
import { bodyOf, CODE, type Letter, OPT_OUT, subjectOf, together } from './compose.js';
import { readContacts, readOrganisations } from './facts.js';
import { type Draft, planNotices, type Unreachable } from './plan.js';
import { hashOfCode, type NoticeSecrets } from './secrets.js';
import { NOTICE_KINDS, type NoticeKind, TEMPLATE_VERSION } from './templates/index.js';

export interface NoticeSetting {
  readonly publicUrl: string;
  /** Address that notices come from; its domain stands in their Message-ID. */
  readonly sender: string;
  readonly secrets: NoticeSecrets;
  readonly now: Date;
}

export interface Plan {
  readonly kind: NoticeKind;
  readonly authorityName: string;
  readonly drafts: readonly Draft[];
  readonly unreachable: readonly Unreachable[];
}

/** Rows of one batch to one address: what goes out as one message. */
export interface Message {
  readonly channel: string;
  readonly address: string;
  readonly subject: string;
  readonly body: string;
  readonly language: string;
  readonly organisations: readonly string[];
}

const Name = z.object({ name: z.string() });
const CHUNK = 500;
/** More rows than any register has; a filter that takes in more is a mistake. */
const MAX_NOTICES = 200_000;

export async function planBatch(
  t: Transaction,
  authority: string,
  template: string,
  /** Undefined: all. */
  only?: readonly string[],
): Promise<Plan> {
  const kind = NOTICE_KINDS.find((k) => k === template);
  if (kind === undefined)
    throw new HttpError(400, 'invalid', `template: there is none named so; there are ${NOTICE_KINDS.join(', ')}`);
  const authorityName = (await t.row(Name, 'select name from authority where id = $1', [authority]))?.name ?? '';
  const organisations = await readOrganisations(t, authority, kind, only);
  const contacts = await readContacts(t, organisations);
  return { kind, authorityName, ...planNotices(organisations, contacts) };
}

/** The messages of a plan, without codes and links of opting out: what a person looks at. */
export function messagesOf(plan: Plan, setting: Pick<NoticeSetting, 'publicUrl'>): Message[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of plan.drafts) {
    const key = `${draft.channel}\n${draft.address}`;
    const group = groups.get(key);
    if (group) group.push(draft);
    else groups.set(key, [draft]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const letter = letterOf(plan, first, setting);
    return [
      {
        channel: first.channel,
        address: first.address,
        language: first.language,
        subject: subjectOf(letter),
        body: together(
          group.map((d) => bodyOf(letter, d.about)),
          first.language,
        )
          .replaceAll(CODE, 'XXXX-XXXX-XXXX')
          .replaceAll(OPT_OUT, `${setting.publicUrl}/notice/opt-out#…`),
        organisations: [...new Set(group.flatMap((d) => d.about.map((a) => a.organisation)))],
      },
    ];
  });
}

function letterOf(plan: Plan, draft: Draft, setting: Pick<NoticeSetting, 'publicUrl'>): Letter {
  return {
    kind: plan.kind,
    language: draft.language,
    from: plan.authorityName,
    verifyUrl: `${setting.publicUrl}/verify`,
    keyUrl: `${setting.publicUrl}/api/v1/notice/key`,
  };
}

/** Stores a draft with the very texts that an approver sees and that go out. */
export async function createBatch(
  t: Transaction,
  who: RequestContext,
  plan: Plan,
  batch: { readonly name: string; readonly rate: number },
  setting: NoticeSetting,
): Promise<string> {
  if (plan.drafts.length === 0)
    throw new HttpError(409, 'nobody', 'There is nobody to write to: no facts of this kind, or no contact.');
  if (plan.drafts.length > MAX_NOTICES)
    throw new HttpError(409, 'too-many', 'Too many notices for one batch; narrow the filter.');
  const row = await t.row(
    z.object({ id: z.string() }),
    `insert into notice_batch (authority_id, name, template, template_version, created_by, rate) values ($1, $2, $3, $4, $5, $6) returning id`,
    [who.authority, clean(batch.name), plan.kind, TEMPLATE_VERSION, who.account, batch.rate],
  );
  const id = row?.id ?? '';
  const domain = setting.sender.replace(/^.*@/, '').replace(/[^A-Za-z0-9.-]/g, '') || 'localhost';
  for (let at = 0; at < plan.drafts.length; at += CHUNK) {
    const rows = plan.drafts.slice(at, at + CHUNK).map((draft) => {
      const letter = letterOf(plan, draft, setting);
      return {
        organisation: draft.organisation,
        contact: draft.contact,
        channel: draft.channel,
        address: clean(draft.address),
        language: draft.language,
        subject: subjectOf(letter),
        body: bodyOf(letter, draft.about),
        message_id: `<${randomUUID()}@${domain}>`,
        hash: hashOfCode(setting.secrets.code(id, draft.channel, clean(draft.address))),
      };
    });
    await t.run(
      `insert into notice (authority_id, organisation_id, batch_id, contact_id, channel, address, language, subject, body, message_id,
                           verification_hash, queued_at)
       select $1, x.organisation, $2, x.contact, x.channel, x.address, x.language, x.subject, x.body, x.message_id, x.hash, $4
       from jsonb_to_recordset($3) as x(organisation uuid, contact uuid, channel text, address text, language text, subject text, body text,
                                        message_id text, hash text)`,
      [who.authority, id, JSON.stringify(rows), setting.now],
    );
  }
  await audit(t, who, {
    actor: who.actor,
    action: 'notices.create',
    objectKind: 'notice-batch',
    objectId: id,
    detail: {
      template: plan.kind,
      version: TEMPLATE_VERSION,
      notices: plan.drafts.length,
      unreachable: plan.unreachable.length,
    },
  });
  return id;
}

/** What each may become, and from what. A draft never starts: it must be approved, by another than who made it (the database refuses). */
const MOVES = {
  approve: { from: ['draft'], to: 'approved' },
  start: { from: ['approved', 'paused'], to: 'sending' },
  pause: { from: ['sending'], to: 'paused' },
} as const;

export async function moveBatch(
  t: Transaction,
  who: RequestContext,
  id: string,
  move: keyof typeof MOVES,
): Promise<void> {
  const { from, to } = MOVES[move];
  const batch = await t.row(
    z.object({ state: z.string(), created_by: z.string().nullable() }),
    'select state, created_by from notice_batch where id = $1 for update',
    [id],
  );
  if (!batch) throw notFound('batch');
  if (!from.some((state) => state === batch.state))
    throw new HttpError(
      409,
      'state',
      `The batch is ${batch.state}; only one that is ${from.join(' or ')} can be changed so.`,
    );
  if (move === 'approve' && batch.created_by === who.account)
    throw new HttpError(409, 'second-person', 'A second person must approve what you made.');
  await t.run(
    `update notice_batch set state = $2, approved_by = case when $3 then $4::uuid else approved_by end where id = $1`,
    [id, to, move === 'approve', who.account],
  );
  await audit(t, who, { actor: who.actor, action: `notices.${move}`, objectKind: 'notice-batch', objectId: id });
}

/** Organisations of a batch that have not answered: no reply noted and no assessment since; or that no message reached. */
export async function organisationsToFollow(
  t: Transaction,
  batch: string,
  what: { readonly kind: 'silent'; readonly before: Date } | { readonly kind: 'not-reached' },
): Promise<string[]> {
  const Id = z.object({ id: z.string() });
  const rows =
    what.kind === 'silent'
      ? await t.rows(
          Id,
          `select distinct o.id from notice n join organisation o on o.id = n.organisation_id or o.parent_id = n.organisation_id
           where n.batch_id = $1 and n.state = 'sent' and n.sent_at < $2
             and not exists (select from notice x where x.batch_id = n.batch_id and x.organisation_id = n.organisation_id
                             and x.answered_at is not null)
             and not exists (select from assessment a where a.organisation_id = o.id and a.received_at > n.sent_at)`,
          [batch, what.before],
        )
      : await t.rows(
          Id,
          `select organisation_id as id from notice where batch_id = $1 group by organisation_id
           having bool_and(state in ('bounced', 'failed', 'opted-out'))`,
          [batch],
        );
  return rows.map((r) => r.id);
}
