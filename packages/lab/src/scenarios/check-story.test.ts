import { describe, expect, it } from 'vitest';
import { problemsOfStory } from './check-story.js';
import { STORIES } from './index.js';

describe('data of scenarios', () => {
  it.each(STORIES.map((story) => [story.id, story] as const))('%s is in order', (_, story) => {
    expect(problemsOfStory(story)).toEqual([]);
  });

  const [story] = STORIES.filter(({ id }) => id === 'entered-2016-oab');
  const variant = { evidence: 'complete', verdict: 'compromised' };
  it.each([
    [
      'a real address',
      { intrusion: [{ kind: 'rpc-recon', at: '2021-03-03T00:00:00Z', from: '8.8.8.8' }] },
      /documentation/,
    ],
    [
      'a step after the last day',
      { intrusion: [{ kind: 'rpc-recon', at: '2021-05-03T00:00:00Z' }] },
      /after the last day/,
    ],
    ['an unknown verdict', { variants: [{ evidence: 'complete', verdict: 'fine' }] }, /variants\.0\.verdict/],
    ['rolled over without a time', { variants: [{ ...variant, evidence: 'rolled-over' }] }, /logsFrom/],
    ['the same variant twice', { variants: [variant, variant] }, /complete\.kape twice/],
    ['an unknown member', { variantz: [] }, /variantz/],
    [
      'a build of another product',
      { server: { version: '2016', builds: [['2021-01-01T00:00:00Z', '14.3.1.1']], closedToMarch2021: true } },
      /builds/,
    ],
  ])('%s is refused', (_, over, message) => {
    expect(problemsOfStory({ ...story, ...over }).join('; ')).toMatch(message);
  });
});
