/** A new organisation, made by hand. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import type { NewOrganisation } from '../api/registry.js';
import type { Database } from '../database/index.js';
import { HttpError } from '../server/errors.js';
import type { RequestContext } from '../server/fleet-app.js';

/** A provider's new organisations are its customers. @returns its id */
export async function createOrganisation(
  database: Database,
  context: RequestContext,
  given: z.infer<typeof NewOrganisation>,
): Promise<string> {
  const parent = context.role === 'msp' ? context.organisation : given.provider;
  return database.withTenant(context, async (t) => {
    const row = await t.row(
      z.object({ id: z.string() }),
      `insert into organisation (authority_id, external_key, name, kind, sector, size, country, parent_id)
       select $1, $2, $3, $4, $5, $6, $7, $8 where $8::uuid is null or exists (select from organisation where id = $8 and kind = 'msp') returning id`,
      [
        context.authority,
        given.externalKey ?? null,
        given.name,
        given.kind,
        given.sector ?? null,
        given.size ?? null,
        given.country?.toUpperCase() ?? null,
        parent ?? null,
      ],
    );
    if (!row) throw new HttpError(409, 'conflict', 'There is no such service provider.');
    const { id } = row;
    await t.run(
      "insert into organisation_domain (authority_id, organisation_id, domain, source) select $1, $2, lower(d), 'manual' from unnest($3::text[]) d on conflict do nothing",
      [context.authority, id, given.domains],
    );
    await t.run(
      "insert into organisation_network (authority_id, organisation_id, network, source) select $1, $2, network(n::inet), 'manual' from unnest($3::text[]) n on conflict do nothing",
      [context.authority, id, given.networks],
    );
    await audit(t, context, {
      actor: context.actor,
      action: 'organisation.create',
      objectKind: 'organisation',
      objectId: id,
      organisation: id,
      detail: { name: given.name },
    });
    return id;
  });
}
