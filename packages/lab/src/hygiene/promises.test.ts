/** What the README promises and no other test would miss: offline, read-only, pages that are there. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { PACKAGES, ROOT, read, sourcesOf, trackedFiles } from './repository.js';

/**
 * Sources that examine evidence on a responder's machine: not the laboratory, nor tools of tests, nor the server of the
 * fleet. Cleaning is asked for by name; what it does to files stands in two folders.
 */
const SHIPPED = PACKAGES.filter((name) => !['lab', 'fleet', 'console'].includes(name))
  .flatMap(sourcesOf)
  .filter((path) => !/\/(?:testing|conformance)\/|^packages\/response\/src\/quarantine\//.test(path))
  .filter((path) => !/^packages\/cli\/src\/commands\/(?:fleet|bundle|custody)\.ts$/.test(path));

const holding = (pattern: RegExp): string[] => SHIPPED.filter((path) => pattern.test(read(path)));

describe('promises', () => {
  it('works offline: nothing can reach a network', () => {
    expect(SHIPPED.length).toBeGreaterThan(200);
    expect(holding(/from 'node:(?:https?|http2|net|tls|dgram|dns|dns\/promises|inspector)'/)).toEqual([]);
    expect(holding(/(?<![.\w])(?:fetch|WebSocket|EventSource|XMLHttpRequest)\(/)).toEqual([]);
  });

  it('opens evidence read-only: only the command line writes, the build its bundle, and packs go to the user’s folder', () => {
    const imported =
      /import \{[^}]*\b(?:writeFile|appendFile|createWriteStream|mkdir|mkdtemp|rename|rm|rmdir|unlink|truncate|utimes|chmod|chown|symlink|link|copyFile|cp)(?:Sync)?\b[^}]*\} from 'node:fs/;
    const writing = holding(imported);
    expect(holding(/openSync\([^)]*'(?:[wa]|r\+)|from 'node:fs'[^;]*\bfs\b|import \* as \w+ from 'node:fs/)).toEqual(
      [],
    );
    expect(writing).toEqual([
      'packages/cli/src/output.ts',
      'packages/content/src/load/bundle.ts',
      // The user's own folders: parsed rules, and packs that were added.
      'packages/content/src/load/document-cache.ts',
      'packages/content/src/packs/store.ts',
    ]);
  });

  it('runs nothing that it reads', () => {
    expect(holding(/(?<![.\w#])(?<!private )eval\(|\bnew Function\(|from 'node:(?:vm|child_process)'/)).toEqual([]);
  });
});

describe('documentation', () => {
  const pages = trackedFiles().filter((path) => path.endsWith('.md'));

  it.each(pages)('%s: every link leads somewhere', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const local = links
      .filter((target) => !/^(?:https?:|mailto:|#)/.test(target))
      .map((target) => target.replace(/#.*$/, ''));
    expect(local.filter((target) => !exists(join(dirname(page), target)))).toEqual([]);
  });

  it.each(pages)('%s: the files and decisions that it names are there', (page) => {
    const named = [...read(page).matchAll(/\b((?:docs|packages|scripts|examples)\/[\w./-]*[\w-])/g)].map(
      ([, path = '']) => path,
    );
    const missing = named.filter((path) => !/\/dist(?:\/|$)/.test(path) && !exists(path));
    expect(missing).toEqual([]);
  });

  it('the README can be read in a minute', () => {
    expect(read('README.md').split(/\s+/).length).toBeLessThan(600);
  });
});

/** A path, or the number of a decision. */
function exists(path: string): boolean {
  if (existsSync(join(ROOT, path))) return true;
  const [, number] = /^docs\/decisions\/(\d{3})$/.exec(path) ?? [];
  return (
    number !== undefined && readdirSync(join(ROOT, 'docs/decisions')).some((name) => name.startsWith(`${number}-`))
  );
}
