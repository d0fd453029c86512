import { crc32 as nativeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBinaryXml } from './binary-xml.js';
import { EvtxChunk } from './chunk.js';
import { crc32 } from './crc32.js';
import { CHUNK, FILE_HEADER, TYPE } from './format.js';
import { MAX_DEPTH, MAX_ITEMS, MAX_KEPT_BYTES, MAX_NODES, MAX_SOURCES, MAX_TEXT, MAX_VALUES } from './limits.js';
import { EvtxReader, readEvtx } from './reader.js';
import type { EvtxRecord } from './record.js';
import { MAX_FIELDS, MAX_REPEATS } from './shape.js';
import { SourceMemo } from './sources.js';
import { TemplateStore } from './template-store.js';
import { type BuiltEvent, buildEvtx } from './testing/build-evtx.js';
import { fileTimeText } from './time.js';

const TIME = Date.UTC(2021, 2, 3, 6, 56, 33, 189);
const FIRST_CHUNK = FILE_HEADER.bytes;
const FIRST_RECORD = FIRST_CHUNK + CHUNK.records;

const logon: BuiltEvent = {
  record: 7,
  time: TIME,
  eventId: 4624,
  provider: 'Microsoft-Windows-Security-Auditing',
  channel: 'Security',
  computer: 'EX01.example.com',
  level: 0,
  data: [
    ['TargetUserName', 'ŁUKASZ'],
    ['LogonType', 3],
    ['IpAddress', ''],
  ],
};
const cmdlet: BuiltEvent = {
  record: 8,
  time: TIME + 1000,
  eventId: 1,
  provider: 'MSExchange CmdletLogs',
  channel: 'MSExchange Management',
  computer: 'EX01.example.com',
  data: [[undefined, ['Set-OabVirtualDirectory', '', '-Identity "x"']]],
};
const started: BuiltEvent = {
  ...logon,
  record: 9,
  eventId: 4688,
  data: [
    ['SubjectUserName', 'EX01$'],
    ['SubjectDomainName', 'EXAMPLE'],
    ['NewProcessName', 'C:\\Windows\\System32\\whoami.exe'],
    ['ParentProcessName', 'C:\\w3wp.exe'],
    ['CommandLine', 'whoami'],
  ],
};
const withData = (data: BuiltEvent['data']): BuiltEvent => ({ ...logon, data });

function only(bytes: Uint8Array): EvtxRecord {
  const { records } = readEvtx(bytes);
  const [record] = records;
  if (record === undefined || records.length !== 1) throw new Error(`${records.length} records`);
  return record;
}

describe('records', () => {
  test('system fields, data by name, source, time and place', () => {
    const { records, problems, summary } = readEvtx(buildEvtx([logon, cmdlet, started]));
    expect(problems).toEqual([]);
    expect(summary).toEqual({ dirty: false, chunks: 1, records: 3, recovered: 0, unreadable: 0 });
    const [first] = records;
    expect(Object.fromEntries((first?.fieldNames() ?? []).map((n) => [n, first?.get(n)]))).toEqual({
      EventID: '4624',
      Provider_Name: 'Microsoft-Windows-Security-Auditing',
      Channel: 'Security',
      Computer: 'EX01.example.com',
      Level: '0',
      EventRecordID: '7',
      TargetUserName: 'ŁUKASZ',
      LogonType: '3',
    });
    expect(first?.get('targetusername')).toBe('ŁUKASZ');
    expect(first?.get('IpAddress')).toBeUndefined();
    expect(first?.time).toBe(TIME);
    expect(first?.logSource).toEqual({ product: 'windows', service: 'security' });
    expect(first?.place).toEqual({ record: 7, offset: FIRST_RECORD });
    expect(first?.text()).toContain('<Data Name="TargetUserName">ŁUKASZ</Data>');
    expect(first?.recovery).toBeUndefined();
  });

  test('unnamed data: an array is as many values, empty ones keep their place', () => {
    const record = only(buildEvtx([cmdlet]));
    expect(record.logSource).toEqual({ product: 'windows', service: 'msexchange-management' });
    expect(record.get('Data')).toBe('Set-OabVirtualDirectory -Identity "x"');
    expect(record.get('Data[0]')).toBe('Set-OabVirtualDirectory');
    expect(record.get('Data[1]')).toBeUndefined();
    expect(record.get('Data[2]')).toBe('-Identity "x"');
    expect(record.fieldNames().slice(-3)).toEqual(['Data[0]', 'Data[2]', 'Data']);
  });

  test('names with blanks are found as rules write them', () => {
    const record = only(buildEvtx([withData([['Threat Name', 'x']])]));
    expect([record.get('Threat Name'), record.get('ThreatName'), record.get('threatname')]).toEqual(['x', 'x', 'x']);
    expect(record.fieldNames()).not.toContain('ThreatName');
  });

  test('data under a name of System has a second name', () => {
    const record = only(
      buildEvtx([
        withData([
          ['Channel', 'Setup'],
          ['level', 9],
        ]),
      ]),
    );
    expect(record.get('Channel')).toBe('Security');
    expect(record.get('EventData_Channel')).toBe('Setup');
    expect(record.get('Level')).toBe('0');
    expect(record.get('EventData_level')).toBe('9');
  });

  test('process creation has the names of Sysmon too', () => {
    const record = only(buildEvtx([started]));
    expect(record.logSource).toEqual({ product: 'windows', service: 'security', category: 'process_creation' });
    expect(record.get('Image')).toBe('C:\\Windows\\System32\\whoami.exe');
    expect(record.get('ParentImage')).toBe('C:\\w3wp.exe');
    expect(record.get('User')).toBe('EXAMPLE\\EX01$');
    expect(record.fieldNames()).toContain('Image');
  });

  test('a template is found again in its chunk, and anew in the next', () => {
    const events = Array.from({ length: 30 }, (_, i) => ({ ...logon, record: i + 1 }));
    const { records, problems } = readEvtx(buildEvtx(events, events));
    expect(problems).toEqual([]);
    expect(records).toHaveLength(60);
    expect(records.every((r) => r.get('LogonType') === '3')).toBe(true);
  });

  test('two templates with one GUID are two templates', () => {
    const first = buildEvtx([withData([['aaaa', 'x']])]);
    const second = buildEvtx([withData([['bbbb', 'x']])]);
    const both = new Uint8Array([...first, ...second.subarray(FIRST_CHUNK)]);
    const { records } = readEvtx(both);
    expect(records.map((r) => [r.get('aaaa'), r.get('bbbb')])).toEqual([
      ['x', undefined],
      [undefined, 'x'],
    ]);
  });

  test('a template whose names are others in the next chunk is another one', () => {
    const event = { ...logon, data: [['Level', 'x']] as const };
    const bytes = buildEvtx([event], [event]);
    // In the second chunk only the element Computer is renamed, where its name stands.
    const name = Buffer.from(bytes.buffer).lastIndexOf(Buffer.from('Computer', 'utf16le'));
    bytes[name] = 'X'.charCodeAt(0);
    const { records } = readEvtx(bytes);
    expect(records.map((r) => r.get('Computer'))).toEqual(['EX01.example.com', undefined]);
  });

  test('pieces of any size give the same records', () => {
    const bytes = buildEvtx([logon, cmdlet], [started]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const seen: string[] = [];
        const reader = new EvtxReader((record) => seen.push(record.text()));
        const piece = new Uint8Array(80_000);
        let at = 0;
        for (let i = 0; at < bytes.length; i++) {
          const size = Math.min(sizes[i % sizes.length] ?? 1, bytes.length - at, sizes.length < 3 ? 80_000 : 70_000);
          piece.set(bytes.subarray(at, at + size));
          // The piece is reused, as the readers of evidence do it.
          reader.push(piece.subarray(0, size));
          at += size;
          if (i > 5) break;
        }
        reader.push(bytes.subarray(at));
        reader.finish();
        return (
          seen.join() ===
          readEvtx(bytes)
            .records.map((r) => r.text())
            .join()
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('values', () => {
  const u16 = (n: number): number[] => [n & 255, n >> 8];
  const VALUES: readonly (readonly [string, number, readonly number[], string | undefined])[] = [
    ['int8', TYPE.int8, [0xff], '-1'],
    ['uint8', TYPE.uint8, [0xff], '255'],
    ['int16', TYPE.int16, [0, 0x80], '-32768'],
    ['int32', TYPE.int32, [0xfe, 0xff, 0xff, 0xff], '-2'],
    ['int64', TYPE.int64, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], '-1'],
    ['uint64', TYPE.uint64, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], '18446744073709551615'],
    ['float', TYPE.float, [0xcd, 0xcc, 0xcc, 0x3d], '0.1'],
    ['double', TYPE.double, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], '1.5'],
    ['boolean', TYPE.boolean, [1, 0, 0, 0], 'true'],
    ['boolean of one byte', TYPE.boolean, [0], 'false'],
    ['binary', TYPE.binary, [0xde, 0xad], 'DEAD'],
    ['size', TYPE.size, [0x4c, 2, 0, 0, 0, 0, 0, 0], '0x24c'],
    ['hex32', TYPE.hex32, [0xe7, 3, 0, 0], '0x3e7'],
    ['hex64', TYPE.hex64, [0, 0, 0, 0, 0, 0, 0x20, 0x80], '0x8020000000000000'],
    ['ansi', TYPE.ansi, [0x41, 0x80, 0], 'A€'],
    [
      'guid',
      TYPE.guid,
      [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15],
      '{00010203-0405-0607-0809-0A0B0C0D0E0F}',
    ],
    ['sid', TYPE.sid, [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0], 'S-1-5-32-544'],
    ['sid that promises more', TYPE.sid, [1, 9, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0], undefined],
    ['system time', TYPE.systemTime, [2021, 3, 3, 3, 6, 56, 33, 189].flatMap(u16), '2021-03-03T06:56:33.189Z'],
    ['too few bytes', TYPE.uint32, [1, 2], undefined],
    ['unknown type', 0x7f, [1, 2], undefined],
    ['array of uint16', TYPE.uint16 | 0x80, [1, 0, 2, 0, 3], '1 2'],
    ['array of hex32', TYPE.hex32 | 0x80, [1, 0, 0, 0, 0xff, 0, 0, 0], '0x1 0xff'],
  ];
  test.each(VALUES)('%s', (_, type, bytes, text) => {
    expect(only(buildEvtx([withData([['v', { type, bytes }]])])).get('v')).toBe(text);
  });

  test('time to 100 ns, and times that are none', () => {
    expect(fileTimeText(0xb2a0_4000, 0x01d7_0ff9)).toMatch(/^2021-03-03T\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(fileTimeText(0, 0)).toBe('1601-01-01T00:00:00.0000000Z');
    expect(fileTimeText(0xffff_ffff, 0x7fff_ffff)).toBeUndefined();
  });
});

test('checksums equal those of zlib', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 30 }), (a, b) => {
      return crc32(b, crc32(a)) === nativeCrc32(b, nativeCrc32(a));
    }),
  );
});

describe('damage', () => {
  test('a wrong checksum is told, the records are read', () => {
    const bytes = buildEvtx([logon]);
    bytes[FIRST_CHUNK + CHUNK.recordsChecksum] = (bytes[FIRST_CHUNK + CHUNK.recordsChecksum] ?? 0) ^ 1;
    const { records, problems } = readEvtx(bytes);
    expect(records).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'ALC-P006', offset: FIRST_CHUNK }]);
  });

  test('records behind damage are found again and marked', () => {
    const bytes = buildEvtx([logon, cmdlet, started]);
    const second = readEvtx(bytes).records[1]?.place.offset ?? 0;
    bytes[second] = 0;
    const { records, problems } = readEvtx(bytes);
    expect(records.map((r) => [r.get('EventRecordID'), r.recovery])).toEqual([
      ['7', undefined],
      ['9', 'damage'],
    ]);
    expect(records[1]?.get('@recovered')).toBe('damage');
    expect(records[1]?.fieldNames()).toContain('@recovered');
    expect(problems[0]?.detail).toContain('bytes that are no record');
  });

  test('leftovers behind the end of a chunk are found and marked', () => {
    const bytes = buildEvtx([logon, cmdlet, { ...started, record: 3 }]);
    const third = readEvtx(bytes).records[2]?.place.offset ?? 0;
    new DataView(bytes.buffer).setUint32(FIRST_CHUNK + CHUNK.freeSpace, third - FIRST_CHUNK, true);
    const { records } = readEvtx(bytes);
    expect(records.map((r) => r.recovery)).toEqual([undefined, undefined, 'slack']);
  });

  test('records that were written after the header are the log itself', () => {
    const bytes = buildEvtx([logon, cmdlet, started]);
    const second = readEvtx(bytes).records[1]?.place.offset ?? 0;
    new DataView(bytes.buffer).setUint32(FIRST_CHUNK + CHUNK.freeSpace, second - FIRST_CHUNK, true);
    expect(readEvtx(bytes).records.map((r) => r.recovery)).toEqual([undefined, undefined, undefined]);
  });

  test('a chunk without its header, a file without its own, a file that was cut', () => {
    const bytes = buildEvtx([logon, cmdlet]);
    bytes.fill(0, FIRST_CHUNK, FIRST_CHUNK + 8);
    expect(readEvtx(bytes).records.map((r) => r.recovery)).toEqual(['damage', 'damage']);
    bytes.fill(0, 0, FILE_HEADER.bytes);
    expect(readEvtx(bytes).problems[0]?.detail).toContain('header of the file');
    const cut = readEvtx(buildEvtx([logon, cmdlet]).subarray(0, FIRST_RECORD + 3000));
    expect(cut.records.length).toBeGreaterThan(0);
    expect(cut.problems.map((p) => p.detail).join()).toContain('ends inside a chunk');
    expect(readEvtx(new Uint8Array(0)).records).toEqual([]);
  });

  test('no mutation makes it throw, and every record can be asked for everything', () => {
    const sample = buildEvtx([logon, cmdlet, started, withData([['a', ['x', 'y']]])]);
    const used = sample.subarray(0, FIRST_RECORD + 6000);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: FIRST_CHUNK, max: used.length - 1 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 12,
        }),
        (changes) => {
          const bytes = used.slice();
          for (const [at, value] of changes) bytes[at] = value;
          for (const record of readEvtx(bytes).records) {
            for (const name of record.fieldNames()) record.get(name);
            record.text();
            void record.time;
            void record.place;
            void record.logSource;
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('limits', () => {
  const chunkOf = (bytes: readonly number[]): EvtxChunk => {
    const memory = new Uint8Array(CHUNK.bytes);
    memory.set(bytes, CHUNK.records);
    return new EvtxChunk(memory, 0);
  };
  const parse = (bytes: readonly number[]) =>
    parseBinaryXml(chunkOf(bytes), CHUNK.records, CHUNK.records + bytes.length, false);
  const repeat = (bytes: readonly number[], times: number): number[] =>
    Array.from({ length: times }, () => bytes).flat();
  /** An element whose name stands at offset 600 and is empty. */
  const OPEN = [0x01, 0, 0, 0, 0, ...[0x00, 0xf0, 0, 0], 0x02];

  /** All substitutions of the data template from the ninth on name the first value. */
  const sameValue = (bytes: Uint8Array): Uint8Array => {
    for (let at = FIRST_RECORD; at < FIRST_RECORD + 9000; at++) {
      const index = bytes[at + 1] ?? 0;
      if (bytes[at] === 0x0d && bytes[at + 2] === 0 && bytes[at + 3] === TYPE.text && index > 7) bytes[at + 1] = 0;
    }
    return bytes;
  };

  test('elements inside elements', () => {
    expect(parse(repeat(OPEN, MAX_DEPTH))).toHaveLength(1);
    expect(() => parse(repeat(OPEN, MAX_DEPTH + 1))).toThrow('too deep');
  });

  test('pieces of one template', () => {
    expect(parse(repeat([0x0d, 0, 0, 1], MAX_NODES))).toHaveLength(MAX_NODES);
    expect(() => parse(repeat([0x0d, 0, 0, 1], MAX_NODES + 1))).toThrow('too many');
  });

  test('values of one instance', () => {
    const instance = (count: number): number[] => [0x0c, 1, 0, 0, 0, 0, 0, 0, 0, 0, count & 255, count >> 8, 0, 0];
    const bytes = (count: number): number[] => [...instance(count), ...repeat([0, 0, 0, 0], count)];
    expect(parse(bytes(MAX_VALUES))).toHaveLength(1);
    expect(() => parse(bytes(MAX_VALUES + 1))).toThrow('too many values');
  });

  test('fields of one record', () => {
    const many = Array.from({ length: MAX_FIELDS + 100 }, (_, i): readonly [string, number] => [`f${i}`, i]);
    const record = only(buildEvtx([withData(many)]));
    expect(record.get('f10')).toBe('10');
    expect(record.fieldNames().length).toBeLessThanOrEqual(MAX_FIELDS);
  });

  test('items of an array', () => {
    const items = Array.from({ length: MAX_ITEMS + 50 }, () => 'x');
    const record = only(buildEvtx([withData([[undefined, items]])]));
    expect(record.get(`Data[${MAX_ITEMS - 1}]`)).toBe('x');
    expect(record.get(`Data[${MAX_ITEMS}]`)).toBeUndefined();
  });

  test('fields that repeat one value', () => {
    const repeats = Array.from({ length: 40 }, (_, i): readonly [string, string] => [`f${i}`, 'x']);
    const bytes = sameValue(buildEvtx([withData(repeats)]));
    const fields = only(bytes)
      .fieldNames()
      .filter((name) => /^f\d/.test(name));
    expect(fields.length).toBeGreaterThan(8);
    expect(fields.length).toBeLessThanOrEqual(MAX_REPEATS + 8);
  });

  test('templates that overlap', () => {
    const chunk = new EvtxChunk(new Uint8Array(CHUNK.bytes), 0);
    const store = new TemplateStore();
    let compiled = 0;
    const compile = (): void => {
      for (let at = CHUNK.records; at < 60_000; at += 32) {
        chunk.view.setUint32(at + 20, 4096, true);
        store.get(chunk, at);
        compiled++;
      }
    };
    expect(compile).toThrow('overlap');
    expect(compiled).toBe((2 * CHUNK.bytes) / 4096);
  });

  test('definitions kept for later chunks', () => {
    const store = new TemplateStore();
    for (let n = 0; store.kept <= MAX_KEPT_BYTES - 60_000 && n < 1000; n++) {
      const chunk = new EvtxChunk(new Uint8Array(CHUNK.bytes), 0);
      chunk.view.setUint32(CHUNK.records + 4, n, true);
      chunk.view.setUint32(CHUNK.records + 20, 60_000, true);
      store.get(chunk, CHUNK.records);
    }
    expect(store.kept).toBeGreaterThan(MAX_KEPT_BYTES - 60_000);
    const one = new EvtxChunk(new Uint8Array(CHUNK.bytes), 0);
    one.view.setUint32(CHUNK.records + 4, 5000, true);
    one.view.setUint32(CHUNK.records + 20, 64_000, true);
    store.get(one, CHUNK.records);
    expect(store.kept).toBeLessThanOrEqual(MAX_KEPT_BYTES);
  });

  test('the length of the rendered text', () => {
    const long = Array.from({ length: 60 }, (_, i): readonly [string, string] => [
      `f${i}`,
      i === 0 ? 'x'.repeat(25_000) : 'y',
    ]);
    const bytes = sameValue(buildEvtx([withData(long)]));
    expect(only(bytes).text()).toHaveLength(MAX_TEXT);
  });

  test('log sources remembered', () => {
    const memo = new SourceMemo();
    for (let i = 0; i <= MAX_SOURCES; i++) memo.get('Security', undefined, String(i));
    expect(memo.get('Security', undefined, '1')).toBe(memo.get('Security', undefined, '1'));
    const beyond = String(MAX_SOURCES);
    expect(memo.get('Security', undefined, beyond)).not.toBe(memo.get('Security', undefined, beyond));
    expect(memo.get('Security', undefined, beyond)).toEqual({ product: 'windows', service: 'security' });
  });
});
