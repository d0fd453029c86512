import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compressMam, decompressHuffman, decompressMam, isMam } from './index.js';

test('what is compressed comes out again, over several blocks', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, 2, 65, 255), { maxLength: 3000 }), (values) => {
      const bytes = Uint8Array.from(values);
      expect(decompressMam(compressMam(bytes))).toEqual({ bytes, problems: [] });
    }),
    { numRuns: 100 },
  );
  const long = Uint8Array.from({ length: 150_000 }, (_, i) => (i * 7) % 11);
  expect(decompressMam(compressMam(long))?.bytes).toEqual(long);
});

test('what is no such file is told apart, and damage ends it', () => {
  expect(decompressMam(new Uint8Array(20))).toBeUndefined();
  expect(isMam(Uint8Array.of(0x4d, 0x41, 0x4d, 0x04))).toBe(true);
  expect(isMam(Uint8Array.of(0x4d, 0x41, 0x4d, 0x03))).toBe(false);
  const bytes = compressMam(Uint8Array.from({ length: 500 }, (_, i) => i % 7));
  expect(decompressMam(bytes.subarray(0, bytes.length - 20))?.problems).toMatchObject([{ code: 'ALC-P006' }]);
  // Lengths that make no code.
  expect(decompressHuffman(new Uint8Array(300).fill(0x11), 100).length).toBe(0);
});
