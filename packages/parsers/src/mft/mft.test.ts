import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRuns } from './entry.js';
import { buildRecord, type MftEntry, MftReader, MftSurvey, msToTicks, readEntry, type WrittenRecord } from './index.js';
import { MAX_DEPTH } from './limits.js';
import { ticksToIso, ticksToMs } from './time.js';

const T = Date.UTC(2021, 2, 3, 6, 59, 18, 123);
const times = (created = T, modified = created) => ({
  created: msToTicks(created, 4567),
  modified: msToTicks(modified, 1),
  changed: msToTicks(modified, 2),
  accessed: msToTicks(modified, 3),
});
const root: WrittenRecord = {
  number: 5,
  sequence: 5,
  directory: true,
  standard: times(),
  names: [{ name: '.', parent: { number: 5, sequence: 5 } }],
};
const folder = (number: number, name: string, parent: number, more: Partial<WrittenRecord> = {}): WrittenRecord => ({
  number,
  sequence: 1,
  directory: true,
  standard: times(),
  names: [{ name, parent: { number: parent, sequence: parent === 5 ? 5 : 1 } }],
  ...more,
});
const page = (
  number: number,
  name: string,
  parent: number,
  text: string,
  more: Partial<WrittenRecord> = {},
): WrittenRecord => ({
  number,
  sequence: 1,
  standard: times(),
  names: [{ name, parent: { number: parent, sequence: 1 } }],
  streams: [{ content: new TextEncoder().encode(text) }],
  ...more,
});

function table(records: readonly WrittenRecord[], size = 1024): Uint8Array {
  const bytes = new Uint8Array(size * (1 + Math.max(...records.map((r) => r.number))));
  for (const record of records) bytes.set(buildRecord(record, size), record.number * size);
  return bytes;
}

function survey(bytes: Uint8Array, step = bytes.length): MftSurvey {
  const result = new MftSurvey();
  for (let at = 0; at < bytes.length; at += step) result.push(bytes.subarray(at, at + step));
  result.finish();
  return result;
}

function entries(bytes: Uint8Array): MftEntry[] {
  const found: MftEntry[] = [];
  const reader = new MftReader((record) => found.push(readEntry(record)));
  reader.push(bytes);
  reader.finish();
  return found;
}

const web = [root, folder(40, 'inetpub', 5), folder(41, 'wwwroot', 40), folder(42, 'aspnet_client', 41)];

describe('a record', () => {
  test('gives back everything that was written, at any size of record', () => {
    const content = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
    for (const size of [1024, 4096]) {
      const [entry] = entries(
        buildRecord(
          {
            number: 0,
            sequence: 7,
            standard: { ...times(), usn: 123_456_789_012 },
            names: [
              { name: 'LONGNA~1.ASP', space: 2, parent: { number: 2 ** 33, sequence: 9 } },
              { name: 'Żółw.aspx', space: 1, parent: { number: 2 ** 33, sequence: 9 } },
            ],
            streams: [
              { content },
              { name: 'Zone.Identifier', content: new Uint8Array(26) },
              {
                name: 'big',
                size: 10_000_000_000,
                runs: [
                  { start: 5000, clusters: 70_000 },
                  { start: undefined, clusters: 16 },
                  { start: 100, clusters: 1 },
                ],
              },
            ],
          },
          size,
        ),
      );
      expect(entry).toMatchObject({
        number: 0,
        sequence: 7,
        inUse: true,
        directory: false,
        torn: false,
        damaged: false,
        links: 2,
      });
      expect(entry?.standard).toMatchObject({ ...times(), usn: 123_456_789_012 });
      expect(entry?.names.map(({ name, space, parent }) => [name, space, parent.number, parent.sequence])).toEqual([
        ['LONGNA~1.ASP', 'dos', 2 ** 33, 9],
        ['Żółw.aspx', 'win32', 2 ** 33, 9],
      ]);
      expect(entry?.streams.map(({ name, size: bytes }) => [name, bytes])).toEqual([
        ['', 300],
        ['Zone.Identifier', 26],
        ['big', 10_000_000_000],
      ]);
      expect(entry?.streams[0]?.resident).toEqual(content);
      expect(entry?.streams[2]?.runs).toEqual([
        { start: 5000, clusters: 70_000 },
        { start: undefined, clusters: 16 },
        { start: 100, clusters: 1 },
      ]);
    }
  });

  test('tells times to 100 ns', () => {
    expect(ticksToIso(msToTicks(T, 4567))).toBe('2021-03-03T06:59:18.1234567Z');
    expect(ticksToMs(msToTicks(T, 9999))).toBe(T);
    expect(ticksToMs(0n)).toBeUndefined();
    expect(ticksToIso(2n ** 63n)).toBeUndefined();
    expect(ticksToIso(1n)).toBe('1601-01-01T00:00:00.0000001Z');
  });

  test('that is torn is told and read as far as it goes', () => {
    const bytes = buildRecord(page(0, 'x.aspx', 5, 'text'));
    bytes[1022] = 0x77;
    const reader = new MftReader((record) =>
      expect(readEntry(record)).toMatchObject({ torn: true, names: [{ name: 'x.aspx' }] }),
    );
    reader.push(bytes);
    reader.finish();
    expect(reader.records).toBe(1);
    expect(reader.problems).toMatchObject([{ code: 'ALC-P006', count: 1 }]);
  });

  test('runs that do not fit are left out', () => {
    expect(readRuns(Uint8Array.of(0x11, 3, 0xff, 0x21), 0, 4)).toEqual([{ start: -1, clusters: 3 }]);
    expect(readRuns(Uint8Array.of(0x19, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), 0, 11)).toEqual([]);
  });
});

describe('a table', () => {
  const shell = 'inert: not a page';
  const bytes = table([
    ...web,
    page(50, 'x.aspx', 42, shell),
    page(51, 'gone.aspx', 42, shell, { inUse: false, sequence: 2 }),
    page(52, 'a.txt', 42, 'x'),
  ]);

  test.each([1, 31, 1024, 1025, 100_000])('in chunks of %i bytes gives the same files', (step) => {
    const files = [...survey(bytes, step).files()];
    expect(
      files.map((f) => [f.path, f.deleted, f.whole, f.reference.sequence, new TextDecoder().decode(f.content)]),
    ).toEqual([
      ['inetpub\\wwwroot\\aspnet_client\\x.aspx', false, true, 1, shell],
      ['inetpub\\wwwroot\\aspnet_client\\gone.aspx', true, true, 1, shell],
    ]);
    expect(files[0]).toMatchObject({
      created: T,
      nameCreated: T,
      wholeSeconds: false,
      size: shell.length,
      kind: 'page',
    });
  });

  test('a deleted folder still gives the path; one that was used again does not', () => {
    const gone = folder(43, 'old', 42, { inUse: false, sequence: 2 });
    const again = folder(44, 'new', 42, { sequence: 3 });
    const files = [
      ...survey(table([...web, gone, again, page(50, 'a.aspx', 43, ''), page(51, 'b.aspx', 44, '')])).files(),
    ];
    expect(files.map((f) => [f.path, f.whole])).toEqual([
      ['inetpub\\wwwroot\\aspnet_client\\old\\a.aspx', true],
      ['?\\b.aspx', false],
    ]);
  });

  test('folders that lead back to themselves end', () => {
    const loop = [folder(60, 'a', 61), folder(61, 'b', 60)];
    const [file] = [...survey(table([root, ...loop, page(70, 'x.aspx', 60, '')])).files()];
    expect(file?.whole).toBe(false);
    expect(file?.path.length).toBeLessThanOrEqual(2 * MAX_DEPTH + 10);
  });

  test('a file whose name stands in another record is found', () => {
    const base = { number: 50, sequence: 4 };
    const spread: WrittenRecord = {
      number: 50,
      sequence: 4,
      standard: times(),
      list: [{ type: 0x30, reference: { number: 51, sequence: 1 } }],
      streams: [{ content: new Uint8Array(9) }],
    };
    const extension: WrittenRecord = {
      number: 51,
      sequence: 1,
      base,
      names: [{ name: 'far.aspx', parent: { number: 42, sequence: 1 } }],
    };
    for (const records of [
      [...web, spread, extension],
      [...web, { ...spread, number: 51 }, { ...extension, number: 50, base: { number: 51, sequence: 4 } }],
    ]) {
      expect([...survey(table(records)).files()]).toMatchObject([
        { path: 'inetpub\\wwwroot\\aspnet_client\\far.aspx', size: 9, created: T },
      ]);
    }
    const stale = { ...extension, base: { number: 50, sequence: 3 } };
    expect([...survey(table([...web, spread, stale])).files()]).toEqual([]);
  });

  test('every hard link is a file of its own, a short name is not', () => {
    const links = [
      { name: 'one.aspx', parent: { number: 42, sequence: 1 }, space: 1 },
      { name: 'ONE~1.ASP', parent: { number: 42, sequence: 1 }, space: 2 },
      { name: 'two.aspx', parent: { number: 41, sequence: 1 }, space: 0 },
    ];
    const files = [...survey(table([...web, page(50, '', 42, 'x', { names: links })])).files()];
    expect(files.map((f) => f.name)).toEqual(['one.aspx', 'two.aspx']);
  });

  test('what is no record, and an end inside one, are told', () => {
    const odd = table([root, folder(8, 'x', 5)]);
    odd.fill(0x41, 6 * 1024, 7 * 1024);
    odd.copyWithin(7 * 1024, 8 * 1024, 9 * 1024);
    const result = survey(odd.subarray(0, odd.length - 10));
    expect(result.problems.map((p) => p.code)).toEqual(['ALC-P006', 'ALC-P006', 'ALC-P006']);
    expect(result.records).toBe(2);
  });
});

describe('any bytes', () => {
  const seed = table([...web, page(50, 'x.aspx', 42, 'text'), page(51, 'y.exe', 42, 'text', { inUse: false })]);
  test('give records and problems, never an error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 60 }),
        fc.nat(5000),
        (changes, step) => {
          const bytes = seed.slice();
          for (const [at, value] of changes) bytes[at] = value;
          // Where the records are: most of the table is empty.
          for (const [at, value] of changes) bytes[40 * 1024 + (at % (12 * 1024))] = value;
          const result = survey(bytes, step + 1);
          for (const file of result.files()) expect(file.path.endsWith(file.name)).toBe(true);
          for (const one of result.folders.all()) expect(typeof one.path).toBe('string');
          entries(bytes);
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => void survey(bytes, 700)),
      { numRuns: 300 },
    );
  });
});

describe('numbers of records', () => {
  test('are those of their places, but in a table without its beginning their own', () => {
    const records = [folder(40, 'inetpub', 5), folder(41, 'wwwroot', 40), page(42, 'x.aspx', 41, 'text')];
    const part = new Uint8Array(3 * 1024);
    for (const [i, record] of records.entries()) part.set(buildRecord(record), i * 1024);
    const [found] = survey(part).files();
    expect(found).toMatchObject({ path: 'inetpub\\wwwroot\\x.aspx', reference: { number: 42 } });
    expect(survey(part).problems).toMatchObject([{ count: 3, detail: expect.stringContaining('no beginning') }]);
    const whole = table([...web, page(50, 'x.aspx', 42, '')]);
    whole.set(buildRecord(page(50, 'y.aspx', 42, '')), 30 * 1024);
    expect([...survey(whole).files()].map((f) => [f.name, f.reference.number])).toEqual([
      ['y.aspx', 30],
      ['x.aspx', 50],
    ]);
  });
});
