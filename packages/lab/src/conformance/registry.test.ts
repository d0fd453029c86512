/** Needs the sample hives beside the repository and regfexport (Debian: libregf-utils); skips loudly without them. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binaryValue, buildHive, dwordValue, Hive, multiValue, qwordValue, szValue } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';
import { hasHiveXml, hasRegfExport, hiveTimes, regfExport } from './regfexport.js';
import { compareHives, hiveSamples } from './registry.js';
import { compareHive } from './registry-compare.js';
import { REGISTRY_JUSTIFIED } from './registry-justified.js';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/registry/hives', import.meta.url));
const tool = hasRegfExport();
const possible = existsSync(SAMPLES) && tool;
if (!possible) console.warn('SKIPPED: sample hives or regfexport are missing');

const written = buildHive({
  root: {
    name: 'ROOT',
    keys: [
      {
        name: 'Key',
        className: 'Class',
        values: [
          szValue('', 'default'),
          szValue('text', 'Żółw'),
          dwordValue('d', 0xffffffff),
          qwordValue('q', 2n ** 63n),
          multiValue('m', ['a', 'b']),
          binaryValue(
            'big',
            Uint8Array.from({ length: 50_000 }, (_, i) => i % 253),
          ),
        ],
        keys: Array.from({ length: 700 }, (_, i) => ({ name: `Sub ${i}`, values: [dwordValue('n', i)] })),
      },
    ],
  },
});

test('the comparison sees what differs', () => {
  const hive = Hive.open(written);
  const theirs = { keys: [{ path: 'OTHER', className: undefined, values: [] }], aborted: undefined };
  const fields = hive && compareHive(hive, theirs, undefined).differences.map((d) => d.field);
  expect(fields).toEqual(['number of keys', 'path']);
});

test('reasons excuse only what they say', () => {
  const excused = (field: string, ours: string, theirs: string, type?: string): boolean =>
    REGISTRY_JUSTIFIED.some(({ applies }) => applies({ key: 'k', field, ours, theirs, ...(type ? { type } : {}) }));
  expect(excused('data', '00c201', 'c20100', 'REG_BINARY')).toBe(true);
  expect(excused('data', '00c201', 'c20101', 'REG_BINARY')).toBe(false);
  expect(excused('size', '72', '76', 'REG_SZ')).toBe(true);
  expect(excused('size', '72', '76', 'REG_BINARY')).toBe(false);
  expect(excused('data', 'abc', 'abcd', 'REG_SZ')).toBe(true);
  expect(excused('data', 'abc', 'ab', 'REG_SZ')).toBe(false);
  expect(excused('name', 'a', 'b')).toBe(false);
});

test.skipIf(!tool)('hives that we write are read by the other programs without a difference', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'registry-'));
  try {
    const path = join(scratch, 'hive');
    writeFileSync(path, written);
    const hive = Hive.open(written);
    const exported = regfExport(path);
    expect(exported.aborted).toBeUndefined();
    const times = hasHiveXml() ? hiveTimes(path, join(scratch, 'xml')) : undefined;
    const result = hive && compareHive(hive, exported, times);
    expect(result).toMatchObject({ keys: 702, values: 706, differences: [] });
    if (hasHiveXml()) expect(result?.times).toBe(702);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

describe.skipIf(!possible)('the sample hives', () => {
  test('are read as the other programs read them, value by value', () => {
    const results = compareHives(hiveSamples(SAMPLES));
    expect(results.length).toBeGreaterThanOrEqual(12);
    expect(results.flatMap((r) => r.unexplained)).toEqual([]);
    expect(results.reduce((sum, r) => sum + r.values, 0)).toBeGreaterThan(2500);
    // Broken on purpose: what the other program refuses we read as far as it goes.
    const refused = results.filter((r) => r.refused !== undefined).map((r) => r.name);
    expect(refused.sort()).toEqual(['NotAHive', 'SAMBadHBinHeader', 'SAN(OTHER)']);
  });
});
