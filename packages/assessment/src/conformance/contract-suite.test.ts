/**
 * The same evidence gives the same bytes: as a folder, zip, tar or tar.gz, with one worker or many. Runs the built
 * package, because worker threads load it.
 */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assess, detect } from '@allclear/assessment';
import { type ArchiveEntry, listUnits, openUnit, writeGzip, writeTar, writeZip } from '@allclear/evidence';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('../../../../examples/townhall-compromised.zip', import.meta.url));
/** An even second: zip keeps no finer times. */
const MODIFIED = Date.UTC(2021, 2, 15, 9, 30, 0);
const WORKERS = [1, 2, 7];

/** The day of the intrusion, the evening of the patch, and everything that is no log. */
const WANTED =
  /u_ex210303|2021030306|2021030418|20210303|2021030918|EventLogs|config|Tasks|\.aspx|Temp\/|ProgramData|Bin\//;

/** A line of 3 MiB, and a record behind it. */
const LONG_LINE = Buffer.concat([
  Buffer.from('#Fields: date time c-ip cs-method cs-uri-stem sc-status\r\n2021-03-06 00:00:01 192.0.2.1 GET /'),
  Buffer.alloc(3 << 20, 'a'),
  Buffer.from(' 200\r\n2021-03-06 00:00:02 192.0.2.1 POST /aspnet_client/späť.aspx 200\r\n'),
]);

async function selection(): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  const { units } = await listUnits([EXAMPLE], {});
  for (const unit of units) {
    for await (const file of openUnit(unit.locator, {})) {
      if (!WANTED.test(file.path)) continue;
      const chunks: Uint8Array[] = [];
      await file.read((chunk) => {
        chunks.push(chunk.slice());
        return true;
      });
      entries.push({ path: file.path, data: Buffer.concat(chunks), modified: MODIFIED });
    }
  }
  // What goes wrong with evidence must come out the same too.
  const odd: Record<string, Uint8Array> = {
    'C/inetpub/logs/LogFiles/W3SVC1/u_ex210304.log': new Uint8Array(0),
    'C/inetpub/logs/LogFiles/W3SVC1/u_ex210305.log': Buffer.from(
      '#Fields: date time c-ip cs-method\r\n2021-03-05 00:00:01 192.0.2.1 GET\r\nhalf a li',
    ),
    'C/inetpub/logs/LogFiles/W3SVC1/u_ex210306.log': LONG_LINE,
    // A little longer than what is read as one line: chunks of another size must not make another line of it.
    'C/inetpub/logs/LogFiles/W3SVC1/u_ex210307.log': Buffer.concat([
      Buffer.from('#Fields: date time c-ip cs-method cs-uri-stem sc-status\r\n2021-03-07 00:00:01 192.0.2.1 GET /'),
      Buffer.alloc((1 << 20) + 5000, 'b'),
      Buffer.from('.aspx 200\r\n2021-03-07 00:00:02 192.0.2.1 GET /owa/ 200\r\n'),
    ]),
    'C/Users/Müller/Notizen.txt': Buffer.from('no evidence'),
    'C/inetpub/wwwroot/aspnet_client/Ünder.aspx': Buffer.from('inert'),
  };
  for (const [path, data] of Object.entries(odd)) entries.push({ path, data, modified: MODIFIED });
  return entries;
}

const work = mkdtempSync(join(tmpdir(), 'contract-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function save(name: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  const path = join(work, name);
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

function saveFolder(entries: readonly ArchiveEntry[]): string {
  const folder = join(work, 'folder');
  for (const { path, data } of entries) {
    const file = join(folder, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data instanceof Uint8Array ? data : '');
    utimesSync(file, MODIFIED / 1000, MODIFIED / 1000);
  }
  return folder;
}

const CONTAINERS = ['folder', 'stored.zip', 'deflate.zip', 'plain.tar', 'packed.tar.gz'];
const paths = new Map<string, string>();
const pathOf = (container: string): string => paths.get(container) ?? '';

beforeAll(async () => {
  const entries = await selection();
  // An archive lists its members in any order it likes.
  const backwards = [...entries].reverse();
  paths.set('folder', saveFolder(entries));
  paths.set('stored.zip', await save('stored.zip', writeZip(entries, { method: 'stored' })));
  paths.set('deflate.zip', await save('deflate.zip', writeZip(backwards, { method: 'deflate' })));
  paths.set('plain.tar', await save('plain.tar', writeTar(backwards)));
  paths.set('packed.tar.gz', await save('packed.tar.gz', writeGzip(writeTar(entries))));
});

describe('assess', () => {
  let expected = '';
  const run = async (path: string, workers: number): Promise<string> =>
    JSON.stringify(await assess([path], { workers, reproducible: true }), undefined, 1);

  test('finds the intrusion in the selected evidence, and reports the odd files', async () => {
    const result = await assess([pathOf('folder')], { workers: 1, reproducible: true });
    expected = JSON.stringify(result, undefined, 1);
    expect(result.assessments).toHaveLength(1);
    const [assessment] = result.assessments;
    expect(assessment?.verdict).toMatchObject({ level: 'compromised', certainty: 'confirmed' });
    expect(assessment?.run).toBeUndefined();
    expect(assessment?.coverage.problems.map((p) => [p.code, p.file])).toEqual(
      expect.arrayContaining([
        ['ALC-P005', 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210304.log'],
        ['ALC-P002', 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210306.log'],
      ]),
    );
    // The record after the cut line is read, its line number and offset are those of the file.
    const places = assessment?.findings
      .flatMap((f) => f.quotes)
      .filter((q) => Object.values(q.fields).some((value) => value.includes('/späť.aspx')))
      .map((q) => q.place);
    const behind = {
      file: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210306.log',
      line: 3,
      offset: LONG_LINE.indexOf('2021-03-06 00:00:02'),
    };
    expect(places?.length).toBeGreaterThan(1);
    for (const place of places ?? []) expect(place).toEqual(behind);
  });

  test.each(CONTAINERS.flatMap((container) => WORKERS.map((workers) => [container, workers] as const)))(
    '%s with %i workers: equal bytes',
    async (container, workers) => {
      expect(expected).not.toBe('');
      const actual = await run(pathOf(container), workers);
      // A difference of half a megabyte of JSON helps nobody: show the first one.
      expect(firstDifference(actual, expected)).toBeUndefined();
    },
  );
});

function firstDifference(actual: string, expected: string): readonly [string, string] | undefined {
  if (actual === expected) return undefined;
  const [a, b] = [actual.split('\n'), expected.split('\n')];
  const at = a.findIndex((line, index) => line !== b[index]);
  return [a.slice(at - 3, at + 2).join('\n'), b.slice(at - 3, at + 2).join('\n')];
}

describe('detect', () => {
  const run = async (path: string, workers: number): Promise<string[]> => {
    const matches: string[] = [];
    const result = await detect([path], { workers, onMatch: (m, rule) => matches.push(JSON.stringify([rule.id, m])) });
    expect(result.matches).toBe(matches.length);
    return matches;
  };

  test('every match once, in the order of the evidence, with any number of workers', async () => {
    const expected = await run(pathOf('folder'), 1);
    expect(expected.length).toBeGreaterThan(20);
    expect(new Set(expected).size).toBe(expected.length);
    for (const workers of [2, 7]) expect(await run(pathOf('folder'), workers)).toEqual(expected);
  });

  test('the same matches from every container', async () => {
    const expected = (await run(pathOf('folder'), 2)).sort();
    for (const container of CONTAINERS.slice(1)) {
      expect([container, (await run(pathOf(container), 2)).sort()]).toEqual([container, expected]);
    }
  });
});
