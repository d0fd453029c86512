import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAllclear } from '../testing/run-allclear.js';

const folder = mkdtempSync(join(tmpdir(), 'allclear-scan-'));
const site = join(folder, 'site');
afterAll(() => rmSync(folder, { recursive: true }));

describe('allclear scan', () => {
  beforeAll(() => {
    mkdirSync(join(site, 'good'), { recursive: true });
    mkdirSync(join(site, 'bad'));
    writeFileSync(join(site, 'good', 'a.asp'), '<% Response.Write "hello" %>');
    writeFileSync(join(site, 'good', 'b.jpg'), 'no page');
    // In pieces, and calling what no server has: it cannot run.
    writeFileSync(join(site, 'bad', 'c.asp'), ['<%\ninert()\nExe', 'cute Req', 'uest("x")\n%>'].join(''));
  });

  it('tells nothing about harmless pages', async () => {
    const { code, stdout } = await runAllclear(['scan', join(site, 'good'), '--quiet']);
    expect([code, stdout]).toEqual([0, '']);
  });

  it('says what, why, next and the lines', async () => {
    const { code, stdout } = await runAllclear(['scan', site, '--quiet']);
    expect(code).toBe(10);
    expect(stdout).toContain('MALICIOUS  bad/c.asp');
    expect(stdout).toContain('is run as program text');
    expect(stdout).toMatch(/^ {10}3: /m);
    expect(stdout).toMatch(/^ {4}next /m);
  });

  it('writes an object for each file with findings', async () => {
    const { code, stdout } = await runAllclear(['scan', site, '--jsonl', '--quiet']);
    expect(code).toBe(10);
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBe(1);
    const record: unknown = JSON.parse(lines[0] ?? '');
    expect(record).toMatchObject({
      path: 'bad/c.asp',
      level: 'malicious',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      findings: expect.arrayContaining([
        expect.objectContaining({
          severity: 'critical',
          confidence: 'high',
          place: expect.objectContaining({ line: 3 }),
        }),
      ]),
    });
  });

  it('runs the YARA rules of others and says whose they are, how sure and where', async () => {
    const pack = join(folder, 'pack');
    mkdirSync(join(pack, 'inner'), { recursive: true });
    writeFileSync(
      join(pack, 'inner', 'own.yar'),
      `rule ALLCLEAR_TEST_scored { meta: description = "an inert mark" author = "A. Author" license = "a licence"
        reference = "https://example.org/r" score = 85 strings: $mark = "ALLCLEAR_TEST_mark" condition: $mark }
      rule ALLCLEAR_TEST_unscored { strings: $b = "ALLCLEAR_TEST_mark" wide ascii condition: $b and extension == ".jpg" }
      rule ALLCLEAR_TEST_refused { condition: no_such_name }`,
    );
    const marked = join(folder, 'marked');
    mkdirSync(marked);
    writeFileSync(join(marked, 'd.jpg'), 'first\nsecond ALLCLEAR_TEST_mark here\n');
    const plain = await runAllclear(['scan', marked, '--rules', pack]);
    expect(plain.code).toBe(10);
    expect(plain.stdout).toContain('MALICIOUS  d.jpg');
    expect(plain.stdout).toContain('ALLCLEAR_TEST_scored by A. Author (inner/own.yar)');
    expect(plain.stdout).toContain('85 of 100');
    expect(plain.stdout).toContain('a licence, https://example.org/r');
    expect(plain.stdout).toContain('2: $mark second ALLCLEAR_TEST_mark here');
    expect(plain.stderr).toContain('rule ALLCLEAR_TEST_refused: unknown name "no_such_name"');
    const { stdout } = await runAllclear(['scan', marked, '--rules', pack, '--jsonl', '--quiet']);
    expect(JSON.parse(stdout.trim())).toMatchObject({
      level: 'malicious',
      findings: [
        { rule: 'ALLCLEAR_TEST_scored', severity: 'critical', yara: { score: 85, level: 'malicious' } },
        { rule: 'ALLCLEAR_TEST_unscored', severity: 'medium', place: { line: 2 }, yara: { level: 'suspicious' } },
      ],
    });
    expect((await runAllclear(['scan', marked, '--quiet'])).code).toBe(0);
    expect((await runAllclear(['scan', marked, '--rules', join(folder, 'site')])).code).toBe(2);
  });

  it('says when there is nothing to read', async () => {
    expect((await runAllclear(['scan', join(folder, 'missing')])).code).toBe(3);
  });
});
