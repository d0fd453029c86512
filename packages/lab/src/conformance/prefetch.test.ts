/** Needs the sample prefetch files and sccainfo (Debian: libscca-utils); skips loudly without them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPrefetch, compressMam, msToTicks } from '@allclear/parsers';
import { afterAll, describe, expect, test } from 'vitest';
import { comparePrefetch, hasSccainfo } from './prefetch.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/prefetch', import.meta.url));
const tool = hasSccainfo();
const possible = tool && existsSync(SAMPLES);
if (!possible) console.warn('SKIPPED: sample prefetch files or sccainfo are missing');
const scratch = mkdtempSync(join(tmpdir(), 'prefetch-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test.skipIf(!tool)('what we write is read by sccainfo as we read it, compressed or not', () => {
  const bytes = buildPrefetch({
    executable: 'CMD.EXE',
    runs: 7,
    ran: [msToTicks(Date.UTC(2021, 2, 3, 7), 1234), msToTicks(Date.UTC(2021, 2, 2, 7), 1)],
    files: [
      '\\VOLUME{01d7000000000000-12345678}\\WINDOWS\\SYSTEM32\\NTDLL.DLL',
      '\\VOLUME{01d7000000000000-12345678}\\A.EXE',
    ],
  });
  for (const [name, form] of [
    ['plain.pf', bytes],
    ['packed.pf', compressMam(bytes)],
  ] as const) {
    writeFileSync(join(scratch, name), form);
    expect(comparePrefetch(join(scratch, name))).toEqual({ values: 10, differences: [] });
  }
});

describe.skipIf(!possible)('the sample prefetch files', () => {
  const packed = spawnSync('7zz', ['i'], { stdio: 'ignore' }).error === undefined;
  test('are read as sccainfo reads them, value by value', () => {
    if (packed)
      for (const archive of readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.(7z|zip)$/.test(name),
      ))
        spawnSync('7zz', ['x', '-y', `-o${join(scratch, basename(archive))}`, join(SAMPLES, archive)], {
          stdio: 'ignore',
        });
    const paths = [SAMPLES, scratch].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.pf$/i.test(name))
        .map((name) => join(folder, name)),
    );
    let compared = 0;
    let values = 0;
    const differences: unknown[] = [];
    for (const path of paths.slice(0, 250)) {
      const result = comparePrefetch(path);
      if (result === undefined) continue;
      compared++;
      values += result.values;
      for (const difference of result.differences) differences.push([basename(path), difference]);
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(35);
    expect(values).toBeGreaterThan(2_000);
  }, 120_000);
});
