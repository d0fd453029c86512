/** The whole at a glance: how many stand where, by sector, country and provider, and who is silent since when. */
import { z } from 'zod';
import type { Board, BoardQuery } from '../api/board.js';
import type { Database, TenantContext } from '../database/index.js';
import { organisationState } from './state.js';

/** Stages in order, with what says that an organisation reached it, and how many of its hosts did. */
const STAGES = [
  ['exposed', 's.exposed', 's.hosts'],
  ['notified', 's.notified', 's.hosts'],
  ['answered', 's.answered', 's.hosts'],
  ['evidence', 's.evidence', 's.assessed'],
  ['compromised', 's.entered > 0', 's.entered'],
  ['cleaned', 's.entered > 0 and s.cleaned_hosts = s.entered', 's.cleaned_hosts'],
  ['verified', 's.entered > 0 and s.verified_hosts = s.entered', 's.verified_hosts'],
] as const;
type StageName = (typeof STAGES)[number][0];

/** Lower ends of the classes of silence, days. */
const SILENCE = [0, 3, 7, 14, 30, 60];
const MOST_GROUPS = 500;

const Counted = z.array(z.number());
const Row = z.object({
  dimension: z.enum(['all', 'sector', 'country', 'provider']),
  key: z.string().nullable(),
  name: z.string().nullable(),
  organisations: z.number(),
  hosts: z.number(),
  reached: Counted,
  reached_hosts: Counted,
  silent: Counted,
});

export async function boardOf(
  database: Database,
  context: TenantContext,
  query: z.infer<typeof BoardQuery>,
  now: number,
): Promise<z.infer<typeof Board>> {
  // "cleaned" and "verified" of hosts count each host; of organisations only those whose entered hosts all are.
  const counts = STAGES.map(([, condition]) => `count(*) filter (where ${condition})::int`).join(', ');
  const hosts = STAGES.map(([, condition, number]) =>
    number === 's.hosts'
      ? `coalesce(sum(${number}) filter (where ${condition}), 0)::int`
      : `coalesce(sum(${number}), 0)::int`,
  ).join(', ');
  const silent = SILENCE.map((from, n) => {
    const to = SILENCE[n + 1];
    const upper = to === undefined ? '' : ` and s.silent_since > $1::timestamptz - interval '${to} days'`;
    return `count(*) filter (where s.silent_since <= $1::timestamptz - interval '${from} days'${upper})::int`;
  }).join(', ');
  const rows = await database.withTenant(context, (t) =>
    t.rows(
      Row,
      `select case grouping(g.sector, g.country, g.parent_id) when 3 then 'sector' when 5 then 'country' when 6 then 'provider' else 'all' end as dimension,
              coalesce(g.sector, g.country::text, g.parent_id::text) as key, (select p.name from organisation p where p.id = g.parent_id) as name,
              count(*)::int as organisations, coalesce(sum(s.hosts), 0)::int as hosts,
              array[${counts}] as reached, array[${hosts}] as reached_hosts, array[${silent}] as silent
       from organisation g join (${organisationState('null')}) s on s.id = g.id
       where ($2::text is null or g.sector = $2) and ($3::text is null or g.country = $3) and ($4::uuid is null or g.parent_id = $4)
       group by grouping sets ((), (g.sector), (g.country), (g.parent_id))`,
      [new Date(now), query.sector ?? null, query.country?.toUpperCase() ?? null, query.provider ?? null],
    ),
  );
  const all = rows.find((r) => r.dimension === 'all');
  const groups = (dimension: string): z.infer<typeof Row>[] =>
    rows
      .filter((r) => r.dimension === dimension && r.key !== null)
      .sort((a, b) => b.organisations - a.organisations || (a.key ?? '').localeCompare(b.key ?? ''));
  const cut = ['sector', 'country', 'provider'].filter((d) => groups(d).length > MOST_GROUPS);
  return {
    at: new Date(now).toISOString(),
    organisations: all?.organisations ?? 0,
    hosts: all?.hosts ?? 0,
    funnel: STAGES.map(([stage], n) => ({
      stage,
      organisations: all?.reached[n] ?? 0,
      hosts: all?.reached_hosts[n] ?? 0,
    })),
    bySector: groups('sector')
      .slice(0, MOST_GROUPS)
      .map((r) => ({ sector: r.key ?? '', reached: reachedOf(r) })),
    byCountry: groups('country')
      .slice(0, MOST_GROUPS)
      .map((r) => ({ country: r.key ?? '', reached: reachedOf(r) })),
    // A provider that the asker may not see has no name here, and is left out.
    byProvider: groups('provider')
      .slice(0, MOST_GROUPS)
      .flatMap((r) =>
        r.key === null || r.name === null ? [] : [{ provider: { id: r.key, name: r.name }, reached: reachedOf(r) }],
      ),
    silence: SILENCE.map((from, n) => {
      const to = SILENCE[n + 1];
      return { from, ...(to === undefined ? {} : { to }), organisations: all?.silent[n] ?? 0 };
    }),
    ...(cut.length === 0 ? {} : { partial: `Only the ${MOST_GROUPS} largest are listed by ${cut.join(', ')}.` }),
  };
}

function reachedOf(row: z.infer<typeof Row>): Partial<Record<StageName, number>> {
  const reached: Partial<Record<StageName, number>> = {};
  for (const [n, [stage]] of STAGES.entries()) reached[stage] = row.reached[n] ?? 0;
  return reached;
}
