/** Assessments: the newest and those before of a host, and whole ones. */
import { Assessment } from '@allclear/model';
import { z } from 'zod';
import { page, Time } from './common.js';
import { Axes, Reference } from './registry.js';

export const AssessmentRow = z.object({
  id: z.uuid(),
  assessed: Time,
  received: Time,
  level: z.string(),
  certainty: z.string().optional(),
  axes: Axes,
  incidentFrom: Time.optional(),
  incidentTo: Time.optional(),
  tool: z.string(),
  content: z.string(),
});
export const AssessmentPage = page(AssessmentRow);
/** `GET /assessments/:id` */
export const AssessmentAnswer = AssessmentRow.extend({
  host: Reference,
  organisation: Reference,
  document: Assessment,
});

/** `POST /intake/assessments` */
export const NewAssessment = z.object({
  organisation: z.uuid(),
  /** When it was made; default: what it says itself. */
  assessed: z.iso.datetime().optional(),
  assessment: Assessment,
});
export const NewAssessmentAnswer = z.object({
  assessment: z.uuid(),
  host: z.uuid(),
  /** False: it was there already. */
  isNew: z.boolean(),
  /** Numbers of the episodes that it opened and closed. */
  opened: z.number().optional(),
  closed: z.number().optional(),
});

/**
 * `POST /intake/bulk`: lines of JSON, also compressed by gzip. A line is an assessment, or
 * `{organisation, assessed?, assessment}` with the organisation's id or its key in the register. Where a line does not
 * say whose it is, and the query does not either, the domain of the host decides.
 */
export const BulkQuery = z.object({ organisation: z.uuid().optional() });
export const BulkAnswer = z.object({
  /** Lines that were read. */
  lines: z.number(),
  taken: z.number(),
  /** Were there already. */
  known: z.number(),
  /** Left out; the first of them with the reason in `refused`. */
  refusedCount: z.number(),
  refused: z.array(z.object({ line: z.number(), problem: z.string() })),
  episodes: z.object({ opened: z.number(), closed: z.number() }),
});
