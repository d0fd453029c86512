/** One-time links: the first administrator, invitations, the demonstration's sign-in. */
import { z } from 'zod';
import type { Database, Transaction } from '../database/index.js';
import { HttpError } from '../server/errors.js';
import { authorityOf, newToken, sha256 } from './tokens.js';

/** ms */
const LIFE = { 'first-administrator': 7 * 86_400_000, invitation: 7 * 86_400_000 } as const;

const Scope = z.object({
  email: z.string().optional(),
  role: z.enum(['analyst', 'msp', 'organisation', 'reader', 'auditor']).optional(),
  administrator: z.boolean().optional(),
  /** The link signs this account in, and asks nothing: only for demonstrations. */
  signIn: z.string().optional(),
});
export type LinkScope = z.infer<typeof Scope>;

const LinkRow = z.object({
  id: z.string(),
  purpose: z.enum(['first-administrator', 'invitation']),
  organisation_id: z.string().nullable(),
  scope: Scope,
});
export type Link = z.infer<typeof LinkRow> & { readonly authority: string; readonly tokenHash: string };

/** The path of the page that takes the token; behind `#`, so that it stands in no log of a server. */
export const setupPath = (token: string): string => `/setup#${token}`;

export async function createLink(
  t: Transaction,
  authority: string,
  purpose: 'first-administrator' | 'invitation',
  scope: LinkScope,
  now: number,
  by: { organisation?: string | undefined; account?: string } = {},
): Promise<{ token: string; id: string; expires: Date }> {
  const token = newToken(authority);
  const expires = new Date(now + LIFE[purpose]);
  const row = await t.row(
    z.object({ id: z.string() }),
    `insert into one_time_link (authority_id, organisation_id, purpose, token_hash, scope, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [
      authority,
      by.organisation ?? null,
      purpose,
      sha256(token),
      JSON.stringify(scope),
      by.account ?? null,
      new Date(now),
      expires,
    ],
  );
  return { token, id: row?.id ?? '', expires };
}

/** @param use marks it used; of two who use it at once one gets it. @throws HttpError 404 for every token that is no good */
export async function openLink(
  database: Database,
  token: string,
  now: number,
  use?: (t: Transaction, link: Link) => Promise<void>,
): Promise<Link> {
  const gone = (): HttpError => new HttpError(404, 'not-found', 'This link is not valid, was used, or has expired.');
  const authority = authorityOf(token);
  if (authority === undefined) throw gone();
  const tokenHash = sha256(token);
  return database.withTenant({ authority, role: 'system' }, async (t) => {
    const row = await t.row(
      LinkRow,
      `select id, purpose, organisation_id, scope from one_time_link
       where token_hash = $1 and purpose in ('first-administrator', 'invitation') and used_at is null and revoked_at is null and expires_at > $2
       for update`,
      [tokenHash, new Date(now)],
    );
    if (!row) throw gone();
    const link = { ...row, authority, tokenHash };
    if (use) {
      await t.run('update one_time_link set used_at = $2 where id = $1', [row.id, new Date(now)]);
      await use(t, link);
    }
    return link;
  });
}

/**
 * The link of the first administrator, while nobody can sign in; one given earlier is worth nothing from then on.
 * @returns undefined once there is an account
 */
export async function firstAdministratorLink(
  database: Database,
  authority: string,
  now: number,
): Promise<string | undefined> {
  return database.withTenant({ authority, role: 'system' }, async (t) => {
    const known = await t.row(z.object({ id: z.string() }), 'select id from account limit 1');
    if (known) return undefined;
    await t.run(
      "update one_time_link set revoked_at = $1 where purpose = 'first-administrator' and used_at is null and revoked_at is null",
      [new Date(now)],
    );
    const scope: LinkScope = { role: 'analyst', administrator: true };
    return (await createLink(t, authority, 'first-administrator', scope, now)).token;
  });
}
