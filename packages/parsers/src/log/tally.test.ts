import { expect, test } from 'vitest';
import { ProblemTally } from './tally.js';

test('one entry a code: how often, where first, which kinds', () => {
  const tally = new ProblemTally();
  for (let line = 5; line < 100_005; line++)
    tally.add('ALC-P001', line % 2 === 0 ? 'even' : 'odd', { line, offset: line * 10 });
  tally.add('ALC-P003', 'no header');
  expect(tally.list()).toEqual([
    { code: 'ALC-P001', line: 5, offset: 50, count: 100_000, detail: '50000 × odd; 50000 × even' },
    { code: 'ALC-P003', detail: 'no header' },
  ]);
});
