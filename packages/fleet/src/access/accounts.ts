/** People of an authority: list, invite, change. */
import { z } from 'zod';
import type { Account, AccountChange, Invitation } from '../api/access.js';
import type { Database } from '../database/index.js';
import { badRequest, notFound } from '../server/errors.js';
import type { RequestContext } from '../server/fleet-app.js';
import { cursorOf, keyOf, paged } from '../server/paging.js';
import { audit } from './audit.js';
import { createLink } from './links.js';
import { endSessions } from './sessions.js';

const Row = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(['analyst', 'msp', 'organisation', 'reader', 'auditor']),
  organisation_id: z.string().nullable(),
  administrator: z.boolean(),
  disabled_at: z.date().nullable(),
  locked_until: z.date().nullable(),
  created_at: z.date(),
});
const COLUMNS = 'id, email, name, role, organisation_id, administrator, disabled_at, locked_until, created_at';

const shown = (row: z.infer<typeof Row>): z.infer<typeof Account> => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  administrator: row.administrator,
  disabled: row.disabled_at !== null,
  created: row.created_at.toISOString(),
  ...(row.organisation_id === null ? {} : { organisation: row.organisation_id }),
  ...(row.locked_until === null ? {} : { lockedUntil: row.locked_until.toISOString() }),
});

export async function listAccounts(
  database: Database,
  context: RequestContext,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: z.infer<typeof Account>[]; next?: string }> {
  const [after = ''] = cursor === undefined ? [] : keyOf(cursor, 1);
  const rows = await database.withTenant(context, (t) =>
    t.rows(Row, `select ${COLUMNS} from account where email > $1 order by email limit $2`, [after, limit + 1]),
  );
  return paged(rows.map(shown), limit, (r) => cursorOf(r.email));
}

export async function changeAccount(
  database: Database,
  context: RequestContext,
  id: string,
  change: z.infer<typeof AccountChange>,
  now: number,
): Promise<z.infer<typeof Account>> {
  if (id === context.account && (change.disabled === true || change.administrator === false || change.role))
    throw badRequest('Nobody takes away their own rights: ask another administrator.');
  const row = await database.withTenant(context, async (t) => {
    const changed = await t.row(
      Row,
      `update account set role = coalesce($2, role), administrator = coalesce($3, administrator), name = coalesce($4, name),
              disabled_at = case when $5::boolean then coalesce(disabled_at, $6) when not $5::boolean then null else disabled_at end
       where id = $1 returning ${COLUMNS}`,
      [
        id,
        change.role ?? null,
        change.administrator ?? null,
        change.name ?? null,
        change.disabled ?? null,
        new Date(now),
      ],
    );
    if (!changed) throw notFound('account');
    await audit(t, context, {
      actor: context.actor,
      action: 'account.change',
      objectKind: 'account',
      objectId: id,
      detail: change,
    });
    return changed;
  });
  // Sessions belong to their account: only the program itself may end those of others.
  if (change.disabled === true || change.role !== undefined || change.administrator !== undefined)
    await database.withTenant({ authority: context.authority, role: 'system' }, (t) => endSessions(t, id));
  return shown(row);
}

export async function invite(
  database: Database,
  context: RequestContext,
  invitation: z.infer<typeof Invitation>,
  now: number,
): Promise<{ token: string; expires: Date }> {
  const { role, organisation, administrator } = invitation;
  const email = invitation.email.toLowerCase();
  if ((role === 'msp' || role === 'organisation') !== (organisation !== undefined) && role !== 'reader')
    throw badRequest('Accounts of providers and organisations belong to one; analysts and auditors to none.');
  if (administrator && role !== 'analyst') throw badRequest('Administrators are analysts.');
  return database.withTenant(context, async (t) => {
    if (organisation !== undefined) {
      const owner = await t.row(z.object({ kind: z.string() }), 'select kind from organisation where id = $1', [
        organisation,
      ]);
      if (!owner) throw notFound('organisation');
      if (role === 'msp' && owner.kind !== 'msp') throw badRequest('That organisation is not a service provider.');
    }
    const link = await createLink(t, context.authority, 'invitation', { email, role, administrator }, now, {
      organisation,
      account: context.account,
    });
    await audit(t, context, {
      actor: context.actor,
      action: 'account.invite',
      objectKind: 'link',
      objectId: link.id,
      organisation,
      detail: { email, role, administrator },
    });
    return link;
  });
}
