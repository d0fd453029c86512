/** Tasks and approvals: what changes a server needs a second person. */
import { z } from 'zod';
import { Paging, page, Time } from './common.js';
import { Reference } from './registry.js';

export const TaskState = z.enum(['proposed', 'approved', 'rejected', 'done', 'verified']);
export const TaskQuery = Paging.extend({ organisation: z.uuid().optional(), state: TaskState.optional() });
export const Task = z.object({
  id: z.uuid(),
  organisation: Reference,
  host: Reference.optional(),
  title: z.string(),
  detail: z.string(),
  changesServer: z.boolean(),
  state: TaskState,
  proposedBy: Reference.optional(),
  approvedBy: Reference.optional(),
  created: Time,
  decided: Time.optional(),
  done: Time.optional(),
});
export const TaskPage = page(Task);
export const NewTask = z.object({
  organisation: z.uuid(),
  host: z.uuid().optional(),
  title: z.string().min(1).max(300),
  detail: z.string().max(20_000).default(''),
  changesServer: z.boolean().default(false),
});
