import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { assessmentJsonSchema } from './json-schema.js';

const FILE = new URL('../schema/assessment.schema.json', import.meta.url);

it('the published schema is the generated one (UPDATE_DOCS=1 rewrites it)', () => {
  const text = `${JSON.stringify(assessmentJsonSchema(), undefined, 2)}\n`;
  if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, text);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});
