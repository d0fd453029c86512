import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Baseline } from '@allclear/content';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAllclear } from '../testing/run-allclear.js';

const folder = mkdtempSync(join(tmpdir(), 'allclear-baseline-'));
const site = join(folder, 'wwwroot');
const content = join(folder, 'content');
const out = join(content, 'site.baseline.json');
afterAll(() => rmSync(folder, { recursive: true }));

const read = (): Baseline => Baseline.parse(JSON.parse(readFileSync(out, 'utf8')));

describe('allclear content baseline', () => {
  beforeAll(() => {
    mkdirSync(join(site, 'tools'), { recursive: true });
    mkdirSync(content);
    writeFileSync(join(site, 'a.asp'), '<% Response.Write "hello" %>');
    writeFileSync(join(site, 'b.jpg'), 'no page');
    // In pieces, and calling what no server has: it cannot run.
    writeFileSync(join(site, 'tools', 'c.asp'), ['<%\ninert()\nExe', 'cute Req', 'uest("x")\n%>'].join(''));
  });

  it('leaves out what the analysis calls malicious, and says so', async () => {
    const { code, stderr } = await runAllclear(['content', 'baseline', site, '--out', out]);
    expect(code).toBe(10);
    expect(stderr).toContain('LEFT OUT  tools/c.asp');
    expect(read().files.map((f) => f.path)).toEqual(['a.asp']);
  });

  it('overwrites nothing', async () => {
    expect((await runAllclear(['content', 'baseline', site, '--out', out])).code).toBe(2);
  });

  it('takes what is accepted by name, and keeps what spoke against it; scan then is silent about it there only', async () => {
    rmSync(out);
    expect((await runAllclear(['scan', site, '--quiet'])).code).toBe(10);
    const made = await runAllclear(['content', 'baseline', site, '--out', out, '--accept', 'tools\\C.asp']);
    expect(made.code).toBe(0);
    expect(read().files.find((f) => f.path === 'tools/c.asp')?.accepted).toMatch(/program text/);
    expect((await runAllclear(['scan', site, '--quiet', '--content', content])).code).toBe(0);
    mkdirSync(join(site, 'aspnet_client'));
    writeFileSync(join(site, 'aspnet_client', 'c.asp'), readFileSync(join(site, 'tools', 'c.asp')));
    const moved = await runAllclear(['scan', site, '--quiet', '--content', content]);
    expect([moved.code, moved.stdout.includes('tools/c.asp')]).toEqual([10, false]);
  });

  it('refuses a name that --content would not find', async () => {
    const other = join(content, 'x.json');
    expect((await runAllclear(['content', 'baseline', site, '--out', other])).code).toBe(2);
    expect(existsSync(other)).toBe(false);
  });
});
