import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sha256 } from './sha256.js';

test('agrees with the platform, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (chunks) => {
      const ours = new Sha256();
      for (const chunk of chunks) ours.update(chunk);
      expect(ours.digest()).toBe(createHash('sha256').update(Buffer.concat(chunks)).digest('hex'));
    }),
    { numRuns: 300 },
  );
});

test('agrees on many blocks', () => {
  const bytes = new Uint8Array(1_000_003).map((_, index) => index * 7);
  const ours = new Sha256();
  ours.update(bytes);
  expect(ours.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
});
