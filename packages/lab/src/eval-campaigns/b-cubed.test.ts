import { describe, expect, it } from 'vitest';
import { bCubed, pairwise } from './b-cubed.js';

const sets = (text: Record<string, string>): Map<string, Set<string>> =>
  new Map(Object.entries(text).map(([item, names]) => [item, new Set(names.split(' ').filter(Boolean))]));

describe('bCubed', () => {
  const classes = sets({ a: 'x', b: 'x', c: 'y', d: 'y' });
  it('is 1 for the truth, whatever clusters are called', () => {
    expect(bCubed(classes, sets({ a: '1', b: '1', c: '2', d: '2' }))).toEqual({ items: 4, precision: 1, recall: 1 });
  });
  it('tells one big cluster by precision, single items by recall', () => {
    expect(bCubed(classes, sets({ a: '1', b: '1', c: '1', d: '1' }))).toEqual({ items: 4, precision: 0.5, recall: 1 });
    expect(bCubed(classes, sets({}))).toEqual({ items: 4, precision: 1, recall: 0.5 });
  });
  it('counts what belongs to two classes in both', () => {
    const two = sets({ a: 'x', b: 'x y', c: 'y' });
    expect(bCubed(two, sets({ a: '1', b: '1 2', c: '2' })).precision).toBe(1);
    // b stands with a only: of its three neighbours in truth (itself, a, c) c is missing, and itself is found once of twice.
    expect(bCubed(two, sets({ a: '1', b: '1', c: '2' })).recall).toBeCloseTo((1 + (0.5 + 1 + 0) / 3 + 0.5) / 3);
  });
});

describe('pairwise', () => {
  it('counts pairs', () => {
    const classes = sets({ a: 'x', b: 'x', c: 'y', d: 'y' });
    expect(pairwise(classes, sets({ a: '1', b: '1', c: '1', d: '2' }))).toEqual({
      items: 4,
      precision: 1 / 3,
      recall: 1 / 2,
    });
  });
});
