import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assess } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from '../main.js';
import { runAllclear } from '../testing/run-allclear.js';

const PROGRAM = fileURLToPath(new URL('../../bin/allclear.js', import.meta.url));

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

describe('allclear lab make --stdout', () => {
  const make = (...args: string[]): ReturnType<typeof runAllclear> => runAllclear(['lab', 'make', ...args]);
  /** Standard output of the real command, as a digest. */
  const digestOf = async (...args: string[]): Promise<string> => {
    const file = join(folder, 'stream.tar');
    const target = openSync(file, 'w');
    const child = spawn(process.execPath, [PROGRAM, 'lab', 'make', ...args, '--stdout'], {
      stdio: ['ignore', target, 'inherit'],
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    closeSync(target);
    expect(code).toBe(0);
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  };

  it.each([
    ['entered-2016-oab.logs-only.loose'],
    ['untouched-se-2025', '--days', '3'],
    ['robbed-2019-exports', '--days', '2', '--gigabytes', '0.02'],
  ])('gives equal bytes with one, two and seven threads: %s %s %s', async (...args) => {
    const one = await digestOf(...args);
    expect(await digestOf(...args, '--workers', '2')).toBe(one);
    expect(await digestOf(...args, '--workers', '7')).toBe(one);
  });

  it('holds what the folder holds, and is assessed alike', async () => {
    const tar = join(folder, 'same.tar');
    const truth = join(folder, 'same.json');
    const args = ['entered-2016-oab.complete.kape', '--gigabytes', '0.01'];
    await digestOf(...args, '--truth', truth);
    renameSync(join(folder, 'stream.tar'), tar);
    expect(JSON.parse(readFileSync(truth, 'utf8'))).toMatchObject({ expected: { verdict: 'compromised' } });
    expect(await main(['lab', 'make', ...args, '--out', join(folder, 'same')])).toBe(0);
    const assessed = async (path: string): Promise<Assessment | undefined> => {
      const { assessments, problems } = await assess([path], { reproducible: true });
      expect(problems).toEqual([]);
      expect(assessments).toHaveLength(1);
      return assessments[0];
    };
    const [asTar, asFolder] = [await assessed(tar), await assessed(join(folder, 'same'))];
    expect(asTar?.verdict.level).toBe('compromised');
    expect(asTar?.coverage.problems).toEqual([]);
    // Times of files may differ by a millisecond: file systems round.
    expect(asFolder?.coverage.files).toEqual(asTar?.coverage.files);
    expect(asFolder?.answers).toEqual(asTar?.answers);
  });

  it('refuses two targets, and earlier days where logs are gone', async () => {
    expect((await make('untouched-se-2025', '--stdout', '--zip', join(folder, 'no.zip'))).code).toBe(2);
    const refused = await make('entered-2016-oab.files-only.live-drive', '--stdout', '--gigabytes', '1');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('no logs of earlier days');
    expect(refused.stdout).toBe('');
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

describe.skipIf(process.platform === 'win32')('--help', () => {
  it.each([['lab'], ['lab wave']])('%s: every example works as printed', async (verb) => {
    const { stdout } = await runAllclear([...verb.split(' '), '--help']);
    const examples = stdout.split('\n').filter((line) => line.startsWith('  allclear '));
    expect(examples.length).toBeGreaterThan(1);
    const cwd = mkdtempSync(join(folder, 'examples-'));
    for (const example of examples) {
      const script = `allclear() { "${process.execPath}" "${PROGRAM}" "$@"; }\n${example}\n`;
      const { status, stderr } = spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8' });
      expect([example, status, stderr.includes('allclear:')]).toEqual([example, 0, false]);
    }
  });
});
