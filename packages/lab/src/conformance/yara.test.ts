/** The comparison itself, on packs of our own; the public packs are compared by `npm run conformance:yara`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compareYara } from './yara-compare.js';
import { hasYara } from './yara-tool.js';

const folder = mkdtempSync(join(tmpdir(), 'allclear-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));
const installed = hasYara();
if (!installed) console.warn('SKIPPED: this needs `yara` and `yarac` (Debian: apt-get install yara).');

const put = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test.skipIf(!installed)('every match of file and rule is compared, and what cannot be compared is told', async () => {
  const rules = [
    'rule same { strings: $a = "ALLCLEAR_TEST" condition: $a }',
    'rule named { condition: filename matches /asp$/ }',
  ].join('\n');
  const result = await compareYara(
    [
      { origin: 'good.yar', path: put('good.yar', rules) },
      { origin: 'bad.yar', path: put('bad.yar', 'rule broken { condition: }') },
    ],
    [put('a.asp', 'ALLCLEAR_TEST'), put('b.txt', 'nothing')],
    { variables: (path) => ({ filename: path, filepath: '', extension: '', filetype: '', owner: '' }) },
  );
  expect(result).toMatchObject({ files: 2, rules: 2, matches: 2, missing: [], extra: [] });
  expect(result.notCompared).toEqual([expect.stringMatching(/^yara refuses bad\.yar: error/)]);
});
