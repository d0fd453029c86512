/** The public check page: the answer is the same for everybody, what is known goes to the address of record. */
import { z } from 'zod';

export const CheckRequest = z.object({ subject: z.string().min(1).max(300) });
export const CheckAnswer = z.object({ message: z.string() });
