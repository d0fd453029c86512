/** Episodes: the stays of intruders, newest first. */
import { z } from 'zod';
import type { Episode } from '../api/registry.js';
import type { Transaction } from '../database/index.js';

const Row = z.object({
  id: z.string(),
  host_id: z.string(),
  host_name: z.string(),
  number: z.number(),
  opened_at: z.date(),
  compromised_at: z.date().nullable(),
  contained_at: z.date().nullable(),
  cleaned_at: z.date().nullable(),
  verified_at: z.date().nullable(),
  closed_at: z.date().nullable(),
  cause: z.string(),
});
const MOST = 1000;

export async function episodesOf(
  t: Transaction,
  of: { readonly organisation: string } | { readonly host: string },
): Promise<z.infer<typeof Episode>[]> {
  const [column, id] = 'host' in of ? ['host_id', of.host] : ['organisation_id', of.organisation];
  const rows = await t.rows(
    Row,
    `select e.id, e.host_id, h.name as host_name, e.number, e.opened_at, e.compromised_at, e.contained_at, e.cleaned_at, e.verified_at,
            e.closed_at, e.cause
     from episode e join host h on h.id = e.host_id where e.${column} = $1 order by e.opened_at desc, e.id limit $2`,
    [id, MOST],
  );
  return rows.map((row) => ({
    id: row.id,
    host: { id: row.host_id, name: row.host_name },
    number: row.number,
    opened: row.opened_at.toISOString(),
    ...time('compromised', row.compromised_at),
    ...time('contained', row.contained_at),
    ...time('cleaned', row.cleaned_at),
    ...time('verified', row.verified_at),
    ...time('closed', row.closed_at),
    cause: row.cause,
  }));
}

function time<K extends string>(name: K, at: Date | null): { [P in K]?: string } {
  const value: { [P in K]?: string } = {};
  if (at !== null) value[name] = at.toISOString();
  return value;
}
