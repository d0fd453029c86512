import { checkedStory } from '../scenarios/check-story.js';
import { STORIES } from '../scenarios/index.js';
import { casesOf, type LabCase } from './case.js';

/** The whole set, in the order of the list of scenarios. */
export const CASES: readonly LabCase[] = STORIES.map(checkedStory).flatMap(casesOf);

/** Cases whose id contains the text; `*` stands for anything. */
export function casesLike(pattern: string): LabCase[] {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const wanted = new RegExp(parts.join('.*'));
  return CASES.filter(({ id }) => wanted.test(id));
}
