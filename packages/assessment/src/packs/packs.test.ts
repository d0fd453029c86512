/** Rule packs of others: what is taken, what is left out and why, and what hostile packs get. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listPacks, loadContent, readPack, removePack, writePack } from '@allclear/content';
import { type ArchiveEntry, writeZip } from '@allclear/evidence';
import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import { compileContent } from '../run/rules.js';
import { preparePack } from './add-pack.js';
import { readPackSource } from './read-source.js';
import { readYara } from './yara-file.js';

const work = mkdtempSync(join(tmpdir(), 'packs-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let folders = 0;

const sigma = (id: number, field = 'Image', value = 'a', more = ''): string =>
  `title: Rule ${id}\nid: 00000000-0000-4000-8000-${String(id).padStart(12, '0')}\nauthor: A. Person\nlogsource:\n  product: windows\n  category: process_creation\ndetection:\n  selection:\n    ${field}: ${value}\n  condition: selection\nlevel: low\n${more}`;

function folder(files: Readonly<Record<string, string>>): string {
  const root = join(work, `pack-${folders++}`);
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function zip(entries: readonly ArchiveEntry[], method: 'stored' | 'deflate' = 'deflate'): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeZip(entries, { method })) pieces.push(piece.slice());
  const file = join(work, `pack-${folders++}.zip`);
  writeFileSync(file, Buffer.concat(pieces));
  return file;
}
const entry = (path: string, text: string): ArchiveEntry => ({ path, data: Buffer.from(text) });

const names = { name: 'p', source: 'p', added: '2026-01-02' };
async function prepare(path: string, beside = join(work, 'none')) {
  const source = await readPackSource(path);
  return { source, ...(await preparePack(source, names, beside)) };
}
const told = (problems: readonly { file?: string | undefined; line?: number | undefined; detail: string }[]) =>
  problems.map((p) => `${p.file ?? ''}:${p.line ?? ''} ${p.detail}`);

describe('a pack of Sigma rules', () => {
  it('in the layout of SigmaHQ: rules in use only, broken ones told with file and line', async () => {
    const { pack, problems, source } = await prepare(
      folder({
        'rules/windows/a.yml': sigma(1),
        'rules/windows/two.yml': `${sigma(2, 'Image', 'b')}---\n${sigma(3, 'Image', 'c')}`,
        'rules-emerging-threats/2026/b.yml': sigma(4, 'Image', 'd'),
        'rules/broken.yml': `${sigma(5, 'Image', 'e')}---\n${sigma(6).replace('condition: selection', 'condition: other')}`,
        'rules/no.yml': 'title: x\ndetection:\n  a: [\n',
        'deprecated/old.yml': sigma(7, 'Image', 'f'),
        'tests/rule.yml': sigma(8, 'Image', 'g'),
        '.git/HEAD': `${'0123456789'.repeat(4)}\n`,
        'mkdocs.yml': 'site_name: nothing of ours\n',
        LICENSE: '# Licenses\n\nreleased under the Detection Rule License (DRL) 1.1\n',
        'README.md': 'text',
      }),
    );
    expect(pack.sigma.map((s) => s.origin)).toEqual([
      'pack p/rules-emerging-threats/2026/b.yml',
      'pack p/rules/broken.yml',
      'pack p/rules/windows/a.yml',
      'pack p/rules/windows/two.yml',
      'pack p/rules/windows/two.yml',
    ]);
    expect(told(problems)).toEqual([
      expect.stringMatching(/^pack p\/rules\/broken\.yml:13 /),
      expect.stringMatching(/^pack p\/rules\/no\.yml:\d+ /),
    ]);
    expect(pack.manifest).toMatchObject({
      rules: 5,
      broken: 2,
      duplicates: 0,
      licence: 'Detection Rule License (DRL) 1.1',
      revision: '0123456789'.repeat(4),
    });
    expect(source.passedBy).toBeGreaterThan(0);
    const { rules } = compileContent(pack.sigma);
    expect(rules.map((r) => [r.author, r.license])).toEqual(
      rules.map(() => ['A. Person', 'Detection Rule License (DRL) 1.1']),
    );
  });

  it('has each rule once: by id, and by what it looks for', async () => {
    const beside = join(work, 'beside');
    writePack(beside, {
      ...(await prepare(folder({ 'x.yml': sigma(10, 'Image', 'there') }))).pack,
      manifest: { ...names, name: 'other', rules: 1, yara: 0, indicators: 0, broken: 0, duplicates: 0 },
    });
    const { pack, problems } = await prepare(
      folder({
        'a.yml': sigma(10, 'Image', 'changed'),
        'b.yml': sigma(11, 'Image', 'there'),
        'c.yml': sigma(12, 'Image', 'new'),
        'd.yml': sigma(13, 'Image', 'new'),
      }),
      beside,
    );
    expect(pack.sigma.map((s) => s.origin)).toEqual(['pack p/c.yml']);
    expect(told(problems)).toEqual([
      'pack p/a.yml:1 not added: the same rule as pack p/x.yml',
      'pack p/b.yml:1 not added: the same rule as pack p/x.yml',
      'pack p/d.yml:1 not added: the same rule as pack p/c.yml',
    ]);
  });

  it('loses a correlation of a rule that is not there, and nothing else', async () => {
    const correlation =
      'title: C\nid: 00000000-0000-4000-8000-00000000c000\ncorrelation:\n  type: event_count\n  rules: [nowhere]\n  group-by: [Image]\n  timespan: 1h\n  condition: {gte: 2}\n';
    const { pack, problems } = await prepare(folder({ 'a.yml': `${sigma(20)}---\n${correlation}` }));
    expect(pack.sigma).toHaveLength(1);
    expect(told(problems)).toEqual([expect.stringMatching(/a\.yml:13 .*nowhere/)]);
  });

  it('is read alike from a folder and from a zip', async () => {
    const files = { 'rules/a.yml': sigma(30), 'rules/b.yml': sigma(31, 'Image', 'b') };
    const one = await prepare(folder(files));
    const other = await prepare(await zip(Object.entries(files).map(([path, text]) => entry(path, text))));
    expect(other.pack.sigma).toEqual(one.pack.sigma);
  });
});

describe('other knowledge in a pack', () => {
  it('YARA files: those of which a rule can be run, each once', async () => {
    const good =
      'import "pe"\n// rule not {\nrule a : tag { strings: $a = "}" $b = /[}"]/ condition: $a or $b }\nprivate rule b { condition: true }';
    const { pack, problems } = await prepare(
      folder({
        'a.yar': good,
        'copy.yara': good,
        'open.yar': '\n\nrule c { condition: true',
        'none.yar': '// nothing',
      }),
    );
    expect(pack.yara.map((y) => y.origin)).toEqual(['pack p/a.yar']);
    expect(readYara(good, '').rules).toEqual(['a', 'b']);
    expect(told(problems)).toEqual([
      'pack p/copy.yara: not added: all its rules came with another file of the pack',
      'pack p/none.yar:1 YARA: there is no rule in it',
      expect.stringMatching(/^pack p\/open\.yar:\d+ YARA/),
    ]);
  });

  it('indicator lists become rows and rules over logs', async () => {
    const { pack } = await prepare(
      folder({
        'iocs.txt': '# a list\n198.51.100[.]7\nevil.example\nhxxp://evil.example/x.php\n',
        'readme.txt': 'some prose\nin lines\n',
      }),
    );
    expect(pack.indicators.map((i) => [i.type, i.value, i.pack])).toEqual([
      ['ipv4', '198.51.100.7', 'p'],
      ['domain', 'evil.example', 'p'],
      ['url', 'http://evil.example/x.php', 'p'],
    ]);
    const { rules, problems } = compileContent(pack.sigma);
    expect(problems).toEqual([]);
    expect(rules.map((r) => r.title)).toEqual([
      'Address of an added list in the web log (p)',
      'Address of an added list in the log of the Exchange front end (p)',
      'Address of an added list in an event log (p)',
      'Domain or URL of an added list in an event log (p)',
    ]);
  });

  test('any text as YARA is total', () => {
    const pieces = ['rule a', '{', '}', '"', '/', '//', '/*', '*/', '\n', '\\', 'condition:', 'import', ' '];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 }), (parts) => {
        const { rules, problems } = readYara(parts.join(''), 'x');
        expect(rules.length + problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a hostile pack', () => {
  it('that would write outside of it is refused as a whole', async () => {
    const source = await readPackSource(await zip([entry('a.yml', sigma(1)), entry('../../x.yml', sigma(2))]));
    expect(source.refused).toMatch(/\.\./);
  });

  it('that swells is refused as a whole', async () => {
    const source = await readPackSource(
      await zip([entry('a.yml', sigma(1)), { path: 'b.yml', data: Buffer.alloc(600 << 20, 0x20) }]),
    );
    expect(source.refused).toBeDefined();
    expect(source.files.every((f) => f.text.length < 4 << 20)).toBe(true);
  }, 60_000);

  it('with one huge file loses that file', async () => {
    const { pack, source } = await prepare(
      folder({ 'a.yml': sigma(1), 'b.yml': `# ${'x'.repeat(5 << 20)}\n${sigma(2)}` }),
    );
    expect(told(source.problems)).toEqual(['b.yml: larger than 4194304 bytes']);
    expect(pack.sigma).toHaveLength(1);
  });

  it('with an alias bomb, with depth, loses those files', async () => {
    const level = (n: number): string =>
      `  l${n}: &l${n} [${Array(9)
        .fill(`*l${n - 1}`)
        .join(',')}]\n`;
    const bomb = `${sigma(2, 'Image', 'b')}x:\n  l0: &l0 [a,b]\n${[1, 2, 3, 4, 5, 6, 7, 8, 9].map(level).join('')}`;
    const deep = `${sigma(3, 'Image', 'c')}y: ${'['.repeat(5_000)}\n`;
    const { pack, problems } = await prepare(folder({ 'a.yml': sigma(1), 'bomb.yml': bomb, 'deep.yml': deep }));
    expect(pack.sigma.map((s) => s.origin)).toEqual(['pack p/a.yml']);
    expect(told(problems)).toEqual([
      expect.stringMatching(/^pack p\/bomb\.yml:\d+ /),
      expect.stringMatching(/^pack p\/deep\.yml:\d+ nested deeper/),
    ]);
  });

  it('with links gets nothing of what they lead to', async () => {
    const root = folder({ 'a.yml': sigma(1) });
    const secret = join(work, 'secret.yml');
    writeFileSync(secret, sigma(99, 'Image', 'secret'));
    symlinkSync(secret, join(root, 'b.yml'));
    symlinkSync(work, join(root, 'c'));
    const { pack, source } = await prepare(root);
    expect(pack.sigma).toHaveLength(1);
    expect(source.problems.map((p) => [p.code, p.file])).toEqual([
      ['ALC-E002', 'b.yml'],
      ['ALC-E002', 'c'],
    ]);
  });

  it('with a git folder that points elsewhere tells no commit', async () => {
    const root = folder({ 'a.yml': sigma(1), '.git/HEAD': 'ref: refs/heads/../../../secret\n' });
    expect((await readPackSource(root)).revision).toBeUndefined();
  });
});

describe('installed packs', () => {
  const place = join(work, 'content');

  it('are whole or not at all, replaced by name, loaded, and taken away', async () => {
    const first = await prepare(folder({ 'a.yml': sigma(40, 'Image', 'one') }));
    const second = await prepare(folder({ 'a.yml': sigma(40, 'Image', 'two'), 'i.txt': '203.0.113.9\n' }));
    const one = writePack(place, first.pack);
    const two = writePack(place, second.pack);
    expect(two.manifest.hash).not.toBe(one.manifest.hash);
    expect(readdirSync(place)).toEqual(['p']);
    const loaded = await loadContent({ directories: [place] });
    expect(loaded.packs).toEqual([two.manifest]);
    expect(loaded.addedIndicators.map((i) => i.value)).toEqual(['203.0.113.9']);
    expect(loaded.sigma.filter((s) => s.origin.startsWith('pack ')).length).toBe(second.pack.sigma.length);
    expect(loaded.problems).toEqual([]);
    expect(removePack(place, 'p')).toBe(true);
    expect(removePack(place, 'p')).toBe(false);
    expect(removePack(place, '../content')).toBe(false);
    expect(listPacks(place)).toEqual({ packs: [], problems: [] });
  });

  it('hold no rule as plain text, which antivirus could take for what it searches', async () => {
    const { pack } = await prepare(folder({ 'a.yml': sigma(41, 'Image', 'plainly') }));
    const { folder: made } = writePack(place, pack);
    for (const name of readdirSync(made)) expect(readFileSync(join(made, name)).includes('plainly')).toBe(false);
  });

  it('that are damaged are a problem, and the rest is used', async () => {
    const { pack } = await prepare(folder({ 'a.yml': sigma(42), 'i.txt': '203.0.113.9\n' }));
    const made = writePack(place, pack);
    writeFileSync(join(made.folder, 'rules.br'), 'not brotli');
    const read = readPack(made);
    expect([read.sigma.length, read.indicators.length, read.problems.length]).toEqual([0, 1, 1]);
    writeFileSync(join(made.folder, 'pack.json'), '{"format":2}');
    expect(listPacks(place).problems).toHaveLength(1);
  });
});
