import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compressMam, decompressMam, isMam } from '../mam/index.js';
import { msToTicks } from '../mft/index.js';
import { buildPrefetch, parsePrefetch, prefetchFacts, programPath } from './index.js';
import { MAX_FILES } from './parse.js';

const T = Date.UTC(2021, 2, 3, 7);
const VOLUME = '\\VOLUME{01d7000000000000-12345678}';
const spec = {
  executable: 'CMD.EXE',
  runs: 7,
  ran: [msToTicks(T), msToTicks(T - 60_000)],
  files: [
    `${VOLUME}\\WINDOWS\\SYSTEM32\\NTDLL.DLL`,
    `${VOLUME}\\WINDOWS\\SYSTEM32\\CMD.EXE`,
    `${VOLUME}\\PROGRAMDATA\\X.DLL`,
  ],
};

test('a prefetch file gives what was written, compressed or not', () => {
  const bytes = buildPrefetch(spec);
  for (const form of [bytes, compressMam(bytes)]) {
    const { prefetch, problems } = parsePrefetch(form);
    expect(problems).toEqual([]);
    expect(prefetch).toMatchObject({ version: 30, ...spec, hash: 0x12345678, volumes: [{ path: VOLUME }] });
    expect(prefetch && programPath(prefetch)).toBe('C:\\WINDOWS\\SYSTEM32\\CMD.EXE');
  }
});

test('the fact tells the last run, the place and what was loaded from odd places', () => {
  const [fact] = prefetchFacts(buildPrefetch(spec)).facts;
  expect(fact?.time).toBe(T);
  expect(['kind', 'name', 'place', 'runs', 'ran', 'loaded'].map((name) => fact?.get(name))).toEqual([
    'prefetch',
    'CMD.EXE',
    'system',
    '7',
    '2021-03-03T07:00:00.000Z',
    `${VOLUME}\\PROGRAMDATA\\X.DLL`,
  ]);
});

test('an unknown version, an end too early and too many files are told', () => {
  const bytes = buildPrefetch(spec);
  expect(parsePrefetch(bytes.subarray(0, 400)).problems.map((p) => p.code)).toEqual(['ALC-P006']);
  expect(parsePrefetch(new Uint8Array(100)).problems.map((p) => p.code)).toEqual(['ALC-P003']);
  const unknown = bytes.slice();
  unknown[0] = 99;
  expect(parsePrefetch(unknown)).toMatchObject({ prefetch: undefined, problems: [{ code: 'ALC-P003' }] });
  const many = parsePrefetch(buildPrefetch({ ...spec, files: Array.from({ length: MAX_FILES + 1 }, () => 'x') }));
  expect(many.prefetch?.files.length).toBe(MAX_FILES);
  expect(many.problems.map((p) => p.code)).toEqual(['ALC-P008']);
});

test('any bytes give an answer, and no more than they say', () => {
  const seed = compressMam(buildPrefetch(spec));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }),
      (changes) => {
        const bytes = seed.slice();
        for (const [at, value] of changes) bytes[at] = value;
        prefetchFacts(bytes);
        if (isMam(bytes)) expect(decompressMam(bytes)?.bytes.length ?? 0).toBeLessThanOrEqual(64 << 20);
      },
    ),
    { numRuns: 300 },
  );
  const liar = seed.slice();
  liar.fill(0xff, 4, 8);
  expect(decompressMam(liar)?.problems.map((p) => p.code)).toEqual(['ALC-P008', 'ALC-P006']);
});
