import { describe, expect, it } from 'vitest';
import cases from './cases.json' with { type: 'json' };
import { loadBuildTable, parseBuild } from './index.js';

const table = loadBuildTable();

describe('build table', () => {
  it.each(cases)('$build is $expected for $id: $reason', ({ build, id, expected, fixedBy }) => {
    const number = parseBuild(build);
    expect(number).toBeDefined();
    if (!number) return;
    const answer = table.answer(number, id);
    expect(answer.status).toBe(expected);
    if (answer.status === 'vulnerable') expect(answer.fixedBy ?? null).toBe(fixedBy);
  });

  it('answers every build for every vulnerability', () => {
    for (const row of table.builds) {
      const number = parseBuild(row.build);
      expect(number, row.build).toBeDefined();
      for (const { id } of table.vulnerabilities)
        if (number) expect(table.answer(number, id).status).not.toBe('unknown');
    }
  });

  it('a newer build of the same family is never less fixed within one cumulative update', () => {
    for (const { id } of table.vulnerabilities) {
      let previous: { cu: string; fixed: boolean } | undefined;
      for (const row of table.builds) {
        const number = parseBuild(row.build);
        if (!number) continue;
        const fixed = table.answer(number, id).status === 'fixed';
        const cu = `${row.family} ${row.cu}`;
        if (previous?.cu === cu && previous.fixed) expect(fixed, `${id} ${row.build}`).toBe(true);
        previous = { cu, fixed };
      }
    }
  });

  it('names builds, also unknown revisions', () => {
    const name = (text: string): string | undefined => table.name(parseBuild(text) ?? [0, 0, 0, 0]);
    expect(name('15.1.2176.9')).toBe('Exchange 2016 CU19 + Mar21SU');
    expect(name('15.01.2176.002')).toBe('Exchange 2016 CU19');
    expect(name('15.1.2176.10')).toBe('Exchange 2016 CU19 + at least Mar21SU');
    expect(name('15.2.2562.56')).toBe('Exchange SE RTM + Oct26SU');
    expect(name('16.0.1.1')).toBeUndefined();
  });

  it('knows builds in each way they are written, and nothing else', () => {
    expect(parseBuild('Version 15.1 (Build 2176.2)')).toEqual([15, 1, 2176, 2]);
    for (const bad of ['', '15.1', '15.1.2176.2.1', 'a.b.c.d', '15.1.999999.1'])
      expect(parseBuild(bad)).toBeUndefined();
  });

  it('takes the October 2026 updates for the fix of their flaws only', () => {
    expect(table.answer([15, 1, 2507, 77], 'CVE-2026-70571').status).toBe('fixed');
    expect(table.answer([15, 1, 2507, 75], 'CVE-2026-70571')).toMatchObject({
      status: 'vulnerable',
      fixedBy: '15.1.2507.77',
    });
  });
});
