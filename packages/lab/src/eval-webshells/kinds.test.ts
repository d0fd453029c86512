import { describe, expect, it } from 'vitest';
import { kindsOf, sketch } from './kinds.js';

const words = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `word${from + i}`).join(' ');

describe('kinds of pages', () => {
  it('copies with a changed word are of one kind, others are not', () => {
    const a = words(0, 300);
    const kinds = kindsOf([a, a.replace('word150', 'other'), words(1000, 300), `${words(1000, 300)} end`].map(sketch));
    expect(kinds).toEqual([0, 0, 2, 2]);
  });
  it('takes texts of no and of few words', () => {
    expect(kindsOf(['', 'one', 'one two'].map(sketch))).toHaveLength(3);
  });
});
