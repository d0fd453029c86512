/**
 * Answers of the public check page, made in the background: whether something is known never shows in the request. The answer is a notice
 * text to the contacts of record, at most one a day and organisation. It is recorded before it is sent: after a crash it is not sent again.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { audit } from '../access/audit.js';
import type { Database, Transaction } from '../database/index.js';
import { bodyOf, CODE, type Letter, OPT_OUT, subjectOf as titleOf, together } from '../notices/compose.js';
import { readContacts, readOrganisations } from '../notices/facts.js';
import { type Draft, planNotices } from '../notices/plan.js';
import { noticeSecrets } from '../notices/secrets.js';
import { type Mailer, openMailer } from '../notices/smtp.js';
import type { NoticeKind } from '../notices/templates/index.js';
import { senderOf } from '../notices/work.js';
import type { FleetServices } from '../server/fleet-app.js';
import { parentDomains, subjectOf } from './lookup.js';

export const CHECK_QUEUE = 'check';
/** ms: one answer in this time to one organisation, however often somebody asks. */
export const QUIET = 86_400_000;
/** The graver first: an answer tells of one matter. */
const KINDS: readonly NoticeKind[] = ['web-shell', 'compromised', 'vulnerable'];

const Data = z.object({ subject: z.string() });
const Id = z.object({ id: z.string() });

export async function workOnChecks(services: FleetServices): Promise<void> {
  const { smtp } = services.settings;
  if (smtp === undefined) return;
  await services.jobs.work(CHECK_QUEUE, async (data) => {
    const mailer = openMailer(smtp);
    try {
      await answerCheck(services, Data.parse(data).subject, mailer);
    } finally {
      mailer.close();
    }
  });
}

/** @returns number of messages that were sent */
export async function answerCheck(services: FleetServices, text: string, mailer: Mailer): Promise<number> {
  const subject = subjectOf(text);
  if (!subject) return 0;
  const authorities = await services.database.asOwner((t) =>
    t.rows(z.object({ id: z.string(), name: z.string() }), 'select id, name from authority order by id'),
  );
  let sent = 0;
  for (const authority of authorities) {
    const context = { authority: authority.id, role: 'system' } as const;
    const mails = await services.database.withTenant(context, async (t) => {
      const organisations = await owners(t, subject);
      return (await Promise.all(organisations.map((id) => prepare(t, services, authority, id)))).flat();
    });
    for (const mail of mails) {
      const outcome = await mailer.send(mail);
      if (outcome.kind === 'sent') sent += 1;
    }
  }
  return sent;
}

async function owners(t: Transaction, subject: NonNullable<ReturnType<typeof subjectOf>>): Promise<string[]> {
  const rows =
    subject.kind === 'domain'
      ? await t.rows(
          Id,
          `select organisation_id as id from organisation_domain where domain = any($1::text[])
           union select organisation_id from host where name = $2`,
          [parentDomains(subject.value), subject.value],
        )
      : await t.rows(
          Id,
          `select organisation_id as id from host where addresses @> array[$1::inet]
           union select organisation_id from organisation_network where network >>= $1::inet
           union select organisation_id from observation where address = $1::inet and organisation_id is not null`,
          [subject.value],
        );
  return rows.map((r) => r.id);
}

type Mails = Parameters<Mailer['send']>[0][];

/** The mails to the contacts of record; recorded in the transaction that comes before sending. */
async function prepare(
  t: Transaction,
  services: FleetServices,
  authority: { id: string; name: string },
  organisation: string,
): Promise<Mails> {
  // Two questions at once: the second waits here, and then finds the record of the first.
  await t.run("select pg_advisory_xact_lock(hashtext('check'), hashtext($1))", [organisation]);
  const now = services.clock();
  const recent = await t.row(
    Id,
    "select id::text from audit where authority_id = $1 and organisation_id = $2 and action = 'check.answer' and at > $3 limit 1",
    [authority.id, organisation, new Date(now - QUIET)],
  );
  if (recent) return [];
  for (const kind of KINDS) {
    const organisations = await readOrganisations(t, authority.id, kind, [organisation]);
    const { drafts } = planNotices(organisations, await readContacts(t, organisations));
    const own = drafts.filter((d) => d.organisation === organisation && d.channel === 'email');
    if (own.length === 0) continue;
    const mails = own.map((draft) => mailOf(services, authority, kind, draft));
    await audit(
      t,
      { authority: authority.id },
      {
        actor: 'check page',
        action: 'check.answer',
        objectKind: 'organisation',
        objectId: organisation,
        organisation,
        detail: { kind, messages: mails.map((m) => m.messageId) },
      },
    );
    return mails;
  }
  return [];
}

function mailOf(
  services: FleetServices,
  authority: { id: string; name: string },
  kind: NoticeKind,
  draft: Draft,
): Mails[number] {
  const { settings } = services;
  const secrets = noticeSecrets(services.installationKey);
  const sender = senderOf(settings);
  const id = randomUUID();
  const letter: Letter = {
    kind,
    language: draft.language,
    from: authority.name,
    verifyUrl: `${settings.publicUrl}/verify`,
    keyUrl: `${settings.publicUrl}/api/v1/notice/key`,
    asked: true,
  };
  const token = secrets.optOutToken(authority.id, draft.contact);
  const text = together([bodyOf(letter, draft.about)], draft.language)
    .replaceAll(CODE, secrets.code(`check ${id}`, 'email', draft.address))
    .replaceAll(OPT_OUT, `${settings.publicUrl}/notice/opt-out#${token}`);
  return {
    messageId: `<${id}@${sender.replace(/^.*@/, '').replace(/[^A-Za-z0-9.-]/g, '') || 'localhost'}>`,
    from: sender,
    to: draft.address,
    subject: titleOf(letter),
    language: draft.language,
    text: secrets.signed(text),
  };
}

/** What is recorded for one address, for who asks from that very address. */
export async function knownOfAddress(
  database: Database,
  address: string,
): Promise<{ kind: string; observed: string; source: string }[]> {
  const authorities = await database.asOwner((t) => t.rows(Id, 'select id from authority order by id'));
  const found: { kind: string; observed: string; source: string }[] = [];
  for (const { id } of authorities)
    found.push(
      ...(await database.withTenant({ authority: id, role: 'system' }, (t) =>
        t.rows(
          z
            .object({ kind: z.string(), observed: z.date(), source: z.string() })
            .transform((r) => ({ ...r, observed: r.observed.toISOString() })),
          'select kind, observed_at as observed, source from observation where address = $1::inet order by observed_at desc limit 20',
          [address],
        ),
      )),
    );
  return found;
}
