/** Observations into the database, each once; and how many there are at each level. */
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import type { RegisterIndex } from '../identity/register-index.js';
import { storable } from '../intake/storable.js';
import { type NewObservation, observationKey } from './observation.js';

const Stored = z.object({ is_new: z.number(), attributed: z.number() });

/**
 * How many of them were not there yet, and how many of those have an owner in the register. Without a register they belong to nobody
 * until attribute() was run.
 */
export async function storeObservations(
  t: Transaction,
  authority: string,
  observations: readonly NewObservation[],
  register?: RegisterIndex,
): Promise<{ readonly isNew: number; readonly attributed: number }> {
  if (observations.length === 0) return { isNew: 0, attributed: 0 };
  const rows = observations.map((one) => ({
    ...ownerOf(register, one),
    address: one.address,
    port: one.port ?? null,
    hostname: one.hostname ?? null,
    observed_at: one.at,
    source: one.source,
    detector: one.detector,
    detector_version: one.detectorVersion,
    method: one.method,
    denominator: one.denominator ?? null,
    kind: one.kind,
    vulnerability: one.vulnerability ?? null,
    url: one.url ?? null,
    country: one.country ?? null,
    sector: one.sector ?? null,
    raw: one.raw,
    key: observationKey(one),
  }));
  const stored = await t.row(
    Stored,
    `with stored as (
     insert into observation (authority_id, organisation_id, host_id, attributed_by, address, port, hostname, observed_at, source, detector, detector_version, method, denominator,
                              kind, vulnerability, url, country, sector, raw, key)
     select $1, x.organisation_id, x.host_id, x.attributed_by, x.address, x.port, x.hostname, x.observed_at, x.source, x.detector, x.detector_version, x.method, x.denominator,
            x.kind, x.vulnerability, x.url, x.country, x.sector, x.raw, x.key
     from jsonb_to_recordset($2) as x(organisation_id uuid, host_id uuid, attributed_by text, address inet, port integer, hostname text, observed_at timestamptz, source text, detector text,
       detector_version text, method text, denominator text, kind text, vulnerability text, url text, country text, sector text,
       raw jsonb, key text)
     on conflict (authority_id, key) do nothing returning organisation_id)
     select count(*)::int as is_new, count(organisation_id)::int as attributed from stored`,
    [authority, JSON.stringify(storable(rows))],
  );
  return { isNew: stored?.is_new ?? 0, attributed: stored?.attributed ?? 0 };
}

function ownerOf(
  register: RegisterIndex | undefined,
  { address, hostname }: NewObservation,
): { organisation_id: string | null; host_id: string | null; attributed_by: string | null } {
  const found = register?.find(address, hostname);
  return {
    organisation_id: found?.organisation ?? null,
    host_id: found?.host ?? null,
    attributed_by: found?.reason ?? null,
  };
}

const Level = z.object({
  kind: z.string(),
  observations: z.number(),
  urls: z.number(),
  addresses: z.number(),
  organisations: z.number(),
  unattributed: z.number(),
});
export type LevelCounts = z.infer<typeof Level>;

/**
 * One shell is one address and path, also where several reports or days tell of it; one server may have several of them, one
 * organisation several servers. Addresses that belong to nobody yet are counted apart.
 */
export async function countLevels(t: Transaction, authority: string): Promise<LevelCounts[]> {
  return t.rows(
    Level,
    `select kind, count(*)::int as observations,
            count(distinct (address, lower(url))) filter (where url is not null)::int as urls,
            count(distinct address)::int as addresses,
            count(distinct organisation_id)::int as organisations,
            count(distinct address) filter (where organisation_id is null)::int as unattributed
     from observation where authority_id = $1 group by kind order by kind`,
    [authority],
  );
}

const SeriesRow = z.object({
  day: z.string(),
  source: z.string(),
  detector: z.string(),
  detector_version: z.string(),
  method: z.string(),
  denominator: z.string().nullable(),
  addresses: z.number(),
});

export interface SeriesPoint {
  readonly day: string;
  readonly addresses: number;
  readonly detectorVersion: string;
  readonly method: string;
  readonly denominator: string | undefined;
  /** Why this number is not to be compared with the one before. */
  readonly break?: string;
}

/** One line for each source and detector: numbers of different methods never stand on one line without a break. */
export interface Series {
  readonly source: string;
  readonly detector: string;
  readonly points: readonly SeriesPoint[];
}

export async function seriesOf(t: Transaction, authority: string, kind: string): Promise<Series[]> {
  const rows = await t.rows(
    SeriesRow,
    `select to_char(observed_at at time zone 'UTC', 'YYYY-MM-DD') as day, source, detector, detector_version, method, denominator,
            count(distinct address)::int as addresses
     from observation where authority_id = $1 and kind = $2
     group by 1, 2, 3, 4, 5, 6 order by source, detector, 1, 4, 5, 6 nulls first`,
    [authority, kind],
  );
  const series = new Map<string, { source: string; detector: string; points: SeriesPoint[] }>();
  for (const row of rows) {
    const key = JSON.stringify([row.source, row.detector]);
    const line = series.get(key) ?? { source: row.source, detector: row.detector, points: [] };
    series.set(key, line);
    const reason = breakOf(line.points.at(-1), row);
    line.points.push({
      day: row.day,
      addresses: row.addresses,
      detectorVersion: row.detector_version,
      method: row.method,
      denominator: row.denominator ?? undefined,
      ...(reason === undefined ? {} : { break: reason }),
    });
  }
  return [...series.values()];
}

function breakOf(before: SeriesPoint | undefined, row: z.infer<typeof SeriesRow>): string | undefined {
  if (before === undefined) return undefined;
  const changes = [
    before.detectorVersion === row.detector_version
      ? undefined
      : `detector version ${before.detectorVersion || 'unknown'} became ${row.detector_version || 'unknown'}`,
    before.method === row.method ? undefined : `method "${before.method}" became "${row.method}"`,
    (before.denominator ?? '') === (row.denominator ?? '') ? undefined : 'it is out of something else',
  ].filter((change) => change !== undefined);
  return changes.length === 0 ? undefined : changes.join('; ');
}
