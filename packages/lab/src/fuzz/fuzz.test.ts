/** The nightly fuzzing in small: each target survives a few inputs, and what a number stands for does not change. */
import { describe, expect, test } from 'vitest';
import { inputOf, MAX_INPUT } from './mutate.js';
import { collectSeeds } from './seeds.js';
import { TARGETS } from './targets.js';

const seeds = await collectSeeds();
const INPUTS = 25;

describe('fuzzing', () => {
  test('an iteration is the same input each time, another one another, and none is too long', () => {
    const bytes = seeds.slice(0, 3).map((seed) => seed.bytes);
    const inputs = Array.from({ length: 50 }, (_, i) => Buffer.from(inputOf(bytes, 7, i)));
    expect(inputs).toEqual(inputs.map((_, i) => Buffer.from(inputOf(bytes, 7, i))));
    expect(new Set(inputs.map((input) => input.toString('latin1'))).size).toBeGreaterThan(45);
    for (const input of inputs) expect(input.length).toBeLessThanOrEqual(MAX_INPUT);
  });

  test.each(TARGETS)('$name', (target) => {
    const own = seeds.filter(({ path }) => target.fits.test(path)).map(({ bytes }) => bytes);
    const used = own.length > 0 ? own : seeds.map(({ bytes }) => bytes);
    for (let i = 0; i < INPUTS; i++) target.run(inputOf(used, 20_210_303, i));
  });
});
