/** What no file of the repository may hold, and what every package must say. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectAt, PACKAGES, ROOT, read, readJson, trackedFiles } from './repository.js';

/** Evidence and lists of other people's data may name any path. */
const DATA = /^(?:examples\/|packages\/content\/data\/(?:indicators|known-good)\/|LICENSE$)|\.(?:zip|bin|gz|png)$/;

/** Texts in pieces: this file must not hold them either. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a folder of one machine', new RegExp(`(?<![\\w.~%})-])/(?:${['wo', 'rk'].join('')}|root|home/\\w+)/\\w`)],
  ['a temporary folder', new RegExp(`(?<![\\w.~%})-])/${['t', 'mp'].join('')}/\\w`)],
  [
    'a profile of one machine',
    new RegExp(
      `[A-Z]:\\\\\\\\?Users\\\\\\\\?(?!Public|Default|\\w*\\.example)(?:${['dev', 'build', 'ci'].join('|')})\\b`,
      'i',
    ),
  ],
  ['a registry', new RegExp(['regis', 'try\\.(?:npm|yarn)|npm\\.pkg\\.|artifac', 'tory|verdac', 'cio'].join(''), 'i')],
  ['somebody’s notes', new RegExp(['contr', 'act\\.md|\\bsub-?ag', 'ent|language mod', 'el|\\bLLM\\b'].join(''), 'i')],
];

describe('tracked text', () => {
  const files = trackedFiles().filter((path) => !DATA.test(path));

  it.each(FORBIDDEN)('names no %s', (_, pattern) => {
    const holders = files.flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
    );
    expect(holders).toEqual([]);
  });

  it('has line ends of one kind, so that a checkout on Windows is the same', () => {
    expect(read('.gitattributes')).toMatch(/^\* text=auto eol=lf$/m);
    expect(files.filter((path) => read(path).includes('\r\n'))).toEqual([]);
  });
});

describe('packages', () => {
  it('are under the Apache licence, version 2.0', () => {
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
    expect(read('LICENSE')).toContain('END OF TERMS AND CONDITIONS');
  });

  it.each(['package.json', ...PACKAGES.map((name) => `packages/${name}/package.json`)])(
    '%s: private, licence',
    (path) => {
      const manifest = readJson(path);
      expect([manifest.private, manifest.license]).toEqual([true, 'Apache-2.0']);
      expect(String(manifest.description ?? '').length).toBeGreaterThan(10);
      // Nothing of ours runs at install time but the build of the repository itself.
      for (const hook of ['preinstall', 'install', 'postinstall'])
        expect(objectAt(manifest, 'scripts')).not.toHaveProperty(hook);
    },
  );

  it('are all workspaces, and nothing else is', () => {
    const { workspaces } = readJson('package.json');
    expect(Array.isArray(workspaces) && [...workspaces].sort()).toEqual(PACKAGES.map((name) => `packages/${name}`));
  });
});

describe('package-lock.json', () => {
  const packages = objectAt(readJson('package-lock.json'), 'packages');
  const entries = Object.keys(packages).map((path) => [path, objectAt(packages, path)] as const);
  const installed = entries.filter(([path, entry]) => path.includes('node_modules/') && !entry.link);

  it('names the programs of every platform: npm refuses a lock file that lacks one', () => {
    const missing = entries.flatMap(([path, entry]) =>
      Object.keys(objectAt(entry, 'optionalDependencies'))
        .filter((name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('pins every package by hash and none by address', () => {
    expect(installed.length).toBeGreaterThan(50);
    expect(installed.filter(([, entry]) => entry.integrity === undefined).map(([path]) => path)).toEqual([]);
    expect(installed.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('what assess needs has no native part and runs nothing when installed', () => {
    const needed = closure([
      'packages/assessment',
      'packages/reporting',
      'packages/response',
      'node_modules/commander',
    ]);
    expect([...new Set(needed.map(([path]) => path.replace(/^.*node_modules\//, '')))].sort()).toEqual([
      '@noble/ciphers',
      '@noble/curves',
      '@noble/hashes',
      '@noble/post-quantum',
      '@scure/base',
      // WebAssembly.
      '@virustotal/yara-x',
      'age-encryption',
      'commander',
      'saxes',
      'xmlchars',
      'yaml',
      'zod',
    ]);
    expect(needed.filter(([, entry]) => entry.hasInstallScript || entry.optional)).toEqual([]);
    // Neither do the tools with which it is built: `npm ci --ignore-scripts` and a build work too.
    // A grammar for a test is used as WebAssembly; what its script would build is not needed.
    const scripted = installed.filter(([, entry]) => entry.hasInstallScript && !entry.optional).map(([path]) => path);
    expect(scripted).toEqual(['node_modules/tree-sitter-powershell']);
  });

  /** Everything that these need, and what that needs. */
  function closure(roots: readonly string[]): (typeof installed)[number][] {
    const seen = new Set<string>();
    const queue = [...roots];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const entry = objectAt(packages, path);
      if (typeof entry.resolved === 'string' && entry.link === true) queue.push(entry.resolved);
      for (const name of Object.keys({
        ...objectAt(entry, 'dependencies'),
        ...objectAt(entry, 'optionalDependencies'),
      })) {
        const own = `${path}/node_modules/${name}`;
        queue.push(own in packages ? own : `node_modules/${name}`);
      }
    }
    return installed.filter(([path]) => seen.has(path));
  }

  it('every file of the examples that the README names is there', () => {
    for (const [, path = ''] of read('README.md').matchAll(/\b(examples\/[\w.-]+)/g))
      expect(existsSync(join(ROOT, path)), path).toBe(true);
  });
});
