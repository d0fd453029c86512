/** Every problem code is raised somewhere, has a word in reports, and can be looked up. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEM_CODES } from '@allclear/model';
import { describe, expect, it } from 'vitest';
import { PACKAGES, ROOT, read, sourcesOf } from './repository.js';

const CODES = Object.keys(PROBLEM_CODES);
const GUIDE = 'docs/user-guide.md';
const TABLE = /(?<=<!-- problem codes: generated -->\n)[\s\S]*?(?=<!-- end -->)/;

/** Where a code is only described, shown or told apart, not raised. */
const NOT_RAISING = /^packages\/(?:model|reporting|cli)\//;

describe('problem codes', () => {
  const raising = PACKAGES.flatMap(sourcesOf)
    .filter((path) => !NOT_RAISING.test(path))
    .map(read)
    .join('\n');

  it.each(CODES)('%s is raised by some code', (code) => {
    // As a value that is handed on, not in a comparison.
    expect(raising).toMatch(new RegExp(`(?<!=== ?)(?<!case )'${code}'`));
  });

  it('no code is used that the table does not have', () => {
    const used = PACKAGES.flatMap(sourcesOf).flatMap((path) => [...read(path).matchAll(/\bALC-[A-Z]\d{3}\b/g)]);
    expect([...new Set(used.map(([code]) => code))].sort()).toEqual([...CODES].sort());
  });

  it('the table in the user guide says the same (UPDATE_DOCS=1 writes it anew)', () => {
    const rows = Object.entries(PROBLEM_CODES).map(([code, text]) => `| \`${code}\` | ${text} |\n`);
    const table = `\n| code | meaning |\n|---|---|\n${rows.join('')}\n`;
    const guide = read(GUIDE);
    if (process.env.UPDATE_DOCS === '1')
      writeFileSync(
        join(ROOT, GUIDE),
        guide.replace(TABLE, () => table),
      );
    expect(TABLE.exec(read(GUIDE))?.[0]).toBe(table);
  });
});
