/** Routes of observations. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import {
  ObservationChange,
  ObservationImport,
  ObservationImportQuery,
  ObservationLevels,
  ObservationPage,
  ObservationQuery,
  ObservationRow,
  ObservationSeries,
  SeriesQuery,
} from '../api/observations.js';
import { MANUAL } from '../identity/attribute.js';
import { streamOf, takeStreams } from '../server/body.js';
import { notFound } from '../server/errors.js';
import type { FleetApp } from '../server/fleet-app.js';
import { cursorOf, keyOf, paged } from '../server/paging.js';
import { importReport } from './import-report.js';
import { countLevels, seriesOf } from './store.js';
import { unpacked } from './unpack.js';

const MOST_BODY = 500_000_000;
const Row = z.object({
  id: z.string(),
  address: z.string(),
  port: z.number().nullable(),
  hostname: z.string().nullable(),
  observed_at: z.date(),
  source: z.string(),
  detector: z.string(),
  detector_version: z.string(),
  method: z.string(),
  denominator: z.string().nullable(),
  kind: ObservationRow.shape.kind,
  vulnerability: z.string().nullable(),
  url: z.string().nullable(),
  country: z.string().nullable(),
  organisation_id: z.string().nullable(),
  organisation: z.string().nullable(),
  attributed_by: z.string().nullable(),
});
const Id = z.object({ id: z.string().regex(/^\d{1,18}$/) });

export async function registerObservations(app: FleetApp): Promise<void> {
  const { database } = app.fleet;
  takeStreams(app);

  app.get(
    '/observations',
    { schema: { querystring: ObservationQuery, response: { 200: ObservationPage } } },
    async (request) => {
      const context = await app.contextOf(request, 'read');
      const { kind, source, organisation, address, unattributed, cursor, limit } = request.query;
      const [before] = cursor === undefined ? [] : keyOf(cursor, 1);
      const rows = await database.withTenant(context, (t) =>
        t.rows(
          Row,
          `select o.id::text, host(o.address) as address, o.port, o.hostname, o.observed_at, o.source, o.detector, o.detector_version, o.method,
                  o.denominator, o.kind, o.vulnerability, o.url, o.country, o.organisation_id, g.name as organisation, o.attributed_by
           from observation o left join organisation g on g.id = o.organisation_id
           where ($1::text is null or o.kind = $1) and ($2::text is null or o.source = $2) and ($3::uuid is null or o.organisation_id = $3)
             and ($4::inet is null or o.address = $4) and (not $5 or o.organisation_id is null) and ($6::bigint is null or o.id < $6)
           order by o.id desc limit $7`,
          [
            kind ?? null,
            source ?? null,
            organisation ?? null,
            address ?? null,
            unattributed ?? false,
            before !== undefined && /^\d{1,18}$/.test(before) ? before : null,
            limit + 1,
          ],
        ),
      );
      return paged(rows.map(shown), limit, ({ id }) => cursorOf(id));
    },
  );

  app.get('/observations/levels', { schema: { response: { 200: ObservationLevels } } }, async (request) => {
    const context = await app.contextOf(request, 'oversight');
    return { items: await database.withTenant(context, (t) => countLevels(t, context.authority)) };
  });

  app.get(
    '/observations/series',
    { schema: { querystring: SeriesQuery, response: { 200: ObservationSeries } } },
    async (request) => {
      const context = await app.contextOf(request, 'oversight');
      const series = await database.withTenant(context, (t) => seriesOf(t, context.authority, request.query.kind));
      return {
        items: series.map(({ source, detector, points }) => ({
          source,
          detector,
          points: points.map(({ denominator, ...point }) => ({
            ...point,
            ...(denominator === undefined ? {} : { denominator }),
          })),
        })),
      };
    },
  );

  app.post(
    '/observations/import',
    {
      schema: { querystring: ObservationImportQuery, response: { 200: ObservationImport } },
      bodyLimit: MOST_BODY,
    },
    async (request) => {
      const context = await app.contextOf(request, 'analyst');
      const { name, type, source, at, ...more } = request.query;
      const options = { source, ...defined(more), ...(at === undefined ? {} : { at: new Date(at).toISOString() }) };
      const result = await importReport(database, context, unpacked(streamOf(request.body)), {
        options,
        ...(name === undefined ? {} : { name }),
        ...(type === undefined ? {} : { type }),
      });
      await database.withTenant(context, (t) =>
        audit(t, context, {
          actor: context.actor,
          action: 'observation.import',
          objectKind: 'authority',
          objectId: context.authority,
          detail: { source, name: name ?? '', rows: result.rows, isNew: result.isNew },
        }),
      );
      return {
        type: result.type ?? 'empty',
        rows: result.rows,
        observations: result.observations,
        isNew: result.isNew,
        attributed: result.attributed,
        refusedCount: result.refused,
        refused: result.problems,
      };
    },
  );

  app.patch(
    '/observations/:id',
    { schema: { params: Id, body: ObservationChange, response: { 200: ObservationRow.pick({ id: true }) } } },
    async (request) => {
      const context = await app.contextOf(request, 'analyst');
      const { organisation, reason } = request.body;
      await database.withTenant(context, async (t) => {
        if (
          organisation !== null &&
          !(await t.row(z.object({}), 'select from organisation where id = $1', [organisation]))
        )
          throw notFound('organisation');
        const changed = await t.run(
          'update observation set organisation_id = $2, attributed_by = $3, host_id = null where id = $1::bigint',
          [request.params.id, organisation, `${MANUAL}: ${reason}`],
        );
        if (changed === 0) throw notFound('observation');
        await audit(t, context, {
          actor: context.actor,
          action: 'observation.attribute',
          objectKind: 'observation',
          objectId: request.params.id,
          ...(organisation === null ? {} : { organisation }),
          detail: { reason },
        });
      });
      return { id: request.params.id };
    },
  );
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  const made: Defined<T> = {};
  for (const key of Object.keys(value)) {
    const name = key as keyof T;
    const member = value[name];
    if (member !== undefined) made[name] = member as Exclude<T[keyof T], undefined>;
  }
  return made;
}

function shown(row: z.infer<typeof Row>): z.infer<typeof ObservationRow> {
  return {
    id: row.id,
    address: row.address,
    at: row.observed_at.toISOString(),
    source: row.source,
    detector: row.detector,
    detectorVersion: row.detector_version,
    method: row.method,
    kind: row.kind,
    ...(row.port === null ? {} : { port: row.port }),
    ...(row.hostname === null ? {} : { hostname: row.hostname }),
    ...(row.denominator === null ? {} : { denominator: row.denominator }),
    ...(row.vulnerability === null ? {} : { vulnerability: row.vulnerability }),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.country === null ? {} : { country: row.country }),
    ...(row.organisation_id === null || row.organisation === null
      ? {}
      : { organisation: { id: row.organisation_id, name: row.organisation } }),
    ...(row.attributed_by === null ? {} : { attributedBy: row.attributed_by }),
  };
}
