/** Routes of assessments: in, one or many, and out. */
import { z } from 'zod';
import { audit } from '../access/audit.js';
import {
  AssessmentAnswer,
  AssessmentPage,
  BulkAnswer,
  BulkQuery,
  NewAssessment,
  NewAssessmentAnswer,
} from '../api/intake.js';
import { streamOf, takeStreams } from '../server/body.js';
import { notFound } from '../server/errors.js';
import type { FleetApp } from '../server/fleet-app.js';
import { linesOf } from '../server/lines.js';
import { assessmentsOf, getAssessment } from './assessments.js';
import { BULK_LIMITS, takeInBulk } from './bulk.js';
import { takeIn } from './intake.js';

const Id = z.object({ id: z.uuid() });
const MOST_BODY = 64_000_000;

export async function registerIntake(app: FleetApp): Promise<void> {
  const { database } = app.fleet;
  takeStreams(app);

  app.post(
    '/intake/assessments',
    { schema: { body: NewAssessment, response: { 200: NewAssessmentAnswer } }, bodyLimit: MOST_BODY },
    async (request) => {
      const context = await app.contextOf(request, 'write');
      const { organisation, assessed, assessment } = request.body;
      return database.withTenant(context, async (t) => {
        if (!(await t.row(z.object({}), 'select from organisation where id = $1', [organisation])))
          throw notFound('organisation');
        const { hostId, assessmentId, isNew, opened, closed } = await takeIn(t, assessment, {
          authority: context.authority,
          organisation,
          ...(assessed === undefined ? {} : { assessedAt: assessed }),
        });
        if (isNew)
          await audit(t, context, {
            actor: context.actor,
            action: 'assessment.take-in',
            objectKind: 'assessment',
            objectId: assessmentId,
            organisation,
            detail: { host: hostId },
          });
        return {
          assessment: assessmentId,
          host: hostId,
          isNew,
          ...(opened === undefined ? {} : { opened }),
          ...(closed === undefined ? {} : { closed }),
        };
      });
    },
  );

  app.post('/intake/bulk', { schema: { querystring: BulkQuery, response: { 200: BulkAnswer } } }, async (request) => {
    const context = await app.contextOf(request, 'write');
    const lines = linesOf(streamOf(request.body), BULK_LIMITS);
    const result = await takeInBulk(database, context, lines, request.query.organisation);
    await database.withTenant(context, (t) =>
      audit(t, context, {
        actor: context.actor,
        action: 'assessment.bulk',
        objectKind: 'organisation',
        objectId: request.query.organisation ?? '*',
        ...(context.organisation === undefined ? {} : { organisation: context.organisation }),
        detail: { lines: result.lines, taken: result.taken, known: result.known, refused: result.refusedCount },
      }),
    );
    return result;
  });

  app.get('/hosts/:id/assessments', { schema: { params: Id, response: { 200: AssessmentPage } } }, async (request) =>
    assessmentsOf(database, await app.contextOf(request, 'read'), request.params.id),
  );
  app.get('/assessments/:id', { schema: { params: Id, response: { 200: AssessmentAnswer } } }, async (request) =>
    getAssessment(database, await app.contextOf(request, 'read'), request.params.id),
  );
}
