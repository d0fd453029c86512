/** The regression gate: a case of every scenario, both halves, in the ordinary test run; `npm run eval` does all cases. */
import { describe, expect, it } from 'vitest';
import { CASES } from '../cases/index.js';
import { figuresOf } from './figures.js';
import { failures, gateCases } from './gate.js';
import { report } from './print.js';
import { runCases } from './run.js';

const drawn = gateCases(CASES);

describe.each(['tuning', 'judging'] as const)('the gate, %s half', async (half) => {
  const cases = drawn.filter((labCase) => labCase.half === half);
  const results = await runCases(cases);
  const figures = figuresOf(results);
  process.stdout.write(`${report(`gate, ${half}`, figures, results)}\n`);

  it('has a case of every scenario of the half', () => {
    expect(results.length).toBe(cases.length);
    expect(results.length).toBeGreaterThan(20);
    expect(figures.falseFindings.lines).toBeGreaterThan(1000);
    expect(figures.sufficient.cases).toBeGreaterThan(10);
  });

  it('passes', () => {
    expect(failures(figures)).toEqual([]);
  });

  it('would not pass with one grave error, one wrong verdict or one loud finding about benign lines', () => {
    const [first] = results;
    if (first === undefined) throw new Error('no case');
    const without = results.filter((result) => result !== first);
    const grave = figuresOf([...without, { ...first, grave: true }]);
    expect(failures(grave)).toHaveLength(1);
    const wrong = { ...first, truth: { ...first.truth, expected: { verdict: 'attacked', acceptable: ['attacked'] } } };
    expect(failures(figuresOf([...without, { ...wrong, right: false, reason: 'because' }] as typeof results))).toEqual([
      expect.stringMatching(/less than 99 %/),
    ]);
    const loud = {
      ...first,
      truth: { ...first.truth, verdict: 'not-attacked' as const },
      lines: 10,
      falseFindings: ['x'],
    };
    expect(failures(figuresOf([...without, loud]))).toEqual([expect.stringMatching(/1 false findings/)]);
  });

  it('prints each disagreement with its reason', () => {
    const wrong = results.map((result) => ({ ...result, right: false, grave: true, reason: 'because' }));
    expect(report('x', figuresOf(wrong), wrong)).toMatch(/GRAVE [a-z0-9.-]+\n +should be .*, is .*\. because/);
  });
});
