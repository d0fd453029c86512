/** Assessments as they are shown: those of a host, and whole ones. */
import { Assessment } from '@allclear/model';
import { z } from 'zod';
import { Cleaned, Compromised, Patched } from '../api/common.js';
import type { AssessmentAnswer, AssessmentRow } from '../api/intake.js';
import type { Database, TenantContext } from '../database/index.js';
import { notFound } from '../server/errors.js';

const Row = z.object({
  id: z.string(),
  assessed_at: z.date(),
  received_at: z.date(),
  level: z.string(),
  certainty: z.string().nullable(),
  patched: Patched,
  compromised: Compromised,
  cleaned: Cleaned,
  incident_from: z.date().nullable(),
  incident_to: z.date().nullable(),
  tool: z.string(),
  content: z.string(),
});
const COLUMNS = `a.id, a.assessed_at, a.received_at, a.level, a.certainty, a.patched, a.compromised, a.cleaned, a.incident_from, a.incident_to,
  a.tool, a.content`;
const MOST = 1000;

const shown = (row: z.infer<typeof Row>): z.infer<typeof AssessmentRow> => ({
  id: row.id,
  assessed: row.assessed_at.toISOString(),
  received: row.received_at.toISOString(),
  level: row.level,
  axes: { patched: row.patched, compromised: row.compromised, cleaned: row.cleaned },
  tool: row.tool,
  content: row.content,
  ...(row.certainty === null ? {} : { certainty: row.certainty }),
  ...(row.incident_from === null ? {} : { incidentFrom: row.incident_from.toISOString() }),
  ...(row.incident_to === null ? {} : { incidentTo: row.incident_to.toISOString() }),
});

export async function assessmentsOf(
  database: Database,
  context: TenantContext,
  host: string,
): Promise<{ items: z.infer<typeof AssessmentRow>[] }> {
  return database.withTenant(context, async (t) => {
    if (!(await t.row(z.object({}), 'select from host where id = $1', [host]))) throw notFound('host');
    const rows = await t.rows(
      Row,
      `select ${COLUMNS} from assessment a where host_id = $1 order by assessed_at desc, received_at desc, id limit $2`,
      [host, MOST],
    );
    return { items: rows.map(shown) };
  });
}

export async function getAssessment(
  database: Database,
  context: TenantContext,
  id: string,
): Promise<z.infer<typeof AssessmentAnswer>> {
  const row = await database.withTenant(context, (t) =>
    t.row(
      Row.extend({
        host_id: z.string(),
        host_name: z.string(),
        organisation_id: z.string(),
        organisation_name: z.string(),
        document: Assessment,
      }),
      `select ${COLUMNS}, a.document, a.host_id, h.name as host_name, a.organisation_id, o.name as organisation_name
       from assessment a join host h on h.id = a.host_id join organisation o on o.id = a.organisation_id where a.id = $1`,
      [id],
    ),
  );
  if (!row) throw notFound('assessment');
  return {
    ...shown(row),
    host: { id: row.host_id, name: row.host_name },
    organisation: { id: row.organisation_id, name: row.organisation_name },
    document: row.document,
  };
}
