/** The public check page: the answer is the same for everybody, what is known goes to the address of record. */
import { z } from 'zod';

export const CheckRequest = z.object({ subject: z.string().min(1).max(300) });
export const CheckAnswer = z.object({ message: z.string() });
/** `POST /check/source`: what was observed at the very address that the request comes from. */
export const SourceCheckAnswer = z.object({
  address: z.string(),
  observations: z.array(z.object({ kind: z.string(), observed: z.string(), source: z.string() })),
});
