import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { countLines } from './count-lines.js';
import { acquireKernel, LAYOUT, releaseKernel, TABLES } from './kernel.js';

const build = fileURLToPath(new URL('../../kernels/build.mjs', import.meta.url));
const layout = readFileSync(fileURLToPath(new URL('../../kernels/columns/layout.ts', import.meta.url)), 'utf8');

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

  it('has its tables where the host reads them', () => {
    // The layout is a list of constant expressions: worked out here with sizes as plain numbers.
    const constants = new Map<string, number>();
    for (const [, name = '', expression = ''] of layout.matchAll(/^export const (\w+): \w+ = (.+);$/gm)) {
      const terms = expression.replace(/<usize>/g, '').split(/\s*\+\s*(?![^(]*\))/);
      const factor = (text: string): number => {
        const sum = /^\((\w+) \+ (\w+)\)$/.exec(text);
        if (sum !== null) return factor(sum[1] ?? '') + factor(sum[2] ?? '');
        return constants.get(text) ?? Number(text);
      };
      constants.set(
        name,
        terms
          .map((term) =>
            term
              .split(' * ')
              .map(factor)
              .reduce((a, b) => a * b),
          )
          .reduce((a, b) => a + b),
      );
    }
    for (const [name, value] of Object.entries({ ...LAYOUT, ...TABLES })) {
      expect([name, constants.get(name)]).toEqual([name, value]);
    }
    const kernel = acquireKernel();
    expect(kernel.bytes.length).toBeGreaterThan((constants.get('POOL_END') ?? 0) + 16);
    releaseKernel(kernel);
  });
});

describe('countLines', () => {
  it('counts line feeds, however many and wherever', () => {
    const block = new Uint8Array(300_000).map((_, i) => (i % 7 === 0 || (i > 100_000 && i < 140_000) ? 10 : i & 0xff));
    for (const [start, end] of [
      [0, 0],
      [0, 1],
      [1, 64],
      [3, 70_001],
      [65_530, 65_600],
      [99_000, 141_000],
      [0, 300_000],
    ] as const) {
      expect(countLines(block, start, end)).toBe(block.subarray(start, end).filter((b) => b === 10).length);
    }
    const feeds = new Uint8Array(200_000).fill(10);
    expect(countLines(feeds, 0, feeds.length)).toBe(200_000);
  });
});
