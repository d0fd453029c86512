import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { collect, isCounted } from './corpus.js';
import { evaluate } from './evaluate.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const folder = mkdtempSync(join(tmpdir(), 'allclear-corpus-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what counts as a page', () => {
  it.each([
    ['a.aspx', '<p>text</p>', true, true],
    ['a.asp.txt', '<% dim x %>', true, true],
    ['a.asp.txt', '<% dim x %>', false, false],
    ['a.txt', 'a list of names', true, false],
    ['a.php', '<?php inert', true, false],
    ['a.jsp', '<% inert %>', true, false],
    ['readme.md', '<% dim x %>', true, false],
    ['a.aspx', ['<%@ pa', 'ge import="java.util.*" %>'].join(''), true, false],
  ])('%s %s (malicious: %s)', (name, text, malicious, counted) => {
    expect(isCounted(name, bytes(text), malicious)).toBe(counted);
  });

  it('counts a page once, and finds and accuses', () => {
    const bad = join(folder, 'bad', 'one');
    const good = join(folder, 'good', 'two');
    mkdirSync(bad, { recursive: true });
    mkdirSync(good, { recursive: true });
    // In pieces, and inert.
    const page = ['<% inert() : Exe', 'cute Req', 'uest("x") %>'].join('');
    writeFileSync(join(bad, 'a.asp'), page);
    writeFileSync(join(bad, 'b.asp'), page.replace('%>', '\n %>'));
    writeFileSync(join(bad, 'c.asp'), '<% inert() %>');
    writeFileSync(join(good, 'd.asp'), '<% Response.Write 1 %>');
    expect(collect([join(folder, 'bad')], true, new Set()).map((p) => p.collection)).toEqual(['one', 'one']);
    const seen = new Set<string>();
    const malicious = evaluate([join(folder, 'bad')], true, seen);
    expect(malicious.total).toEqual({ pages: 2, malicious: 1, suspicious: 0 });
    expect(malicious.listed.map((l) => l.level)).toEqual(['none']);
    expect(evaluate([join(folder, 'good')], false, seen).listed).toEqual([]);
  });
});
