import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readBundle } from './bundle.js';
import { loadContent } from './content.js';

const BUNDLE = new URL('../../dist/knowledge.br', import.meta.url);

it('the bundle that the build made says the same as the data', async () => {
  const fresh = await loadContent({ fresh: true });
  expect(fresh.problems).toEqual([]);
  const bundle = readBundle(fresh.version);
  expect(bundle, 'run npm run build').toBeDefined();
  expect(bundle?.sigma).toEqual(JSON.parse(JSON.stringify(fresh.sigma)));
  expect(bundle?.checks).toEqual(fresh.checks);
  expect(bundle?.actors).toEqual(fresh.actors);
});

it('a bundle of other data is not used', () => {
  expect(readBundle('0000000000000000')).toBeUndefined();
});

it('the bundle holds no rule as plain text', () => {
  expect(existsSync(BUNDLE)).toBe(true);
  expect(readFileSync(BUNDLE).includes('detection')).toBe(false);
});
