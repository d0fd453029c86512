import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analysePage } from '../analyse.js';
import { analysePageFile } from '../analyse-file.js';
import { CARRIERS } from './carriers.js';
import { wrap } from './envelopes.js';
import { Choice } from './random.js';
import { disguisedPage, plainPage } from './render.js';

const rank = (level: string | undefined): number => (level === 'malicious' ? 2 : level === 'suspicious' ? 1 : 0);

describe('disguises', () => {
  test.each(CARRIERS.map((c) => [`${c.dialect}: ${c.name}`, c] as const))('%s is malicious as it is', (_, carrier) => {
    expect(analysePage(plainPage(carrier), carrier.extension).level).toBe('malicious');
  });

  test('what changes the looks and not the meaning never lowers the level', () => {
    fc.assert(
      fc.property(fc.nat(CARRIERS.length - 1), fc.nat(2 ** 31 - 1), (which, seed) => {
        const carrier = CARRIERS[which] ?? CARRIERS[0];
        const choice = new Choice(seed);
        const page = disguisedPage(carrier, choice);
        const { bytes, magic } = wrap(page, carrier, choice);
        expect(
          rank(analysePageFile(bytes, magic, carrier.extension).level),
          `${carrier.name} (${magic})\n${page}`,
        ).toBe(2);
      }),
      { numRuns: Number(process.env.DISGUISES ?? 1500) },
    );
  }, 120_000);
});
