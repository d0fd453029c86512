/** Vectors: one small pack a language feature, what it must find, and, where `yara` is installed, that it finds the same. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bytesOf } from './language/parse.js';
import { YaraPack } from './pack.js';
import { VECTORS } from './testing/vectors.js';

const yara = spawnSync('yara', ['--version'], { encoding: 'utf8' });
const installed = yara.status === 0;
if (!installed) console.warn('SKIPPED: comparison with `yara`, which is not installed (Debian: apt-get install yara).');

const folder = mkdtempSync(join(tmpdir(), 'allclear-yara-'));
afterAll(() => rmSync(folder, { recursive: true }));

function ours(rules: string, data: string): { found: string[]; refused: string[] } {
  const pack = new YaraPack([{ origin: 'vector.yar', bytes: bytesOf(rules) }]);
  const { matches, unfinished } = pack.scan(bytesOf(data));
  expect(unfinished).toBe(false);
  return { found: matches.map(({ rule }) => rule.name).sort(), refused: pack.refused.map((r) => r.reason) };
}

describe.each(VECTORS)('$name', ({ rules, files }) => {
  test.each(files.map(({ data, found }, i) => ({ i, data, found })))('file $i', ({ data, found }) => {
    expect(ours(rules, data)).toEqual({ found: [...found].sort(), refused: [] });
  });

  test.skipIf(!installed).each(files.map(({ data, found }, i) => ({ i, data, found })))(
    'file $i, as yara says',
    ({ data, found }) => {
      const ruleFile = join(folder, 'rules.yar');
      const file = join(folder, 'file');
      writeFileSync(ruleFile, bytesOf(rules));
      writeFileSync(file, bytesOf(data));
      const externals = ['filename', 'filepath', 'extension', 'filetype', 'owner'].flatMap((name) => [
        '-d',
        `${name}=`,
      ]);
      const run = spawnSync('yara', ['-w', ...externals, ruleFile, file], { encoding: 'latin1' });
      expect(run.stderr).toBe('');
      expect(
        run.stdout
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => line.split(' ')[0])
          .sort(),
      ).toEqual([...found].sort());
    },
  );
});
