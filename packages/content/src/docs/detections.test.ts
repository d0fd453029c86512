import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadContent } from '../load/index.js';
import { detectionDocs } from './detections.js';

const FILE = new URL('../../../../docs/detections.md', import.meta.url);

it('docs/detections.md says what is shipped (UPDATE_DOCS=1 writes it anew)', async () => {
  const text = detectionDocs(await loadContent());
  if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, text);
  expect(readFileSync(FILE, 'utf8')).toBe(text);
});

it('lists what is not covered, with the reason', async () => {
  const content = await loadContent();
  const open = content.checks.filter((check) => check.status === 'not-yet');
  const text = detectionDocs(content);
  for (const check of open) expect(text).toContain(`| ${check.id} | ${check.title} | ${check.reason} |`);
});
