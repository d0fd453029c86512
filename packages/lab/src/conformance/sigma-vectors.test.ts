import { describe, expect, test } from 'vitest';
import { loadVectors, runVector } from './sigma-vectors.js';

const vectors = loadVectors();

describe('what the Sigma specification demands: interpreter and engine', () => {
  test('every kind of statement has vectors', () => {
    expect(vectors.length).toBeGreaterThan(90);
    expect(vectors.filter(({ vector }) => vector.refused !== undefined).length).toBeGreaterThan(15);
  });
  test.each(vectors.map(({ name, vector }) => [name, vector] as const))('%s', (_, vector) => {
    const { stated, interpreter, engine } = runVector(vector);
    expect(stated).toBeDefined();
    expect({ interpreter, engine }).toEqual({ interpreter: stated, engine: stated });
  });
});
