/** Needs usnjls (Debian: sleuthkit), and for the sample 7zz; skips loudly without them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { compareJournal, hasUsnjls } from './usn.js';
import { labVolume } from './volume-sample.js';

const PACKED = fileURLToPath(new URL('../../../../../shared/samples/ntfs/APTSimulatorVMJ.7z', import.meta.url));
const tool = hasUsnjls();
const possible = tool && existsSync(PACKED) && spawnSync('7zz', ['i'], { stdio: 'ignore' }).error === undefined;
if (!possible) console.warn('SKIPPED: the sample journal, 7zz or usnjls are missing');
const scratch = mkdtempSync(join(tmpdir(), 'usn-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const to = (name: string): string => join(scratch, name);

test.skipIf(!tool)('a journal that we write is read by usnjls as we read it', () => {
  const { table, journal } = labVolume();
  const result = compareJournal(journal, table, to('own.img'), to('own.txt'));
  expect(result.differences).toEqual([]);
  expect(result.records).toBe(result.theirs);
  expect(result.records).toBeGreaterThan(120);
});

test.skipIf(!tool)('the comparison sees what differs', () => {
  const { table, journal } = labVolume();
  const other = journal.slice();
  compareJournal(journal, table, to('first.img'), to('first.txt'));
  other[32] = (other[32] ?? 0) ^ 1;
  const { differences } = compareJournal(other, table, to('other.img'), to('other.txt'));
  expect(differences).toEqual([]);
  const [first] = readFileSync(to('first.txt'), 'utf8').split('\n');
  const [changed] = readFileSync(to('other.txt'), 'utf8').split('\n');
  expect(changed).not.toBe(first);
});

test.skipIf(!possible)(
  'the sample journal: every field of 275,540 records',
  () => {
    spawnSync('7zz', ['x', '-y', `-o${scratch}`, PACKED], { stdio: 'ignore' });
    const { table } = labVolume();
    const result = compareJournal(readFileSync(to('$J')), table, to('sample.img'), to('sample.txt'));
    expect(result.differences).toEqual([]);
    expect([result.records, result.theirs]).toEqual([275_540, 275_540]);
  },
  120_000,
);
