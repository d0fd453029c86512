/** Whom to tell at an organisation. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import { Contact, type NewContact } from '../api/registry.js';
import type { Database, TenantContext } from '../database/index.js';
import { notFound } from '../server/errors.js';
import type { RequestContext } from '../server/fleet-app.js';

const Row = Contact.pick({
  id: true,
  name: true,
  role: true,
  channel: true,
  address: true,
  language: true,
  source: true,
}).extend({
  verified_at: z.date().nullable(),
  opted_out_at: z.date().nullable(),
  bounced_at: z.date().nullable(),
});
const COLUMNS = 'id, name, role, channel, address, language, source, verified_at, opted_out_at, bounced_at';

function shown({ verified_at, opted_out_at, bounced_at, ...row }: z.infer<typeof Row>): z.infer<typeof Contact> {
  return {
    ...row,
    ...(verified_at === null ? {} : { verified: verified_at.toISOString() }),
    ...(opted_out_at === null ? {} : { optedOut: opted_out_at.toISOString() }),
    ...(bounced_at === null ? {} : { bounced: bounced_at.toISOString() }),
  };
}

export async function listContacts(
  database: Database,
  context: TenantContext,
  organisation: string,
): Promise<{ items: z.infer<typeof Contact>[] }> {
  return database.withTenant(context, async (t) => {
    if (!(await t.row(z.object({}), 'select from organisation where id = $1', [organisation])))
      throw notFound('organisation');
    const rows = await t.rows(
      Row,
      `select ${COLUMNS} from contact where organisation_id = $1 order by channel, address, id limit 1000`,
      [organisation],
    );
    return { items: rows.map(shown) };
  });
}

export async function addContact(
  database: Database,
  context: RequestContext,
  organisation: string,
  contact: z.infer<typeof NewContact>,
): Promise<z.infer<typeof Contact>> {
  return database.withTenant(context, async (t) => {
    if (!(await t.row(z.object({}), 'select from organisation where id = $1', [organisation])))
      throw notFound('organisation');
    const row = await t.row(
      Row,
      `insert into contact (authority_id, organisation_id, name, role, channel, address, language, source)
       values ($1, $2, $3, $4, $5, $6, $7, 'manual') returning ${COLUMNS}`,
      [
        context.authority,
        organisation,
        contact.name,
        contact.role,
        contact.channel,
        contact.address,
        contact.language ?? 'en',
      ],
    );
    if (!row) throw notFound('organisation');
    await audit(t, context, {
      actor: context.actor,
      action: 'contact.create',
      objectKind: 'contact',
      objectId: row.id,
      organisation,
      detail: { channel: contact.channel, role: contact.role },
    });
    return shown(row);
  });
}
