import { expect, test } from 'vitest';
import { inNetwork, parseAddress, parseNetwork } from './cidr.js';

test.each([
  ['1.2.3.4', [1, 2, 3, 4]],
  ['[::1]:443', [...new Array<number>(15).fill(0), 1]],
  ['::ffff:1.2.3.4', [1, 2, 3, 4]],
  ['1.2.3.256', undefined],
  ['1.2.3', undefined],
  [':::', undefined],
  ['1::2::3', undefined],
  ['1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['', undefined],
])('address %s', (text, bytes) => {
  expect(parseAddress(text)).toEqual(bytes);
});

test('networks', () => {
  const inside = (network: string, address: string): boolean => {
    const parsed = parseNetwork(network);
    return parsed !== undefined && inNetwork(parsed, parseAddress(address) ?? []);
  };
  expect(inside('10.1.2.3/31', '10.1.2.2')).toBe(true);
  expect(inside('10.1.2.3', '10.1.2.3')).toBe(true);
  expect(inside('10.1.2.3', '10.1.2.4')).toBe(false);
  expect(inside('::ffff:10.0.0.0/104', '10.9.9.9')).toBe(true);
  expect(inside('0.0.0.0/0', '::1')).toBe(false);
  expect(parseNetwork('10.0.0.0/x')).toBeUndefined();
  expect(parseNetwork('10.0.0.0/8/8')).toBeUndefined();
});
