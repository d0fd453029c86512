/** The catalogue of checks: what Allclear asks of a server, which evidence answers it, and how to collect that. */
import { Instant } from '@allclear/model';
import { z } from 'zod';

export const CheckDescription = z.strictObject({
  id: z.string().regex(/^EX-[A-Z]+-\d{3}$/),
  title: z.string().min(8),
  vulnerabilities: z.array(z.string().regex(/^(CVE-\d{4}-\d{4,}|ADV\d+)$/)).default([]),
  /**
   * Artifact ids. Any one of the lists is enough to answer the check; within a list every artifact is needed.
   * Empty where no artifact that Allclear reads can answer it.
   */
  evidence: z.array(z.array(z.string()).min(1)),
  /** The time in which the campaign behind the check was seen; evidence should cover it. Open end: still used. */
  period: z.strictObject({ from: Instant, to: Instant.optional() }).optional(),
  status: z.enum(['covered', 'not-yet']),
  /** For `not-yet`: what is missing. For `covered`: what limits the answer, where something does. */
  reason: z.string().optional(),
  /** How to get the evidence, for a person at the server. */
  howToCollect: z.string().min(20),
});
export type CheckDescription = z.infer<typeof CheckDescription>;

/** A file under data/checks: defaults that its checks share, then the checks. */
export const CheckFile = z.strictObject({ checks: z.array(CheckDescription).min(1) });
