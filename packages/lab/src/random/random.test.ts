import { describe, expect, it } from 'vitest';
import { GuidSequence, permute32, Random } from './random.js';

const draw = (random: Random): number[] => Array.from({ length: 50 }, () => random.uint32());

describe('Random', () => {
  it('gives the same numbers for the same seed, on every machine', () => {
    expect(draw(Random.seeded('a'))).toEqual(draw(Random.seeded('a')));
    expect(draw(Random.seeded('a'))).not.toEqual(draw(Random.seeded('b')));
    expect(Random.seeded('pinned').uint32()).toBe(1054845210);
  });

  it('forks without moving the parent', () => {
    const plain = Random.seeded('a');
    const forked = Random.seeded('a');
    draw(forked.fork('x'));
    expect(draw(forked)).toEqual(draw(plain));
    expect(draw(Random.seeded('a').fork('x'))).not.toEqual(draw(Random.seeded('a').fork('y')));
  });

  it('reaches both ends of a range and nothing else', () => {
    const random = Random.seeded('range');
    expect(new Set(Array.from({ length: 500 }, () => random.int(3, 6)))).toEqual(new Set([3, 4, 5, 6]));
  });
});

describe('GuidSequence', () => {
  it('never repeats, also across neighbouring sequences', () => {
    const first = new GuidSequence(Random.seeded('a'), 0);
    const second = new GuidSequence(Random.seeded('a'), 50_000);
    const ids = new Set<string>();
    for (let index = 0; index < 50_000; index++) ids.add(first.guid()).add(second.guid());
    expect(ids.size).toBe(100_000);
    expect([...ids][7]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('rests on a bijection', () => {
    const seen = new Set<number>();
    for (let value = 0; value < 100_000; value++) seen.add(permute32(value));
    expect(seen.size).toBe(100_000);
  });
});
