/**
 * How it went on: addresses seen by day, each source by itself. Where a source changed its method or detector, its line
 * breaks: what follows cannot be compared with what was before. Nothing of different sources is added up.
 */
import { z } from 'zod';
import type { Trend, TrendQuery, TrendSeries } from '../api/board.js';
import type { Database, TenantContext } from '../database/index.js';

const Row = z.object({
  source: z.string(),
  kind: z.string(),
  denominator: z.string().nullable(),
  method: z.string(),
  detector: z.string(),
  detector_version: z.string(),
  day: z.string(),
  count: z.number(),
});
const MOST_POINTS = 20_000;

type Series = z.infer<typeof TrendSeries>;

export async function trendOf(
  database: Database,
  context: TenantContext,
  query: z.infer<typeof TrendQuery>,
): Promise<z.infer<typeof Trend>> {
  const filtered = query.sector !== undefined || query.country !== undefined || query.provider !== undefined;
  const rows = await database.withTenant(context, (t) =>
    t.rows(
      Row,
      `select source, kind, denominator, method, detector, detector_version, to_char(day, 'YYYY-MM-DD') as day, count(*)::int as count
       from (select distinct x.source, x.kind, x.denominator, x.method, x.detector, x.detector_version,
                    (x.observed_at at time zone 'UTC')::date as day, x.address
             from observation x ${filtered ? 'left join organisation g on g.id = x.organisation_id' : ''}
             where ($1::text is null or x.kind = $1)
             ${filtered ? 'and ($2::text is null or coalesce(g.sector, x.sector) = $2) and ($3::text is null or coalesce(x.country, g.country) = $3) and ($4::uuid is null or g.parent_id = $4)' : 'and $2::text is null and $3::text is null and $4::uuid is null'}) o
       group by 1, 2, 3, 4, 5, 6, 7 order by source, kind, denominator nulls first, day, method, detector, detector_version limit $5`,
      [
        query.kind ?? null,
        query.sector ?? null,
        query.country?.toUpperCase() ?? null,
        query.provider ?? null,
        MOST_POINTS + 1,
      ],
    ),
  );
  return {
    series: seriesOf(rows.slice(0, MOST_POINTS)),
    ...(rows.length > MOST_POINTS ? { partial: `Only the first ${MOST_POINTS} points are shown.` } : {}),
  };
}

/** @param rows in the order of source, kind, denominator, day */
export function seriesOf(rows: readonly z.infer<typeof Row>[]): Series[] {
  const series: Series[] = [];
  for (const row of rows) {
    let line = series.at(-1);
    if (
      line === undefined ||
      line.source !== row.source ||
      line.kind !== row.kind ||
      (line.denominator ?? null) !== row.denominator
    ) {
      line = {
        source: row.source,
        kind: row.kind,
        ...(row.denominator === null ? {} : { denominator: row.denominator }),
        stretches: [],
      };
      series.push(line);
    }
    const point = { at: `${row.day}T00:00:00.000Z`, count: row.count };
    const stretch = line.stretches.at(-1);
    if (
      stretch?.method === row.method &&
      stretch.detector === row.detector &&
      stretch.detectorVersion === row.detector_version
    )
      stretch.points.push(point);
    else
      line.stretches.push({
        method: row.method,
        detector: row.detector,
        detectorVersion: row.detector_version,
        points: [point],
      });
  }
  return series;
}
