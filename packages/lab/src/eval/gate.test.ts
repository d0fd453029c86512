/** The regression gate: a few cases of every kind must be judged right; `npm run eval` does all of them. */
import { describe, expect, it } from 'vitest';
import { casesLike } from '../cases/index.js';
import { figuresOf } from './figures.js';
import type { CaseResult } from './judge.js';
import { report } from './print.js';
import { runCase } from './run.js';

const GATE = [
  'untouched-2013-january.complete.kape',
  'untouched-2013-january.files-only.live-drive',
  'administered-2016-exports.complete.kape',
  'attacked-2019-proxyshell-refused.logs-only.loose',
  'entered-2016-proxyshell-export.complete.velociraptor',
  'entered-2016-old-remains.files-only.kape',
  'entered-2016-proxynotshell.complete.kape',
  'robbed-2016-through-ssrf.complete.kape',
  'robbed-2016-through-ssrf.rolled-over.kape',
  'hidden-2016-plain-page.logs-only.kape',
];

describe('verdicts of the gate', async () => {
  const cases = GATE.flatMap((id) => casesLike(id));

  it('has every case that it names, all of the half for tuning', () => {
    expect(cases.map(({ id }) => id)).toEqual(GATE);
    expect(new Set(cases.map(({ half }) => half))).toEqual(new Set(['tuning']));
  });

  const results: CaseResult[] = [];
  for (const labCase of cases) results.push(await runCase(labCase));
  const figures = figuresOf(results);

  it.each(results)('$id', ({ right, reason, verdict }) => {
    expect(right, `${verdict}: ${reason}`).toBe(true);
  });

  it('holds no all-clear on an entered server and no intruder where nobody got in', () => {
    expect(figures.grave).toEqual([]);
  });

  it('says nothing loud about benign lines', () => {
    expect(figures.falseFindings.lines).toBeGreaterThan(1000);
    expect(figures.falseFindings.count).toBe(0);
  });

  it('prints its figures, and a disagreement with its reason', () => {
    const text = report('gate', figures, results);
    expect(text).toContain(`${GATE.length} of ${GATE.length} verdicts right`);
    expect(text).toContain('no disagreements');
    const wrong = results.map((result) => ({ ...result, right: false, grave: true, reason: 'because' }));
    expect(report('gate', figuresOf(wrong), wrong)).toMatch(/GRAVE untouched-2013.*\n +should be nothing-found, is/);
  });
});
