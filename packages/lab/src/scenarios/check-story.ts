import { z } from 'zod';
import { BACKGROUND } from '../background/index.js';
import { EVIDENCE_QUALITIES, LAYOUTS } from '../evidence/index.js';
import type { Story } from './story.js';

/** Addresses of nobody (documentation, RFC 5737) for strangers, or the server's own network. A scenario must not accuse a real one. */
const STRANGER = /^(?:(?:192\.0\.2|198\.51\.100|203\.0\.113)|10\.30\.\d{1,3})\.\d{1,3}$/;
const VERDICTS = ['nothing-found', 'cannot-tell', 'suspicious', 'attacked', 'compromised'] as const;
const time = z.iso.datetime();
const windowsPath = z.string().regex(/^[A-Z]:\\/);

/** What every step has in common; the rest is the compiler's business. */
const Step = z.looseObject({
  kind: z.string().min(3),
  at: z.union([time, z.array(time).min(1)]),
  from: z.string().regex(STRANGER, 'an address of the documentation ranges').optional(),
  client: z.string().regex(STRANGER).optional(),
  page: z.string().startsWith('/').optional(),
  stem: z.string().startsWith('/').optional(),
  path: z.union([windowsPath, z.string().startsWith('/')]).optional(),
});

const Variant = z.strictObject({
  evidence: z.enum(EVIDENCE_QUALITIES),
  layout: z.enum(LAYOUTS).optional(),
  logsFrom: time.optional(),
  verdict: z.enum(VERDICTS),
  acceptable: z.array(z.enum(VERDICTS)).min(1).optional(),
  undetectable: z.array(z.string().min(10)).optional(),
});

const StoryShape = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)+$/),
    title: z.string().min(10).endsWith('.'),
    state: z.enum(['untouched', 'scanned', 'administered', 'attacked', 'entered', 'cleaned-up', 'robbed', 'ransomed']),
    server: z.looseObject({
      version: z.enum(['2013', '2016', '2019', 'SE']),
      builds: z.array(z.tuple([time, z.string().regex(/^15\.[012]\.\d+\.\d+$/)], z.string())).min(1),
      closedToMarch2021: z.boolean(),
    }),
    from: z.iso.date(),
    days: z.number().int().min(2).max(120),
    background: z.array(z.enum(Object.keys(BACKGROUND) as [string, ...string[]])).optional(),
    eventLogs: z.enum(['json', 'evtx']).optional(),
    journalDays: z.number().int().positive().max(90).optional(),
    intrusion: z.array(Step),
    undetectable: z.array(z.string().min(10)).optional(),
    variants: z.array(Variant).min(1),
  })
  .superRefine((story, context) => {
    const begin = Date.parse(`${story.from}T00:00:00Z`);
    const end = begin + story.days * 86_400_000;
    const within = (text: string): boolean => Date.parse(text) >= begin && Date.parse(text) < end;
    const complain = (message: string): void => context.addIssue({ code: 'custom', message });
    for (const { kind, at } of story.intrusion)
      for (const one of [at].flat())
        if (Date.parse(one) >= end) complain(`${kind} at ${one} is after the last day of the story`);
    const seen = new Set<string>();
    for (const { evidence, layout, logsFrom } of story.variants) {
      if ((evidence === 'rolled-over') !== (logsFrom !== undefined))
        complain(`${evidence}: logsFrom goes with rolled-over`);
      if (logsFrom !== undefined && !within(logsFrom)) complain(`logs from ${logsFrom}: outside the days of the story`);
      const key = `${evidence}.${layout ?? 'kape'}`;
      if (seen.has(key)) complain(`${key} twice`);
      seen.add(key);
    }
  });

/** What is wrong with the data of a scenario, each as one sentence; empty: nothing. */
export function problemsOfStory(story: unknown): string[] {
  const result = StoryShape.safeParse(story);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The story itself, where its data are in order; throws where they are not, for our data are wrong then. */
export function checkedStory(story: Story): Story {
  const problems = problemsOfStory(story);
  if (problems.length > 0) throw new RangeError(`scenario ${story.id}: ${problems.join('; ')}`);
  return story;
}
