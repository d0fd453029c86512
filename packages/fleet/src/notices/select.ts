/** Which organisations a filter of the console means. */
import { z } from 'zod';
import type { OrganisationFilter } from '../api/registry.js';
import { DAY, organisationState } from '../board/state.js';
import type { Transaction } from '../database/index.js';
import { likeLiteral } from '../server/paging.js';

/** @returns undefined: all */
export async function selectOrganisations(
  t: Transaction,
  filter: z.infer<typeof OrganisationFilter>,
  now: Date,
): Promise<string[] | undefined> {
  if (Object.values(filter).every((value) => value === undefined)) return undefined;
  const rows = await t.rows(
    z.object({ id: z.string() }),
    `select g.id from organisation g join (${organisationState('null')}) s on s.id = g.id
     where ($1::text is null or g.name ilike $1
         or exists (select from organisation_domain d where d.organisation_id = g.id and d.domain ilike $1)
         or exists (select from host h where h.organisation_id = g.id and h.name ilike $1))
       and ($2::text is null or g.sector = $2) and ($3::text is null or g.country = $3) and ($4::uuid is null or g.parent_id = $4)
       and ($5::text is null or s.stage = $5) and ($6::text is null or s.patched = $6) and ($7::text is null or s.compromised = $7)
       and ($8::text is null or s.cleaned = $8) and ($9::timestamptz is null or s.silent_since <= $9)`,
    [
      filter.q === undefined ? null : `%${likeLiteral(filter.q.trim())}%`,
      filter.sector ?? null,
      filter.country?.toUpperCase() ?? null,
      filter.provider ?? null,
      filter.stage ?? null,
      filter.patched ?? null,
      filter.compromised ?? null,
      filter.cleaned ?? null,
      filter.silent === undefined ? null : new Date(now.getTime() - filter.silent * DAY),
    ],
  );
  return rows.map((r) => r.id);
}
