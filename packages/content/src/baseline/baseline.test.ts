import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadContent } from '../load/index.js';
import { type Baseline, BaselineIndex, parseBaseline } from './index.js';

const HASH = 'ab'.repeat(32);
const baseline: Baseline = {
  format: 'allclear-baseline',
  version: 1,
  created: '2026-11-23T00:00:00.000Z',
  root: 'wwwroot',
  files: [{ path: 'Admin/Tools.aspx', sha256: HASH, size: 10 }],
};

describe('what a baseline accepts', () => {
  const index = new BaselineIndex([baseline]);
  test.each([
    ['the same place, any case and separator', 'C:\\inetpub\\wwwroot\\admin\\TOOLS.aspx', HASH, true],
    ['the web root itself', 'Admin/Tools.aspx', HASH.toUpperCase(), true],
    ['another folder', 'C:\\inetpub\\wwwroot\\aspnet_client\\tools.aspx', HASH, false],
    ['a name that only ends alike', 'C:\\inetpub\\wwwroot\\xadmin\\tools.aspx', HASH, false],
    ['another content', 'C:\\inetpub\\wwwroot\\admin\\tools.aspx', 'cd'.repeat(32), false],
    ['no hash', 'C:\\inetpub\\wwwroot\\admin\\tools.aspx', undefined, false],
  ])('%s', (_, path, sha256, expected) => {
    expect(index.accepts(path, sha256)).toBe(expected);
  });
});

describe('reading', () => {
  test('what is none says why', () => {
    expect(parseBaseline('{')).toBe('not JSON');
    expect(parseBaseline(JSON.stringify({ ...baseline, format: 'x' }))).toMatch(/^format/);
    expect(parseBaseline(JSON.stringify({ ...baseline, files: [{ path: 'x', sha256: 'short', size: 1 }] }))).toMatch(
      /sha256/,
    );
  });

  test('a folder of content gives its baselines; a bad one is a problem', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
    writeFileSync(join(folder, 'a.baseline.json'), JSON.stringify(baseline));
    writeFileSync(join(folder, 'b.baseline.json'), '{}');
    const content = await loadContent({ directories: [folder], ownRules: false });
    expect(content.baselines).toEqual([baseline]);
    expect(content.problems.map((p) => p.code)).toEqual(['ALC-R001']);
  });
});
