import { describe, expect, it } from 'vitest';
import { ActorProfile, consistency, type Marker, type MarkerKind } from './actor.js';

const profile = ActorProfile.parse({
  name: 'x',
  description: 'y',
  consistentWith: [{ description: 'a marker', kind: 'hash', match: { contains: ['abc'] } }],
  wouldTell: 'z',
  sources: ['s'],
});
const markers = (...kinds: MarkerKind[]): Marker[] =>
  kinds.map((kind) => ({ description: 'a marker', kind, match: { contains: ['abc'] } }));

describe('consistency', () => {
  it.each<[MarkerKind[], string | undefined]>([
    [[], undefined],
    [['file-name'], 'low'],
    [['hash'], 'low'],
    [['file-name', 'address'], 'low'],
    [['file-name', 'address', 'time', 'technique'], 'low'],
    [['hash', 'hash', 'hash'], 'low'],
    [['hash', 'file-name'], 'medium'],
    [['hash', 'task', 'domain'], 'high'],
  ])('of %j is %s', (kinds, expected) => {
    expect(consistency(profile, markers(...kinds))).toBe(expected);
  });

  it('cannot be loosened by a profile', () => {
    expect(ActorProfile.safeParse({ ...profile, needs: { medium: 1, high: 3 } }).success).toBe(false);
  });
});
