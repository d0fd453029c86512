/** Signing in: password, then one-time password. A wrong answer tells nothing, and enough of them lock for a while. */
import { z } from 'zod';
import type { Database, Transaction } from '../database/index.js';
import { HttpError } from '../server/errors.js';
import type { FleetServices } from '../server/fleet-app.js';
import { audit } from './audit.js';
import { checkNobodysPassword, isPassword } from './passwords.js';
import { unseal } from './seal.js';
import { createSession, type Session } from './sessions.js';
import { acceptedStep } from './totp.js';

/** Wrong answers in a row before an account is locked; then each further one doubles the time. */
export const FAILURES = 5;
const FIRST_LOCK = 30_000;
const LONGEST_LOCK = 15 * 60_000;

const refused = (): HttpError =>
  new HttpError(401, 'refused', 'That is not right, or there were too many attempts; wait a while and try again.');

const AccountRow = z.object({
  id: z.string(),
  email: z.string(),
  password: z.string().nullable(),
  totp: z.string().nullable(),
  totp_step: z.string().transform(Number),
  failed_attempts: z.number(),
  locked_until: z.date().nullable(),
});
type AccountRow = z.infer<typeof AccountRow>;
const COLUMNS = 'id, email, password, totp, totp_step::text, failed_attempts, locked_until';

export async function authorities(database: Database): Promise<string[]> {
  const rows = await database.asOwner((t) =>
    t.rows(z.object({ id: z.string() }), 'select id from authority order by created_at, id'),
  );
  return rows.map((r) => r.id);
}

/** Password right: a session that is good for nothing but the second factor. @throws HttpError 401 */
export async function logIn(
  { database, clock }: FleetServices,
  email: string,
  password: string,
): Promise<{ token: string; next: 'totp' | 'done' }> {
  const address = email.trim().toLowerCase();
  let known = false;
  for (const authority of await authorities(database)) {
    const account = await database.withTenant({ authority, role: 'system' }, (t) =>
      t.row(AccountRow, `select ${COLUMNS} from account where email = $1 and disabled_at is null`, [address]),
    );
    if (!account) continue;
    const locked = isLocked(account, clock());
    const right =
      account.password === null ? await checkNobodysPassword(password) : await isPassword(password, account.password);
    const result = await database.withTenant({ authority, role: 'system' }, async (t) => {
      if (!right || locked) {
        if (!locked) await countFailure(t, authority, account.id, clock());
        return undefined;
      }
      const next = account.totp === null ? ('done' as const) : ('totp' as const);
      const token = await createSession(
        t,
        { authority, account: account.id },
        next === 'done' ? 'full' : 'password',
        clock(),
      );
      if (next === 'done') await succeeded(t, authority, account);
      return { token, next };
    });
    if (result) return result;
    known = true;
  }
  if (!known) await checkNobodysPassword(password);
  throw refused();
}

/** The second factor: the half session becomes a new, full one. @throws HttpError 401 */
export async function secondFactor(
  { database, clock, installationKey }: FleetServices,
  session: Session,
  code: string,
): Promise<string> {
  const { authority } = session;
  const token = await database.withTenant({ authority, role: 'system' }, async (t) => {
    // Locked, so that of two requests with one code only one counts.
    const account = await t.row(AccountRow, `select ${COLUMNS} from account where id = $1 for update`, [
      session.account_id,
    ]);
    if (!account?.totp || isLocked(account, clock())) return undefined;
    const secret = unseal(installationKey, account.id, account.totp);
    const step = await acceptedStep(secret, code, account.totp_step, clock());
    if (step === undefined) {
      await countFailure(t, authority, account.id, clock());
      return undefined;
    }
    await t.run('update account set totp_step = $2 where id = $1', [account.id, step]);
    await t.run('delete from session where token_hash = $1', [session.tokenHash]);
    await succeeded(t, authority, account);
    return createSession(t, { authority, account: account.id }, 'full', clock());
  });
  if (token === undefined) throw refused();
  return token;
}

function isLocked(account: AccountRow, now: number): boolean {
  return account.locked_until !== null && account.locked_until.getTime() > now;
}

async function countFailure(t: Transaction, authority: string, account: string, now: number): Promise<void> {
  const row = await t.row(
    z.object({ failed_attempts: z.number(), email: z.string() }),
    'update account set failed_attempts = failed_attempts + 1 where id = $1 returning failed_attempts, email',
    [account],
  );
  const over = (row?.failed_attempts ?? 0) - FAILURES;
  if (!row || over < 0) return;
  const until = new Date(now + Math.min(LONGEST_LOCK, FIRST_LOCK * 2 ** Math.min(over, 10)));
  await t.run('update account set locked_until = $2 where id = $1', [account, until]);
  await t.run("delete from session where account_id = $1 and level = 'password'", [account]);
  await audit(
    t,
    { authority, account },
    {
      actor: row.email,
      action: 'account.locked',
      objectKind: 'account',
      objectId: account,
      detail: { attempts: row.failed_attempts, until: until.toISOString() },
    },
  );
}

async function succeeded(t: Transaction, authority: string, account: AccountRow): Promise<void> {
  await t.run('update account set failed_attempts = 0, locked_until = null where id = $1', [account.id]);
  await audit(
    t,
    { authority, account: account.id },
    {
      actor: account.email,
      action: 'account.sign-in',
      objectKind: 'account',
      objectId: account.id,
    },
  );
}
