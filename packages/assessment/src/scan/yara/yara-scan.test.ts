/** Rules for another engine, variables of files, quotes. The texts are inert. */
import { afterAll, describe, expect, test } from 'vitest';
import { FOREIGN_TIME_LIMIT, ForeignEngine } from './foreign.js';
import { fileVariables, YaraScan } from './yara-scan.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const PACK = `import "hash"
rule ALLCLEAR_TEST_child { strings: $s = "ALLCLEAR_TEST_shared" condition: uint32(0) == 0x4e444221 and $s }
rule ALLCLEAR_TEST_hash { meta: score = 90
  strings: $s = "ALLCLEAR_TEST_shared" condition: $s and hash.crc32(0, 3) == 0x352441c2 }
rule ALLCLEAR_TEST_never { strings: $s = "ALLCLEAR_TEST_shared" condition: $s and filesize > 1MB and hash.md5(0, 1) == "" }
rule ALLCLEAR_TEST_anyway { strings: $s = "ALLCLEAR_TEST_shared" condition: $s or hash.md5(0, 1) == "" }
rule ALLCLEAR_TEST_unknown { strings: $s = "ALLCLEAR_TEST_shared" condition: $s and hash.nothing(0, 1) == "" }`;

// Threads run what was built.
const THREAD = new URL('../../../dist/scan/yara/foreign-worker.js', import.meta.url);
const engineOf = (limit: number): ForeignEngine => new ForeignEngine(limit, THREAD);
const scan = new YaraScan([{ origin: 'own.yar', bytes: bytes(PACK) }], engineOf(FOREIGN_TIME_LIMIT));
afterAll(() => scan.close());

describe('rules that our engine has not what it takes for', () => {
  test('are decided by the other one, or without it, or refused by name', { timeout: 120_000 }, async () => {
    const data = bytes('abc\nline ALLCLEAR_TEST_shared end\n');
    const { hits, problems } = await scan.scan({ path: 'a/b.aspx', bytes: data, size: data.length });
    expect(hits.map(({ rule }) => rule).sort()).toEqual(['ALLCLEAR_TEST_anyway', 'ALLCLEAR_TEST_hash']);
    const hash = hits.find(({ rule }) => rule === 'ALLCLEAR_TEST_hash');
    expect(hash).toMatchObject({
      level: 'malicious',
      places: [{ string: '$s', offset: 9, line: 2, quote: 'line ALLCLEAR_TEST_shared end' }],
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'ALC-R001', file: 'own.yar', line: 7 });
    expect(problems[0]?.detail).toContain('ALLCLEAR_TEST_unknown');
    const again = await scan.scan({ path: 'a/c.aspx', bytes: data, size: data.length });
    expect(again.problems).toEqual([]);
    expect(again.hits).toHaveLength(2);
  });

  test('a time limit holds, and the engine comes back', { timeout: 120_000 }, async () => {
    const engine = engineOf(1);
    const rule = { name: 'x', source: 'rule x { condition: true }' };
    expect(await engine.decide([rule], new Uint8Array(1), {})).toEqual(['it took longer than the time limit']);
    const patient = engineOf(FOREIGN_TIME_LIMIT);
    expect(await patient.decide([rule], new Uint8Array(1), {})).toEqual([true]);
    expect(await patient.decide([rule], new Uint8Array(1), {})).toEqual([true]);
    await engine.close();
    await patient.close();
  });
});

test('a file that is seen in part is told of, with its whole size for the rules', async () => {
  const data = bytes('ALLCLEAR_TEST_part');
  const own = new YaraScan([
    { origin: 'p.yar', bytes: bytes('rule big { strings: $a = "TEST_part" condition: $a and filesize > 1MB }') },
  ]);
  const { hits, problems } = await own.scan({ path: 'x', bytes: data, size: 2 << 20 });
  expect(hits).toHaveLength(1);
  expect(problems).toMatchObject([{ code: 'ALC-P008', file: 'x' }]);
  await own.close();
});

test('variables of a file', () => {
  expect(fileVariables('web/aspnet_client/A.ASPX', bytes('x'))).toMatchObject({
    filename: 'A.ASPX',
    filepath: 'web/aspnet_client',
    extension: '.aspx',
  });
});
