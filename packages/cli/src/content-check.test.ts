/** `content check` on folders that are easily given: our own, and one without any rule. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EXIT } from './exit-codes.js';
import { runAllclear } from './testing/run-allclear.js';

const work = mkdtempSync(join(tmpdir(), 'content-check-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

test('the shipped rules are no second ones of themselves', async () => {
  const { code, stdout, stderr } = await runAllclear(['content', 'check', 'packages/content/data/sigma']);
  expect([code, stderr]).toEqual([EXIT.nothingFound, '']);
  expect(stdout).toMatch(/^\d{3} rules, 0 problems\n$/);
});

test('a folder without rules is a slip', async () => {
  writeFileSync(join(work, 'notes.txt'), 'none here');
  const { code, stdout, stderr } = await runAllclear(['content', 'check', work]);
  expect([code, stdout]).toEqual([EXIT.usage, '']);
  expect(stderr).toMatch(/there is no rule in it/);
});
