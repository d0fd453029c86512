import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
