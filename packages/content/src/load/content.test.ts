import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ownDetection } from '../sigma/index.js';
import { loadContent } from './content.js';
import { listFiles, MAX_DEPTH } from './files.js';

const content = await loadContent();
const folder = mkdtempSync(join(tmpdir(), 'allclear-content-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Answered by the indicator lists, the build table and the coverage, not by a rule. */
const WITHOUT_RULE = ['EX-FS-029', 'EX-VU-001', 'EX-META-001'];

describe('the shipped knowledge', () => {
  it('loads without a problem', () => {
    expect(content.problems).toEqual([]);
    expect(content.version).toMatch(/^[0-9a-f]{16}$/);
  });

  it('has the same version each time', async () => {
    expect((await loadContent()).version).toBe(content.version);
  });

  it('keeps the shape of our rules, with distinct ids, names and titles', () => {
    const rules = content.sigma.map(({ origin, document }) => {
      try {
        return ownDetection(document);
      } catch (error) {
        throw new Error(`${origin}: ${error instanceof Error ? error.message : ''}`);
      }
    });
    for (const values of [rules.map((r) => r.id), rules.flatMap((r) => r.name ?? []), rules.map((r) => r.title)])
      expect(values.filter((v, i) => values.indexOf(v) !== i)).toEqual([]);
  });

  it('gives each rule an explanation, a check where its file is named after one, a positive and a near-miss example', () => {
    for (const { origin, document } of content.sigma) {
      const { allclear } = ownDetection(document);
      for (const text of [allclear.what, allclear.why, allclear.next, allclear.misses])
        expect([origin, text.trim() !== '']).toEqual([origin, true]);
      expect([origin, allclear.examples.some((e) => e.match), allclear.examples.some((e) => !e.match)]).toEqual([
        origin,
        true,
        true,
      ]);
      if (/\/ex-[^/]*$/.test(origin)) expect([origin, allclear.checks.length]).not.toEqual([origin, 0]);
    }
  });

  it('describes 124 checks; a check is covered exactly where something answers it', () => {
    expect(content.checks).toHaveLength(124);
    expect(new Set(content.checks.map((c) => c.id)).size).toBe(124);
    const answered = new Set([
      ...WITHOUT_RULE,
      ...content.sigma.flatMap((s) => ownDetection(s.document).allclear.checks),
    ]);
    for (const check of content.checks) {
      expect([check.id, check.status]).toEqual([check.id, answered.has(check.id) ? 'covered' : 'not-yet']);
      if (check.status === 'not-yet') expect([check.id, check.reason]).not.toEqual([check.id, undefined]);
      else expect([check.id, check.evidence.length]).not.toEqual([check.id, 0]);
    }
    const known = new Set(content.checks.map((c) => c.id));
    expect([...answered].filter((id) => !known.has(id))).toEqual([]);
  });

  it('has actor profiles whose rules exist', () => {
    const ids = new Set(content.sigma.map((s) => ownDetection(s.document).id));
    expect(content.actors.length).toBeGreaterThan(15);
    for (const actor of content.actors)
      for (const marker of actor.consistentWith)
        expect([actor.name, (marker.match.rules ?? []).filter((id) => !ids.has(id))]).toEqual([actor.name, []]);
  });
});

describe('rules of others', () => {
  const rule = 'title: a rule of somebody\nlogsource: {category: webserver}\ndetection: {s: {a: b}, condition: s}\n';
  mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
  writeFileSync(join(folder, 'deep', 'er', 'good.yaml'), rule);
  writeFileSync(join(folder, 'bad.yml'), 'title: a\n  b: [\n');
  writeFileSync(join(folder, 'mixed.yml'), `${rule}---\nname: not a rule\n---\n${rule}`);
  writeFileSync(join(folder, 'notes.txt'), 'not a rule');
  writeFileSync(join(folder, 'anchors.yml'), `x: &a [1,1]\ny: ${'[*a,'.repeat(3)}*a${']'.repeat(3)}\n`);
  symlinkSync('/', join(folder, 'link'));

  it('are read recursively; bad documents are reported with file and line, the rest is used', async () => {
    const own = content.sigma.length;
    const { sigma, problems, version } = await loadContent({ directories: [folder] });
    expect(sigma.slice(own).map((s) => s.origin.slice(folder.length))).toEqual([
      '/deep/er/good.yaml',
      '/mixed.yml',
      '/mixed.yml',
    ]);
    expect(problems.map((p) => [p.code, p.file?.slice(folder.length), p.line])).toEqual([
      ['ALC-R001', '/anchors.yml', 1],
      ['ALC-R001', '/bad.yml', expect.any(Number)],
      ['ALC-R001', '/mixed.yml', 5],
    ]);
    expect(version).toBe(content.version);
  });

  it('may be a single file', async () => {
    const { sigma } = await loadContent({ directories: [join(folder, 'mixed.yml')] });
    expect(sigma.length - content.sigma.length).toBe(2);
  });

  it('that are not there are a problem, not a crash', async () => {
    const { problems } = await loadContent({ directories: [join(folder, 'no'), join(folder, 'no.yml')] });
    expect(problems.map((p) => p.code)).toEqual(['ALC-R001', 'ALC-R001']);
  });

  it('are searched to a bounded depth', async () => {
    const deep = join(folder, ...Array.from({ length: MAX_DEPTH + 2 }, () => 'd'));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'x.yml'), rule);
    expect((await listFiles(folder)).files.some((f) => f.endsWith('x.yml'))).toBe(false);
  });
});
