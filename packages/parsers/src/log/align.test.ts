import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignTokens } from './align.js';

test('every field has a range inside the row or none, in order, and no token is used twice', () => {
  const number = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(
      number,
      number,
      fc.array(fc.nat(100)),
      fc.array(fc.constantFrom<-1 | 0 | 1>(-1, 0, 1)),
      (tokens, fields, flexible, fits) => {
        const known = flexible.map((f) => f % fields);
        const ranges = alignTokens(tokens, fields, known, (f, t) => fits[(f + t) % (fits.length || 1)] ?? 0);
        let last = 0;
        for (let f = 0; f < fields; f++) {
          const first = ranges[2 * f] ?? -1;
          const end = ranges[2 * f + 1] ?? -1;
          if (first < 0) continue;
          expect(first).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(first);
          expect(end).toBeLessThanOrEqual(tokens);
          last = end;
        }
        if (tokens >= fields) expect(last).toBe(tokens);
      },
    ),
  );
});
