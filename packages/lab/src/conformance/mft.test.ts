/** Needs the sample file tables beside the repository, The Sleuth Kit and 7zz (Debian: sleuthkit, 7zip); skips loudly without them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MftSurvey } from '@allclear/parsers';
import { afterAll, describe, expect, test } from 'vitest';
import { compareMft, type MftComparison } from './mft.js';
import { writeImage } from './mft-image.js';
import { hasSleuthKit } from './sleuthkit.js';
import { labVolume } from './volume-sample.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/ntfs', import.meta.url));
const tool = hasSleuthKit();
const possible = tool && existsSync(SAMPLES);
if (!possible) console.warn('SKIPPED: sample file tables or The Sleuth Kit are missing');
const scratch = mkdtempSync(join(tmpdir(), 'mft-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let images = 0;
function compared(table: Uint8Array, shown: number): MftComparison {
  const image = join(scratch, `${images++}.img`);
  expect(writeImage(table, image)).toBe(true);
  const result = compareMft(table, image, shown);
  rmSync(image);
  return result;
}

test.skipIf(!tool)('what we write is read by The Sleuth Kit as we read it', () => {
  const { table, files } = labVolume();
  const result = compared(table, 200);
  expect(result.differences).toEqual([]);
  expect(result.shown).toBeGreaterThanOrEqual(files);
  expect(result.values).toBeGreaterThan(files * 20);
});

test.skipIf(!tool)('the comparison sees what differs', () => {
  const { table } = labVolume();
  const image = join(scratch, 'other.img');
  writeImage(table, image);
  const other = table.slice();
  // The lowest byte of a creation time in the record of the first file.
  const at = other.length - 1024 + 56 + 24;
  other[at] = (other[at] ?? 0) ^ 0x55;
  expect(compareMft(other, image, 1000).differences.length).toBeGreaterThan(0);
});

describe.skipIf(!possible)('the sample file tables', () => {
  test.each([
    ['xw', 120],
    ['NIST/DFR-16', 80],
  ])(
    '%s is read as The Sleuth Kit reads it, value by value',
    (name, shown) => {
      const table = readFileSync(join(SAMPLES, name, '$MFT'));
      const result = compared(table, shown);
      expect(result.differences).toEqual([]);
      expect(result.shown).toBeGreaterThan(40);
    },
    120_000,
  );

  const packed = join(SAMPLES, 'tdungan/$MFT.7z');
  const unpack = spawnSync('7zz', ['i'], { stdio: 'ignore' }).error === undefined;
  if (!unpack) console.warn('SKIPPED: 7zz is missing; the largest sample was not read');
  test.skipIf(!unpack || !existsSync(packed))(
    'a whole system drive',
    () => {
      spawnSync('7zz', ['x', '-y', `-o${scratch}`, packed], { stdio: 'ignore' });
      const table = readFileSync(join(scratch, '$MFT'));
      const result = compared(table, 250);
      expect(result.differences).toEqual([]);
      expect(result.listed).toBeGreaterThan(45_000);
      expect(result.shown).toBeGreaterThan(200);
      const survey = new MftSurvey();
      for (let at = 0; at < table.length; at += 1 << 20) survey.push(table.subarray(at, at + (1 << 20)));
      survey.finish();
      expect(survey.problems).toEqual([]);
      expect([...survey.files()].every(({ whole, deleted }) => whole || deleted)).toBe(true);
    },
    180_000,
  );
});

test('samples are there where they should be', () => {
  if (existsSync(SAMPLES)) expect(readdirSync(SAMPLES)).toContain('xw');
  else writeFileSync(join(scratch, 'skipped'), '');
});
