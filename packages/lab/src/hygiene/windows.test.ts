/** What would break on Windows without any test on Linux noticing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContent } from '@allclear/content';
import { parseSigma } from '@allclear/detection';
import { logicalPath } from '@allclear/evidence';
import { afterAll, describe, expect, it } from 'vitest';
import { objectAt, PACKAGES, read, readJson, sourcesOf, trackedFiles } from './repository.js';

const work = mkdtempSync(join(tmpdir(), 'windows-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('code', () => {
  const sources = PACKAGES.flatMap(sourcesOf);

  it('makes paths of file addresses with fileURLToPath: their pathname begins with /C:/ there', () => {
    expect(
      sources.filter((path) => /import\.meta\.url\)?\)?\.pathname|\bimport\.meta\.dirname\b/.test(read(path))),
    ).toEqual([]);
  });

  it('asks for no program of another system, and starts no shell', () => {
    const starting = sources.filter((path) => /from 'node:child_process'/.test(read(path)));
    // The main job starts nothing at all.
    expect(
      // Cleaning sets times and lists streams with tools of the system it is on; the fleet starts its own database.
      starting.filter(
        (path) =>
          !/^packages\/(?:lab|reporting\/src\/testing|cli\/src\/testing|response\/src\/quarantine|fleet)\//.test(path),
      ),
    ).toEqual([]);
    for (const path of starting) expect(read(path), path).not.toMatch(/\bshell: true\b/);
  });

  it('has scripts that its command processor understands', () => {
    const scripts = Object.entries(objectAt(readJson('package.json'), 'scripts'));
    expect(scripts.length).toBeGreaterThan(5);
    for (const [name, script] of scripts)
      for (const command of String(script).split('&&'))
        expect(command.trim(), name).toMatch(/^(?:npm|npx|tsc|node|biome|vitest|vite) [^'$`;|<>]*$/);
  });

  it('has file names that it can store, none twice but for case', () => {
    const files = trackedFiles();
    expect(
      files.filter((path) => /[<>:"\\|?*]|[. ](?:\/|$)|(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\/|$)/i.test(path)),
    ).toEqual([]);
    expect(new Set(files.map((path) => path.toLowerCase())).size).toBe(files.length);
    expect(files.filter((path) => path.length > 160)).toEqual([]);
  });
});

describe('rules as editors of Windows save them', () => {
  const RULE =
    'title: Any POST\nid: 2b3a5c0e-7f55-4a0e-9a51-0f3f3f0f7a11\nlogsource:\n  category: webserver\ndetection:\n  selection:\n    cs-method: POST\n  condition: selection\nlevel: low\n';

  it.each([
    ['line ends', RULE.replaceAll('\n', '\r\n')],
    ['byte order mark', `\ufeff${RULE.replaceAll('\n', '\r\n')}`],
  ])('%s change nothing', async (name, text) => {
    const folder = join(work, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'Any Post.YML'), text);
    const { sigma, problems } = await loadContent({ directories: [folder], ownRules: false });
    expect(problems).toEqual([]);
    const { rule } = parseSigma(sigma[0]?.document, 'x');
    expect([rule?.title, rule?.level]).toEqual(['Any POST', 'low']);
    expect(sigma[0]?.origin).not.toContain('\\');
  });
});

describe('places on the server', () => {
  it('are told apart without regard to case', () => {
    const lower = logicalPath('c/windows/system32/inetsrv/config/applicationhost.config');
    const upper = logicalPath('C/WINDOWS/System32/inetsrv/config/ApplicationHost.config');
    expect(lower.windowsPath?.toLowerCase()).toBe(upper.windowsPath?.toLowerCase());
    expect([lower.layout, upper.layout]).toEqual(['drive-folder', 'drive-folder']);
  });

  it.each([
    ['D/Exchange/Logging/HttpProxy/Owa/x.LOG', 'D:\\Exchange\\Logging\\HttpProxy\\Owa\\x.LOG'],
    ['C$/inetpub/logs/x.log', 'C:\\inetpub\\logs\\x.log'],
    ['uploads/auto/C%3A/Windows/x', 'C:\\Windows\\x'],
    ['Windows/System32/x', 'C:\\Windows\\System32\\x'],
  ])('%s', (path, windowsPath) => {
    expect(logicalPath(path).windowsPath).toBe(windowsPath);
  });
});
