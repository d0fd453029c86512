/** A few intrusions of different kinds, from the assessment to a verified server and back; all: `npm run eval:cleanup`. */
import { describe, expect, it } from 'vitest';
import { casesLike } from '../cases/index.js';
import { cleanUp } from './run.js';

const CASES = ['entered-2016-oab.complete.*', 'robbed-2013-oab-mail.complete.*'];

describe('cleaning', () => {
  it.each(CASES)(
    '%s ends verified, leaves nothing over, and can be undone',
    async (pattern) => {
      const [labCase] = casesLike(pattern);
      if (labCase === undefined) throw new Error(`no case ${pattern}`);
      const { result, reasons, forgotten, leftOver, notRestored, steps } = await cleanUp(labCase);
      expect({ result, forgotten, leftOver, notRestored }, reasons.join(' ')).toEqual({
        result: 'cleaned-and-verified',
        forgotten: [],
        leftOver: [],
        notRestored: [],
      });
      expect(steps).toBeGreaterThan(0);
    },
    180_000,
  );
});
