/** One-time links for uploads without an account: the token is shown once, only its hash is kept. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import { authorityOf, newToken, sha256 } from '../access/tokens.js';
import type { Database, Transaction } from '../database/index.js';
import { HttpError, notFound } from '../server/errors.js';
import type { RequestContext } from '../server/fleet-app.js';

export interface UploadLink {
  readonly id: string;
  readonly authority: string;
  readonly organisation: string;
  readonly host?: string;
  readonly expires: Date;
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/** Caps of one link, unless asked for otherwise. */
export const LINK_BYTES = 20_000_000_000;
export const LINK_FILES = 20;
/** Bytes of evidence that one organisation may have here. */
export const QUOTA_BYTES = 500_000_000_000;

const Scope = z.object({ maxBytes: z.number(), maxFiles: z.number() });
const LinkRow = z.object({
  id: z.string(),
  organisation_id: z.string(),
  host_id: z.string().nullable(),
  scope: Scope,
  expires_at: z.date(),
});

export interface NewUploadLink {
  readonly organisation: string;
  readonly host?: string | undefined;
  readonly days: number;
  readonly maxBytes?: number | undefined;
  readonly maxFiles?: number | undefined;
}

export async function createUploadLink(
  t: Transaction,
  who: RequestContext,
  link: NewUploadLink,
  now: number,
): Promise<{ id: string; token: string; expires: Date }> {
  const known = await t.row(
    z.object({ organisation: z.boolean(), host: z.boolean() }),
    `select exists (select from organisation where id = $1) as organisation,
            $2::uuid is null or exists (select from host where id = $2 and organisation_id = $1) as host`,
    [link.organisation, link.host ?? null],
  );
  if (known?.organisation !== true) throw notFound('organisation');
  if (!known.host) throw notFound('host');
  const token = newToken(who.authority);
  const expires = new Date(now + link.days * 86_400_000);
  const scope = {
    maxBytes: Math.min(link.maxBytes ?? LINK_BYTES, LINK_BYTES),
    maxFiles: Math.min(link.maxFiles ?? LINK_FILES, LINK_FILES),
  };
  const row = await t.row(
    z.object({ id: z.string() }),
    `insert into one_time_link (authority_id, organisation_id, host_id, purpose, token_hash, scope, created_by, created_at, expires_at)
     values ($1, $2, $3, 'upload', $4, $5, $6, $7, $8) returning id`,
    [
      who.authority,
      link.organisation,
      link.host ?? null,
      sha256(token),
      JSON.stringify(scope),
      who.account,
      new Date(now),
      expires,
    ],
  );
  const id = row?.id ?? '';
  await audit(t, who, {
    actor: who.actor,
    action: 'upload-link.create',
    objectKind: 'upload-link',
    objectId: id,
    organisation: link.organisation,
    detail: { expires: expires.toISOString(), ...scope },
  });
  return { id, token, expires };
}

export async function revokeUploadLink(t: Transaction, who: RequestContext, id: string, now: number): Promise<void> {
  const row = await t.row(
    z.object({ organisation_id: z.string() }),
    `update one_time_link set revoked_at = coalesce(revoked_at, $2) where id = $1 and purpose = 'upload' returning organisation_id`,
    [id, new Date(now)],
  );
  if (!row) throw notFound('upload link');
  await audit(t, who, {
    actor: who.actor,
    action: 'upload-link.revoke',
    objectKind: 'upload-link',
    objectId: id,
    organisation: row.organisation_id,
  });
}

/** @throws HttpError 404, the same for a token that never was, has expired, or was revoked */
export async function openUploadLink(database: Database, token: string, now: number): Promise<UploadLink> {
  const authority = authorityOf(token);
  const row =
    authority === undefined
      ? undefined
      : await database.withTenant({ authority, role: 'system' }, (t) =>
          t.row(
            LinkRow,
            `select id, organisation_id, host_id, scope, expires_at from one_time_link
             where token_hash = $1 and purpose = 'upload' and revoked_at is null and expires_at > $2`,
            [sha256(token), new Date(now)],
          ),
        );
  if (!row || authority === undefined)
    throw new HttpError(404, 'not-found', 'This link is not valid, was revoked, or has expired.');
  return {
    id: row.id,
    authority,
    organisation: row.organisation_id,
    ...(row.host_id === null ? {} : { host: row.host_id }),
    expires: row.expires_at,
    ...row.scope,
  };
}

const Used = z.object({ files: z.number(), bytes: z.coerce.number() });

/** What came, or is coming, by a link. */
export async function usedOf(t: Transaction, link: UploadLink): Promise<z.infer<typeof Used>> {
  const row = await t.row(
    Used,
    `select count(*)::int as files, coalesce(sum(size), 0)::text as bytes from upload where link_id = $1 and state <> 'refused'`,
    [link.id],
  );
  return row ?? { files: 0, bytes: 0 };
}

/** Takes a place for a file under the caps of its link and the quota of its organisation; of two at once, one after the other. */
export async function reserve(t: Transaction, link: UploadLink, id: string, name: string, size: number): Promise<void> {
  await t.run('select from one_time_link where id = $1 for update', [link.id]);
  const used = await usedOf(t, link);
  if (used.files >= link.maxFiles) throw new HttpError(403, 'no-more-files', 'No more files may be sent by this link.');
  if (used.bytes + size > link.maxBytes)
    throw new HttpError(413, 'too-large', 'That is more than may be sent by this link.');
  const held = await t.row(
    z.object({ bytes: z.coerce.number() }),
    'select coalesce(sum(size), 0)::text as bytes from evidence where organisation_id = $1',
    [link.organisation],
  );
  if ((held?.bytes ?? 0) + size > QUOTA_BYTES)
    throw new HttpError(413, 'quota', 'There is no more room for this organisation; ask those who sent you the link.');
  await t.run(
    'insert into upload (id, authority_id, organisation_id, link_id, name, size) values ($1, $2, $3, $4, $5, $6)',
    [id, link.authority, link.organisation, link.id, name, size],
  );
}
