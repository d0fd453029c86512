import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadContent } from './content.js';
import { cacheFolder, FEWEST_FILES, MAX_ENTRIES, type ParsedFile, parsedThroughCache } from './document-cache.js';

const root = mkdtempSync(join(tmpdir(), 'allclear-cache-'));
afterAll(() => rmSync(root, { recursive: true }));
const cache = join(root, 'cache');
beforeEach(() => rmSync(cache, { recursive: true, force: true }));

const file = (value: unknown): ParsedFile => ({ documents: [{ value, line: 1 }], problems: [] });

function through(texts: readonly string[], parsed: readonly ParsedFile[]): { result: unknown; asked: number } {
  let asked = 0;
  const result = parsedThroughCache(cache, texts, () => {
    asked++;
    return parsed;
  });
  return { result, asked };
}

describe('kept rules', () => {
  const texts = ['a: 1', 'b: x'];
  const parsed = [file({ a: 1 }), { documents: [], problems: [{ code: 'ALC-R001' as const, detail: 'bad' }] }];

  it('are taken the second time, and made anew for any other text', () => {
    expect(through(texts, parsed)).toEqual({ result: parsed, asked: 1 });
    expect(through(texts, [])).toEqual({ result: parsed, asked: 0 });
    expect(through(['a: 2', 'b: x'], parsed).asked).toBe(1);
    // The same bytes, cut elsewhere.
    expect(through(['a: 1b', ': x'], parsed).asked).toBe(1);
  });

  it('are for the user alone', () => {
    through(texts, parsed);
    const [entry = ''] = readdirSync(cache);
    expect(statSync(join(cache, entry)).mode & 0o077).toBe(0);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it('are made anew where any byte is damaged', () => {
    through(texts, parsed);
    const [entry = ''] = readdirSync(cache);
    const whole = readFileSync(join(cache, entry));
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(join(cache, entry), damaged);
      expect(through(texts, parsed)).toEqual({ result: parsed, asked: 1 });
    }
    for (const cut of [0, 10, 33, whole.length - 1]) {
      writeFileSync(join(cache, entry), whole.subarray(0, cut));
      expect(through(texts, parsed).asked).toBe(1);
    }
  });

  it('that JSON would change are not kept', () => {
    for (const value of [Number.POSITIVE_INFINITY, Number.NaN, -0, undefined, 1n, new Map()])
      expect(through(['x'], [file({ value })]).asked + through(['x'], [file({ value })]).asked).toBe(2);
  });

  it('do not pile up', () => {
    for (let i = 0; i < MAX_ENTRIES + 3; i++) {
      through([`n: ${i}`], [file(i)]);
      for (const entry of readdirSync(cache)) {
        const { mtimeMs } = statSync(join(cache, entry));
        utimesSync(join(cache, entry), mtimeMs / 1000 - 10, mtimeMs / 1000 - 10);
      }
    }
    expect(readdirSync(cache)).toHaveLength(MAX_ENTRIES);
    expect(through([`n: ${MAX_ENTRIES + 2}`], []).asked).toBe(0);
  });

  it('need no folder that can be written to', () => {
    writeFileSync(cache, 'a file');
    expect(through(texts, parsed)).toEqual({ result: parsed, asked: 1 });
  });

  it('of a folder give what reading it gives, for a copy of the folder too', async () => {
    for (const name of ['one', 'two']) {
      mkdirSync(join(root, name));
      for (let i = 0; i < FEWEST_FILES; i++)
        writeFileSync(
          join(root, name, `${i}.yml`),
          i === 7
            ? 'a: ['
            : `title: rule ${i}\nlogsource: {category: x}\ndetection: {s: {a: ${i}}, condition: s}\n---\nb: 1\n`,
        );
    }
    const read = (name: string, kept: boolean) =>
      loadContent({ ownRules: false, directories: [join(root, name)], ...(kept ? { cache } : {}) });
    const plain = await read('one', false);
    expect(plain.sigma).toHaveLength(FEWEST_FILES - 1);
    expect(await read('one', true)).toEqual(plain);
    expect(readdirSync(cache)).toHaveLength(1);
    expect(await read('one', true)).toEqual(plain);
    expect(await read('two', true)).toEqual(await read('two', false));
    expect(readdirSync(cache)).toHaveLength(1);
  });
});

describe('the cache folder', () => {
  const at = (env: Record<string, string>, platform: NodeJS.Platform = 'linux', evidence: readonly string[] = []) =>
    cacheFolder(evidence, { platform, env, home: '/h/x' });

  it('is the one of the user', () => {
    expect(at({})).toBe('/h/x/.cache/allclear');
    expect(at({ XDG_CACHE_HOME: '/c' })).toBe('/c/allclear');
    expect(at({ XDG_CACHE_HOME: 'c' })).toBe('/h/x/.cache/allclear');
    expect(at({}, 'darwin')).toBe('/h/x/Library/Caches/allclear');
    expect(at({ ALLCLEAR_CACHE: '/mine' })).toBe('/mine');
    expect(at({ ALLCLEAR_CACHE: '' })).toBeUndefined();
  });

  it('never lies inside evidence', () => {
    for (const evidence of ['/', '/h/x', '/h/x/.cache/allclear', '/h/x/.cache/../.cache'])
      expect([evidence, at({}, 'linux', ['/other', evidence])]).toEqual([evidence, undefined]);
    for (const evidence of ['/h/x/.cac', '/h/x/.cache/allclear/deeper', '/evidence'])
      expect([evidence, at({}, 'linux', [evidence])]).toEqual([evidence, '/h/x/.cache/allclear']);
  });
});
