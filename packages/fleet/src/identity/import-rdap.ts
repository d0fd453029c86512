/** Answers of registries into the register: networks and contacts of organisations, marked as what they are. */
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import type { RdapRecord } from './rdap.js';

const Id = z.object({ id: z.string() });

export interface RdapImport {
  networks: number;
  contacts: number;
  unmatched: number;
}

/** The organisation that was named; else whose domain it is, or that of its contacts; else whose very name the holder has. */
export async function importRdap(
  t: Transaction,
  authority: string,
  records: readonly RdapRecord[],
  organisation: string | undefined,
): Promise<RdapImport> {
  const result: RdapImport = { networks: 0, contacts: 0, unmatched: 0 };
  for (const record of records) {
    const owner = organisation ?? (await ownerOf(t, authority, record));
    if (owner === undefined) {
      result.unmatched++;
      continue;
    }
    for (const network of record.networks)
      result.networks += await t.run(
        `insert into organisation_network (authority_id, organisation_id, network, source)
         values ($1, $2, network(set_masklen($3::inet, $4)), 'rdap') on conflict do nothing`,
        [authority, owner, network.split('/')[0] ?? '', Number(network.split('/')[1])],
      );
    for (const { role, name, email } of record.contacts)
      result.contacts += await t.run(
        `insert into contact (authority_id, organisation_id, name, role, channel, address, source)
         values ($1, $2, $3, $4, 'email', $5, 'rdap') on conflict do nothing`,
        [authority, owner, name, role, email],
      );
  }
  return result;
}

async function ownerOf(t: Transaction, authority: string, record: RdapRecord): Promise<string | undefined> {
  const domains = [
    ...record.domains,
    // An abuse desk is often the provider's; who is named for the network itself is its holder.
    ...record.contacts.filter(({ role }) => role !== 'abuse').map(({ email }) => email.slice(email.indexOf('@') + 1)),
  ];
  const byDomain = await t.rows(
    Id,
    'select distinct organisation_id as id from organisation_domain where authority_id = $1 and domain = any($2) limit 2',
    [authority, domains],
  );
  if (byDomain.length > 0) return byDomain.length === 1 ? byDomain[0]?.id : undefined;
  if (record.holder === undefined) return undefined;
  const byName = await t.rows(
    Id,
    'select id from organisation where authority_id = $1 and lower(name) = lower($2) limit 2',
    [authority, record.holder],
  );
  return byName.length === 1 ? byName[0]?.id : undefined;
}
