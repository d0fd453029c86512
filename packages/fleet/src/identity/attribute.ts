/** Whose address is it? Observations are given to organisations by what the register knows, and each says why. */
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { RegisterIndex } from './register-index.js';

/** What a person decided begins so in `attributed_by`, and no job changes it. */
export const MANUAL = 'manual';

export interface AttributeOptions {
  /** Look at everything again, not only at what belongs to nobody yet: the register changed. */
  readonly again?: boolean;
}

const BATCH = 5000;
const Named = z.object({ organisation_id: z.string(), value: z.string(), source: z.string() });
const HostRow = z.object({
  id: z.string(),
  organisation_id: z.string(),
  name: z.string(),
  addresses: z.array(z.string()),
});
const Observed = z.object({
  id: z.string(),
  address: z.string(),
  hostname: z.string().nullable(),
  organisation_id: z.string().nullable(),
  attributed_by: z.string().nullable(),
  host_id: z.string().nullable(),
});

/**
 * A known host's address first, then the longest domain that the host name ends with, then the narrowest network. Returns how many
 * observations changed. The register is matched here, not in SQL: row-level security keeps the database from using the index of
 * networks, whose operators are not leakproof.
 */
export async function attribute(t: Transaction, authority: string, options: AttributeOptions = {}): Promise<number> {
  const register = await loadRegister(t, authority);
  let changed = 0;
  let last = '0';
  for (;;) {
    const rows = await t.rows(
      Observed,
      `select id::text, host(address) as address, hostname, organisation_id, attributed_by, host_id from observation
       where authority_id = $1 and id > $2::bigint and (organisation_id is null or $3) and coalesce(attributed_by, '') not like '${MANUAL}%'
       order by observation.id limit ${BATCH}`,
      [authority, last, options.again ?? false],
    );
    const updates = rows.flatMap((row) => {
      const found = register.find(row.address, row.hostname ?? undefined);
      const update = {
        id: row.id,
        organisation: found?.organisation ?? null,
        reason: found?.reason ?? null,
        host: found?.host ?? null,
      };
      const same =
        update.organisation === row.organisation_id &&
        update.reason === row.attributed_by &&
        update.host === row.host_id;
      return same ? [] : [update];
    });
    if (updates.length > 0)
      changed += await t.run(
        `update observation o set organisation_id = x.organisation, attributed_by = x.reason, host_id = x.host
         from jsonb_to_recordset($1) as x(id bigint, organisation uuid, reason text, host uuid) where o.id = x.id`,
        [JSON.stringify(updates)],
      );
    const end = rows.at(-1);
    if (end === undefined || rows.length < BATCH) return changed;
    last = end.id;
  }
}

export async function loadRegister(t: Transaction, authority: string): Promise<RegisterIndex> {
  const register = new RegisterIndex();
  for (const row of await t.rows(
    Named,
    'select organisation_id, domain as value, source from organisation_domain where authority_id = $1',
    [authority],
  ))
    register.addDomain(row.value, { organisation: row.organisation_id, source: row.source });
  for (const row of await t.rows(
    Named,
    'select organisation_id, network::text as value, source from organisation_network where authority_id = $1',
    [authority],
  ))
    register.addNetwork(row.value, { organisation: row.organisation_id, source: row.source });
  for (const row of await t.rows(
    HostRow,
    `select id, organisation_id, name, array(select host(a) from unnest(addresses) a) as addresses from host where authority_id = $1`,
    [authority],
  ))
    register.addHost({ id: row.id, organisation: row.organisation_id, name: row.name, addresses: row.addresses });
  return register;
}
