import { ALL_BACKGROUND } from '../examples/background.js';
import { hash32 } from '../random/index.js';
import type { Scenario } from '../scenario/index.js';
import type { Story, Variant } from '../scenarios/story.js';
import { serverFrom } from '../server/index.js';
import { at, DAY } from '../write/index.js';

export type Half = 'tuning' | 'judging';

/** A story with one way of collecting its evidence: what is assessed and compared with the truth. */
export interface LabCase {
  /** `<story>.<evidence>.<layout>`. */
  readonly id: string;
  readonly half: Half;
  readonly story: Story;
  readonly variant: Variant & { readonly layout: NonNullable<Variant['layout']> };
  readonly scenario: Scenario;
}

/** Changed only when the whole set is drawn anew: it would move stories between the halves. */
const SPLIT_SEED = 'halves-1';

/** Which half a story belongs to: by its id alone, so that nobody chooses. */
export function halfOf(storyId: string): Half {
  return (hash32(`${SPLIT_SEED}/${storyId}`) >>> 13) % 2 === 0 ? 'tuning' : 'judging';
}

export function casesOf(story: Story): LabCase[] {
  const from = at(`${story.from}T00:00:00Z`);
  const server = serverFrom(story.server, story.id);
  return story.variants.map((variant) => {
    const layout = variant.layout ?? 'kape';
    const logsFrom = variant.logsFrom === undefined ? from : at(variant.logsFrom);
    return {
      id: `${story.id}.${variant.evidence}.${layout}`,
      half: halfOf(story.id),
      story,
      variant: { ...variant, layout },
      scenario: {
        id: story.id,
        seed: story.id,
        server,
        period: { from, to: from + story.days * DAY },
        retention: { iis: logsFrom, exchange: logsFrom, events: logsFrom },
        ...(story.eventLogs === undefined ? {} : { eventLogs: story.eventLogs }),
        hives: true,
        ...(story.journalDays === undefined ? {} : { journalDays: story.journalDays }),
        background: story.background ?? [...ALL_BACKGROUND, 'laterProbes', 'products'],
        intrusion: story.intrusion,
        undetectable: [...(story.undetectable ?? []), ...(variant.undetectable ?? [])],
        coverage: [],
      },
    };
  });
}
