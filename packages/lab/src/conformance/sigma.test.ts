/** Needs the Sigma samples beside the repository; skips loudly without them. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { asStated, loadCases, loadPack, misstated, runCase } from './sigma-cases.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/sigma', import.meta.url));
if (!existsSync(SAMPLES)) console.warn('SKIPPED: the Sigma samples are not beside the repository');

describe.skipIf(!existsSync(SAMPLES))('the public Sigma rules', () => {
  test('load or are refused with a reason, and fire on their event logs as often as stated', () => {
    const pack = loadPack(SAMPLES);
    expect(pack.rules.length).toBeGreaterThan(3700);
    expect(pack.refused.filter(({ reason }) => !reason.includes('placeholders'))).toEqual([]);
    const results = loadCases(SAMPLES).map((one) => runCase(one, pack));
    expect(results.length).toBeGreaterThan(100);
    expect(results.filter((r) => !asStated(r) && misstated(r) === undefined).map((r) => [r.title, r.fired])).toEqual(
      [],
    );
    expect(results.filter((r) => misstated(r) !== undefined)).toHaveLength(2);
  }, 120_000);
});
