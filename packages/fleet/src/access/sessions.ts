/** Sessions: a random token in a cookie, its hash in the database; they end when idle, and at the latest after half a day. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Database, Transaction } from '../database/index.js';
import { authorityOf, csrfOf, newToken, sha256 } from './tokens.js';

/** ms */
export const SESSION_LIFE = 12 * 3_600_000;
export const SESSION_IDLE = 3_600_000;
/** Between password and second factor. */
export const HALF_LIFE = 10 * 60_000;
/** The time of last use is written at most this often. */
const TOUCH = 60_000;

const SessionRow = z.object({
  account_id: z.string(),
  organisation_id: z.string().nullable(),
  email: z.string(),
  name: z.string(),
  role: z.enum(['analyst', 'msp', 'organisation', 'reader', 'auditor']),
  administrator: z.boolean(),
  level: z.enum(['password', 'full']),
  last_seen: z.date(),
  expires_at: z.date(),
});
export type Session = z.infer<typeof SessionRow> & { readonly authority: string; readonly tokenHash: string };

export async function createSession(
  t: Transaction,
  who: { readonly authority: string; readonly account: string },
  level: 'password' | 'full',
  now: number,
): Promise<string> {
  const token = newToken(who.authority);
  const life = level === 'full' ? SESSION_LIFE : HALF_LIFE;
  await t.run(
    `insert into session (token_hash, authority_id, account_id, csrf_hash, level, created_at, expires_at, last_seen)
     values ($1, $2, $3, $4, $5, $6, $7, $6)`,
    [sha256(token), who.authority, who.account, sha256(csrfOf(token)), level, new Date(now), new Date(now + life)],
  );
  return token;
}

/** The session of a token, when it is alive and its account may sign in. */
export async function sessionOf(
  database: Database,
  token: string | undefined,
  now: number,
): Promise<Session | undefined> {
  const authority = token === undefined ? undefined : authorityOf(token);
  if (token === undefined || authority === undefined) return undefined;
  const tokenHash = sha256(token);
  return database.withTenant({ authority, role: 'system' }, async (t) => {
    const row = await t.row(
      SessionRow,
      `select s.account_id, a.organisation_id, a.email, a.name, a.role, a.administrator, s.level, s.last_seen, s.expires_at
       from session s join account a on a.id = s.account_id where s.token_hash = $1 and a.disabled_at is null`,
      [tokenHash],
    );
    if (!row || row.expires_at.getTime() <= now || row.last_seen.getTime() + SESSION_IDLE <= now) return undefined;
    if (now - row.last_seen.getTime() > TOUCH)
      await t.run('update session set last_seen = $2 where token_hash = $1', [tokenHash, new Date(now)]);
    return { ...row, authority, tokenHash };
  });
}

/** Ends the sessions of an account, but the one given. */
export async function endSessions(t: Transaction, account: string, but = ''): Promise<void> {
  await t.run('delete from session where account_id = $1 and token_hash <> $2', [account, but]);
}

export interface CookieOptions {
  readonly secure: boolean;
}

/** With https the prefix makes browsers insist on Secure, Path=/ and no Domain. */
export const cookieName = ({ secure }: CookieOptions): string => (secure ? '__Host-allclear' : 'allclear');

export function setSessionCookie(reply: FastifyReply, token: string, options: CookieOptions): void {
  void reply.setCookie(cookieName(options), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: options.secure,
  });
}

export function clearSessionCookie(reply: FastifyReply, options: CookieOptions): void {
  void reply.clearCookie(cookieName(options), {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: options.secure,
  });
}

export function tokenOf(request: FastifyRequest, options: CookieOptions): string | undefined {
  return request.cookies[cookieName(options)];
}
