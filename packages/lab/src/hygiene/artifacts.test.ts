/** Every kind of evidence is explained to people, in the code and in the documentation. */
import { ARTIFACT_IDS, ARTIFACTS } from '@allclear/evidence';
import { describe, expect, it } from 'vitest';

describe('artifacts', () => {
  it('each has one row, in the order of the names', () => {
    expect(ARTIFACTS.map((artifact) => artifact.id)).toEqual([...ARTIFACT_IDS]);
  });

  it.each(ARTIFACTS)('$id: title, where, what for, how to collect', ({ title, paths, tells, collect }) => {
    expect(title.length).toBeGreaterThan(3);
    expect(title).not.toMatch(/\.$/);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect(path).toMatch(/^(?:[A-Z]:\\|%\w+%\\|<Exchange>\\|[\w*$]|\*)/);
    expect(tells.length).toBeGreaterThan(15);
    expect(collect).toMatch(/^[A-Z].*[.)]$/s);
  });

  it('titles differ: coverage names evidence by them', () => {
    expect(new Set(ARTIFACTS.map((artifact) => artifact.title.toLowerCase())).size).toBe(ARTIFACTS.length);
  });
});
