/**
 * Real hives of ordinary computers: examined, quiet, and the few things that are more than quiet known by name. Needs the
 * samples beside the repository and xz; skips loudly without them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assess, dumpFile } from '@allclear/assessment';
import { type Assessment, SEVERITY_ORDER } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/registry', import.meta.url));
const present = existsSync(SAMPLES) && spawnSync('xz', ['--version'], { stdio: 'ignore' }).error === undefined;
if (!present) console.warn('SKIPPED: the sample hives are not beside the repository, or xz is missing');

/** What is found in them, and why. */
const EXPLAINED: Readonly<Record<string, string>> = {
  'NTUSER_modified.DAT Program or library that starts by itself from a web folder or a folder for temporary or public data':
    'whoever published the hive added a Run entry to C:\\temp to have something to find',
  'SYSTEM_B Service that starts a shell when it fails': 'a display driver restarts itself with a batch file',
  'SYSTEM_B Driver that lies in a folder for temporary or public data': 'a forensic imager left the key of its driver',
  'SYSTEM_WIN_10_1709 Key that makes Windows write no event logs': 'the system was set up from a set-up environment',
};

const work = mkdtempSync(join(tmpdir(), 'hives-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const byName = new Map<string, Assessment>();

function bytesOf(path: string): Buffer {
  return path.endsWith('.xz') ? spawnSync('xz', ['-dc', path], { maxBuffer: 1 << 30 }).stdout : readFileSync(path);
}

function place(name: string): string {
  if (/usrclass/i.test(name)) return 'Users/bob/AppData/Local/Microsoft/Windows/UsrClass.dat';
  if (/ntuser/i.test(name)) return 'Users/bob/NTUSER.DAT';
  if (/amcache/i.test(name)) return 'Windows/AppCompat/Programs/Amcache.hve';
  return `Windows/System32/config/${name.split(/[_.(]/)[0]?.toUpperCase() ?? name}`;
}

describe.skipIf(!present)('real hives', () => {
  const hives = present
    ? ['hives', 'hives-xz'].flatMap((folder) =>
        readdirSync(join(SAMPLES, folder))
          .filter((file) => !/\.log\d(\.xz)?$/i.test(file) && !/^(NotAHive|BCD)/.test(file))
          .map((file) => join(SAMPLES, folder, file)),
      )
    : [];

  beforeAll(async () => {
    for (const path of hives) {
      const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.xz$/, '');
      const file = join(work, name, 'C', place(name));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytesOf(path));
    }
    const result = await assess([work], { workers: 2, reproducible: true });
    for (const assessment of result.assessments) byName.set(assessment.host.root.replace(/\/.*$/, ''), assessment);
  }, 180_000);

  test('are all examined', () => {
    expect(byName.size).toBeGreaterThanOrEqual(24);
    for (const [name, assessment] of byName) {
      const registry = assessment.coverage.sources.find((s) => s.artifact === 'registry-hive');
      expect([name, registry?.status]).toEqual([name, 'examined']);
    }
  });

  test('show nothing that is not explained', () => {
    const found = [...byName].flatMap(([name, { findings }]) =>
      findings
        .filter((f) => SEVERITY_ORDER.indexOf(f.severity) > SEVERITY_ORDER.indexOf('low'))
        .map((f) => `${name} ${f.rule.title}`),
    );
    expect(found.filter((one) => EXPLAINED[one] === undefined)).toEqual([]);
  });
});

describe.skipIf(!present)('a hive that Windows had open', () => {
  const log = (number: 1 | 2): Buffer => bytesOf(join(SAMPLES, 'hives-xz', `SYSTEM_B.LOG${number}.xz`));
  const config = 'C/Windows/System32/config';
  const entries = (): { path: string; bytes: Buffer }[] => [
    { path: `${config}/SYSTEM`, bytes: bytesOf(join(SAMPLES, 'hives-xz', 'SYSTEM_B.xz')) },
    { path: `${config}/SYSTEM.LOG1`, bytes: log(1) },
    { path: `${config}/SYSTEM.LOG2`, bytes: log(2) },
  ];

  test('is completed from its logs in a folder and a tar, and told to be incomplete without them', async () => {
    const folder = join(work, '..', `${work.split('/').at(-1)}-logs`);
    const problems = async (paths: readonly string[]): Promise<string[]> => {
      const { assessments } = await assess(paths, { workers: 1, reproducible: true });
      return assessments.flatMap((a) => a.coverage.problems.map((p) => p.detail));
    };
    try {
      for (const { path, bytes } of entries()) {
        mkdirSync(dirname(join(folder, 'all', path)), { recursive: true });
        writeFileSync(join(folder, 'all', path), bytes);
      }
      mkdirSync(join(folder, 'alone', config), { recursive: true });
      writeFileSync(join(folder, 'alone', config, 'SYSTEM'), entries()[0]?.bytes ?? '');
      const tar = join(folder, 'all.tar.gz');
      spawnSync('tar', ['czf', tar, '-C', join(folder, 'all'), 'C']);
      expect(await problems([join(folder, 'all')])).toEqual([]);
      expect(await problems([tar])).toEqual([]);
      expect((await problems([join(folder, 'alone')])).join()).toContain('newest changes are missing');
      let keys = 0;
      await dumpFile(join(folder, 'all', config, 'SYSTEM'), (record) => {
        if (record['@kind'] === 'registry-key') keys++;
      });
      expect(keys).toBe(35_595);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
