/** What a package exports to others says what it means. */
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { read, trackedFiles } from './repository.js';

const DOCUMENTED = ['model', 'parsers', 'detection', 'content', 'evidence', 'assessment', 'reporting'];
const SHORTEST = 20;

interface Export {
  readonly path: string;
  readonly name: string;
  readonly documentation: string;
}

/** Functions and classes that can be imported from a package: its index, and what that passes on. */
function exportsOf(path: string, names?: ReadonlySet<string>, found = new Map<string, Export>()): Map<string, Export> {
  const text = read(path);
  const wanted = (name: string): boolean => names === undefined || names.has(name);
  const declared =
    /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|class) (\w+)/gm;
  for (const [, documentation = '', name = ''] of text.matchAll(declared))
    if (wanted(name))
      found.set(`${path}#${name}`, { path, name, documentation: documentation.replace(/[*/\s]+/g, ' ').trim() });
  const passed = /^export (?:type )?(?:\*|\{([^}]*)\}) from '(\.[^']+)'/gm;
  for (const [, list, from = ''] of text.matchAll(passed)) {
    const only = list?.split(',').map((item) =>
      item
        .trim()
        .replace(/^type /, '')
        .replace(/ as .*$/, ''),
    );
    const next = only === undefined ? names : new Set(only.filter(wanted));
    exportsOf(join(dirname(path), from.replace(/\.js$/, '.ts')), next, found);
  }
  return found;
}

describe.each(DOCUMENTED)('%s', (name) => {
  const exported = [...exportsOf(`packages/${name}/src/index.ts`).values()];

  it('exports something', () => {
    expect(exported.length).toBeGreaterThan(2);
  });

  it('documents every function and class that it exports', () => {
    const silent = exported.filter(({ documentation }) => documentation.length < SHORTEST);
    expect(silent.map(({ path, name: what }) => `${path}: ${what}`)).toEqual([]);
  });
});

describe('parsers', () => {
  const sources = trackedFiles().filter((path) => path.startsWith('packages/parsers/src/'));
  const folders = [...new Set(sources.map((path) => path.split('/')[3] ?? ''))].filter(
    (folder) => !folder.endsWith('.ts') && folder !== 'facts',
  );

  it('there are some', () => {
    expect(folders.length).toBeGreaterThan(12);
  });

  it.each(folders)('%s has a test and says where its format is described', (folder) => {
    const files = sources.filter((path) => path.startsWith(`packages/parsers/src/${folder}/`));
    expect(files.filter((path) => path.endsWith('.test.ts'))).not.toEqual([]);
    const text = files
      .filter((path) => !path.endsWith('.test.ts'))
      .map(read)
      .join('\n');
    expect(text).toMatch(/\b(?:Specification|Source|Sources): ?\S/);
  });
});
