import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from '../main.js';

const folder = mkdtempSync(join(tmpdir(), 'allclear-lab-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('allclear lab', () => {
  it('makes evidence with the answers beside it, and mixes nothing', async () => {
    const out = join(folder, 'practice');
    const make = ['lab', 'make', 'untouched-se-2025.files-only.velociraptor', '--out', out];
    expect(await main(make)).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['client_info.json', 'uploads']);
    const truth = JSON.parse(readFileSync(join(folder, 'practice.truth.json'), 'utf8'));
    expect(truth).toMatchObject({ case: 'untouched-se-2025.files-only.velociraptor', synthetic: true });
    expect(await main(make)).toBe(2);
  });

  it('makes a zip', async () => {
    const zip = join(folder, 'practice.zip');
    expect(await main(['lab', 'make', 'untouched-se-2025.files-only', '--zip', zip])).toBe(2);
    expect(await main(['lab', 'make', 'untouched-se-2025.files-only.velociraptor', '--zip', zip])).toBe(0);
    expect(readFileSync(zip).subarray(0, 2).toString('latin1')).toBe('PK');
  });

  it('refuses what it does not know', async () => {
    expect(await main(['lab', 'make', 'no-such-scenario', '--zip', join(folder, 'x.zip')])).toBe(2);
    expect(await main(['lab', 'make', 'untouched-se-2025'])).toBe(2);
  });
});

describe('allclear lab wave', () => {
  const digest = (name: string): string => {
    const hash = createHash('sha256');
    for (const path of readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).sort())
      if (statSync(join(folder, name, path)).isFile()) hash.update(path).update(readFileSync(join(folder, name, path)));
    return hash.digest('hex');
  };
  const wave = (name: string, ...more: string[]): Promise<number> =>
    main(['lab', 'wave', '--organisations', '170', '--seed', 'threads', '--out', join(folder, name), ...more]);

  it('writes equal bytes with one, two and seven threads', async () => {
    for (const workers of ['1', '2', '7']) expect(await wave(`wave-${workers}`, '--workers', workers)).toBe(0);
    expect(readdirSync(join(folder, 'wave-1')).sort()).toEqual([
      'assessments.jsonl.gz',
      'observations',
      'organisations.jsonl',
      'servers.jsonl',
      'truth.json',
      'truth.jsonl',
    ]);
    expect(digest('wave-2')).toBe(digest('wave-1'));
    expect(digest('wave-7')).toBe(digest('wave-1'));
  }, 240_000);

  it('mixes nothing, and refuses what makes no sense', async () => {
    expect(await wave('wave-1')).toBe(2);
    expect(await wave('other', '--organisations', '0')).toBe(2);
    expect(await wave('other', '--country', 'Narnia')).toBe(2);
    expect(await wave('few', '--no-assessments', '--country', 'NL')).toBe(0);
    expect(readdirSync(join(folder, 'few'))).not.toContain('assessments.jsonl.gz');
  });
});
