/** Waves of attacks: what must have been looked at before "nothing found" may be called an all-clear. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const Wave = z.object({
  id: z.string(),
  /** Reads well after "the attacks on …". */
  title: z.string(),
  vulnerabilities: z.array(z.string()).min(1),
  /** Day of the first known attack. */
  from: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  /** Artifact ids of logs: one of them must cover the time in which the server was open. */
  logs: z.array(z.string()).min(1),
  /** Artifact ids of files that must have been collected. */
  files: z.array(z.string()),
  /** Why no evidence at all can give an all-clear for this wave. */
  undecidable: z.string().optional(),
  sources: z.array(z.string()).min(1),
});
export type Wave = z.infer<typeof Wave>;

const WaveFile = z.object({ about: z.string(), waves: z.array(Wave) });

/** The shipped list, oldest first; throws only when the installation itself is damaged. */
export function loadWaves(): Wave[] {
  const text = readFileSync(new URL('../../data/waves/waves.json', import.meta.url), 'utf8');
  return WaveFile.parse(JSON.parse(text)).waves.sort((a, b) => a.from.localeCompare(b.from));
}
