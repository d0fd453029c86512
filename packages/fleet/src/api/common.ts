/** Shapes that many answers share. */
import { z } from 'zod';

/** ISO 8601, UTC. */
export const Time = z.string();
export const ErrorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
export const Done = z.object({ done: z.literal(true) });

/** `cursor` is what the answer before gave as `next`. */
export const Paging = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** One page of a list; `next` is missing on the last. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });

export const Patched = z.enum(['yes', 'partly', 'no', 'unknown']);
export const Compromised = z.enum(['confirmed', 'likely', 'no-sign', 'unknown']);
export const Cleaned = z.enum(['not-needed', 'no', 'partly', 'unverified', 'verified', 'unknown']);
export const Tlp = z.enum(['RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR']);
