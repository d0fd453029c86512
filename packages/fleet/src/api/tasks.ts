/** Tasks and approvals: what changes a server needs a second person. */
import { z } from 'zod';
import { Paging, page, Time } from './common.js';
import { Reference } from './registry.js';

export const TaskState = z.enum(['proposed', 'approved', 'rejected', 'done', 'verified']);
export const TaskQuery = Paging.extend({ organisation: z.uuid().optional(), state: TaskState.optional() });
/** What may be done to a server, and by what right: these files, nothing else. */
export const TaskOrder = z.object({
  /** Court order, contract, request of the owner: with its number and date. */
  legalBasis: z.string().min(1).max(1000),
  files: z
    .array(
      z.object({
        /** Windows path. */
        path: z.string().min(3).max(1000),
        /** The order is for this very file. */
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
      }),
    )
    .min(1)
    .max(1000),
});
export const TaskOutcome = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      state: z.enum(['removed', 'absent', 'refused', 'restored']),
      sha256: z.string().optional(),
      /** SHA-256 of the encrypted copies. */
      copies: z.array(z.string()).optional(),
      reason: z.string().optional(),
    }),
  ),
  /** SHA-256 of the journal. */
  journal: z.string().optional(),
  note: z.string(),
});
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
  order: TaskOrder.optional(),
  outcome: TaskOutcome.optional(),
  /** What the work amounts to, and what it does not. */
  statement: z.string().optional(),
});
export const TaskPage = page(Task);
export const NewTask = z.object({
  organisation: z.uuid(),
  host: z.uuid().optional(),
  title: z.string().min(1).max(300),
  detail: z.string().max(20_000).default(''),
  changesServer: z.boolean().default(false),
  order: TaskOrder.optional(),
});
/** `POST /tasks/:id/done` */
export const TaskDone = z.object({
  note: z.string().max(20_000).default(''),
  /** The journal that `allclear quarantine` wrote, as it is. */
  journal: z.string().max(16_000_000).optional(),
});
/** `POST /tasks/:id/verify`: an assessment of the host, made afterwards. */
export const TaskVerification = z.object({ assessment: z.uuid() });
