import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isEncodedLetter } from './encoded-letter.js';
import { allocateScanBuffer, Kernel, kernelOf, LAYOUT } from './kernel.js';
import { createPrefilter } from './prefilter.js';

const build = fileURLToPath(new URL('../../kernels/build.mjs', import.meta.url));
const layout = readFileSync(fileURLToPath(new URL('../../kernels/prefilter/layout.ts', import.meta.url)), 'utf8');

describe('kernel', () => {
  it('is what its sources compile to, byte for byte', ({ skip }) => {
    const { status, stderr } = spawnSync(process.execPath, [build, '--check'], { encoding: 'utf8' });
    if (status === 2) {
      console.warn('SKIPPED: kernel.generated.ts is not compared with its sources:', stderr);
      skip();
    }
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('has its tables where the host writes them, one behind the other', () => {
    const constants = [...layout.matchAll(/^export const (\w+): \w+ = (\w+);$/gm)].map(([, name, value]) => [
      name,
      Number(value),
    ]);
    expect(Object.fromEntries(constants)).toEqual(LAYOUT);
    expect(LAYOUT.CANDIDATES + 4 * (LAYOUT.PIECE / 4 + Math.ceil(LAYOUT.PIECE / 3))).toBeLessThanOrEqual(LAYOUT.HALVES);
    expect(LAYOUT.BLOOM + LAYOUT.BLOOM_MAX).toBeLessThanOrEqual(LAYOUT.SLOTS);
    expect(LAYOUT.SLOTS + LAYOUT.SLOT * LAYOUT.SLOTS_MAX).toBeLessThanOrEqual(LAYOUT.ENTRIES);
    expect(LAYOUT.ENTRIES + LAYOUT.ENTRY * LAYOUT.ENTRIES_MAX).toBeLessThanOrEqual(LAYOUT.BLOCK - LAYOUT.AROUND);
  });

  it('knows the encoded letters that its host knows', () => {
    const kernel = new Kernel(4096);
    const digits = Array.from({ length: 256 }, (_, b) => b);
    for (const first of digits) {
      for (const before of [[], [0x32, 0x35]]) {
        const bytes = Uint8Array.from(digits.flatMap((second) => [0x25, ...before, first, second, 0x2e]));
        const count = kernel.find(kernel.copy(bytes, 0, bytes.length), bytes.length, true);
        const found = [...kernel.candidates.subarray(0, count)].map((candidate) => candidate >>> 1);
        expect(found).toEqual([...bytes.keys()].filter((at) => isEncodedLetter(bytes, at, bytes.length)));
      }
    }
  });

  it('holds every candidate that a piece can have', () => {
    const buffer = allocateScanBuffer(LAYOUT.PIECE);
    for (let i = 0; i < buffer.length; i++) buffer[i] = '%61'.charCodeAt(i % 3);
    const kernel = kernelOf(buffer);
    const windows = createPrefilter({ literals: ['%61%61%', '61%61%6', '1%61%61'], encodedLetters: true });
    let ids: number[] = [];
    windows.scan(buffer, buffer.length, (_start, _end, found, count) => {
      ids = [...found.subarray(0, count)];
    });
    expect(ids).toEqual([-1, 0, 1, 2]);
    expect(kernel?.find(buffer.byteOffset, buffer.length, true)).toBe(LAYOUT.PIECE / 4 + Math.floor(LAYOUT.PIECE / 3));
  });

  it('serves prefilters in turn, and more literals than its tables have room for', () => {
    const buffer = allocateScanBuffer(4096);
    const bytes = new TextEncoder().encode('GET /Needle-17 HTTP\r\nGET /other-4999x\n%41\n');
    buffer.set(bytes);
    const many = createPrefilter({
      literals: Array.from({ length: 5000 }, (_, i) => `other-${i}x`),
      encodedLetters: false,
    });
    const one = createPrefilter({ literals: ['needle-17', 'abcd'], encodedLetters: true });
    for (let turn = 0; turn < 3; turn++) {
      const seen: number[][] = [];
      many.scan(buffer, bytes.length, (start, _end, ids, count) => seen.push([start, ...ids.subarray(0, count)]));
      one.scan(buffer, bytes.length, (start, _end, ids, count) => seen.push([start, ...ids.subarray(0, count)]));
      expect(seen).toEqual([
        [21, 4999],
        [0, 0],
        [38, -1],
      ]);
    }
  });
});
