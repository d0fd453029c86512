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
