/** The comparison with evtxexport needs Debian's libevtx-utils; it skips loudly without it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvidenceEvent } from '@allclear/model';
import { createLogParser, type EvtxRecord, readEvtx } from '@allclear/parsers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareLog } from '../../conformance/evtx-compare.js';
import { JUSTIFIED } from '../../conformance/evtx-justified.js';
import { type Exported, evtxExport, hasEvtxExport } from '../../conformance/evtxexport.js';
import { Random } from '../../random/index.js';
import type { WindowsEvent } from '../../traffic/index.js';
import { eventJson } from '../event-json.js';
import { concat, utf8 } from '../text.js';
import {
  type EvtxEvent,
  evtxEvent,
  evtxFile,
  fileTime,
  guid,
  hex32,
  hex64,
  NOTHING,
  text,
  typed,
  uint8,
  uint16,
  uint32,
  uint64,
} from './index.js';

const HOST = 'mail01.example.test';
const START = Date.UTC(2021, 2, 3, 4, 49, 0, 123);
const independent = hasEvtxExport();
if (!independent)
  console.warn('SKIPPED: evtxexport (libevtx-utils) is missing, written logs are read by Allclear only');

const read = (pieces: readonly Uint8Array[]): readonly EvtxRecord[] => {
  const { records, problems, summary } = readEvtx(concat(pieces));
  expect(problems).toEqual([]);
  expect(summary).toMatchObject({ dirty: false, recovered: 0, unreadable: 0, chunks: pieces.length - 1 });
  return records;
};

const plain = (recordId: number, content: EvtxEvent['content']): EvtxEvent => ({
  recordId,
  time: START + recordId,
  provider: 'P',
  eventId: 7,
  channel: 'Application',
  computer: HOST,
  ...(content === undefined ? {} : { content }),
});

/** One of each kind that the lab knows, in an order that its seed decides. */
function labEvents(count: number, seed: string, foreign = '\u00e9\u4e2d\u{1f4e7}'): WindowsEvent[] {
  const random = Random.seeded(seed);
  return Array.from({ length: count }, (_, i): WindowsEvent => {
    const shared = { kind: 'event', time: START + i * 977 } as const;
    const word = `${random.uint32().toString(36)} ${foreign}`;
    switch (random.int(0, 3)) {
      case 0:
        return {
          ...shared,
          channel: 'Security',
          provider: 'Microsoft-Windows-Security-Auditing',
          eventId: 4688,
          level: 0,
          processId: 4,
          data: {
            SubjectUserSid: 'S-1-5-21-1004336348-1177238915-682003330-512',
            SubjectUserName: 'MAIL01$',
            SubjectDomainName: 'EX\u00c4MPLE',
            SubjectLogonId: '0x3e7',
            NewProcessId: `0x${random.int(16, 90_000).toString(16)}`,
            NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
            CommandLine: `cmd.exe /c echo "<${word}>" & exit`,
            ParentProcessName: '',
          },
        };
      case 1:
        return {
          ...shared,
          channel: 'Security',
          provider: 'MSExchange CmdletLogs',
          eventId: 1,
          qualifiers: 16384,
          level: 4,
          data: ['Set-OabVirtualDirectory', `-Identity "${word}"`, '', 'S-1-5-18', '', '', 'en-US'],
        };
      case 2:
        return {
          ...shared,
          channel: 'Security',
          provider: 'Microsoft-Windows-Eventlog',
          eventId: 1102,
          level: 4,
          data: { SubjectUserName: word, Channel: 'Security' },
        };
      default:
        return {
          ...shared,
          channel: 'Security',
          provider: 'Gr\u00f6\u00dfe & M\u00f6bel',
          eventId: random.int(1, 65_535),
          level: 2,
          data: {
            'Proze\u00df-Name': word.repeat(random.int(1, 40)),
            Count: random.int(0, 9),
            Large: 2 ** 40 + i,
            Guid: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
            When: '2021-03-03T06:56:33.1890001Z',
          },
        };
    }
  });
}

/** evtxexport 20181227 tells characters beyond the basic plane 0x3ff too low (U+1F4E7 as U+1F0E8): none for it. */
const BASIC_PLANE = '\u00e9\u4e2d\u0416';

const written = (events: readonly WindowsEvent[], first = 1001): Uint8Array[] =>
  evtxFile(events.map((event, i) => evtxEvent(event, first + i, HOST)));

describe('a written log, in the project’s own reader', () => {
  test('has every member of System', () => {
    const [record] = read(
      evtxFile([
        {
          recordId: 2 ** 40,
          time: START,
          provider: 'Microsoft-Windows-Sysmon',
          eventId: 65_535,
          qualifiers: 49_152,
          version: 5,
          level: 4,
          task: 12,
          opcode: 3,
          keywords: 0x8020000000000000n,
          activityId: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
          processId: 4_294_967_295,
          threadId: 77,
          userId: 'S-1-5-18',
          channel: 'Microsoft-Windows-Sysmon/Operational',
          computer: HOST,
        },
      ]),
    );
    expect(Object.fromEntries(record?.entries() ?? [])).toEqual({
      EventID: '65535',
      Provider_Name: 'Microsoft-Windows-Sysmon',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Computer: HOST,
      Level: '4',
      EventRecordID: String(2 ** 40),
      Version: '5',
      Task: '12',
      Opcode: '3',
      Keywords: '0x8020000000000000',
      Qualifiers: '49152',
      Security_UserID: 'S-1-5-18',
      Execution_ProcessID: '4294967295',
      Execution_ThreadID: '77',
      Correlation_ActivityID: '{54849625-5478-4994-A5BA-3E3B0328C30D}',
    });
    expect([record?.time, record?.written, record?.recordId]).toEqual([START, START, 2 ** 40]);
  });

  test('leaves out what an event does not have', () => {
    const [record] = read(evtxFile([plain(1, undefined)]));
    expect(record?.fieldNames()).toEqual(['EventID', 'Provider_Name', 'Channel', 'Computer', 'EventRecordID']);
    expect(record?.text()).not.toMatch(/Version|Qualifiers|UserID|EventData/);
  });

  test('has values of every type', () => {
    const values = [
      ['text', text('a<b>&"\u{1f4e7}'), 'a<b>&"\u{1f4e7}'],
      ['uint8', uint8(255), '255'],
      ['uint16', uint16(65_535), '65535'],
      ['uint32', uint32(4_294_967_295), '4294967295'],
      ['uint64', uint64(18_446_744_073_709_551_615n), '18446744073709551615'],
      ['hex32', hex32(0x3e7), '0x3e7'],
      ['hex64', hex64(0x1_0000_03e7), '0x1000003e7'],
      ['fileTime', fileTime(START, 1), '2021-03-03T04:49:00.1230001Z'],
      ['sid', typed('S-1-5-21-1-4294967295-3-500'), 'S-1-5-21-1-4294967295-3-500'],
      ['guid', guid('{54849625-5478-4994-A5BA-3E3B0328C30D}') ?? NOTHING, '{54849625-5478-4994-A5BA-3E3B0328C30D}'],
    ] as const;
    const named = values.map(([name, value]) => [name, value] as const);
    const [record] = read(
      evtxFile([plain(1, { kind: 'named', values: [['none', NOTHING], ['empty', text('')], ...named] })]),
    );
    for (const [name, , shown] of values) expect(record?.get(name), name).toBe(shown);
    expect([record?.get('none'), record?.get('empty')]).toEqual([undefined, undefined]);
    expect(record?.text()).toContain('<Data Name="none"></Data>');
  });

  test('keeps the order of unnamed values, empty ones included', () => {
    const [record] = read(evtxFile([plain(1, { kind: 'unnamed', values: ['', 'a', '', 'b', ''] })]));
    expect(record?.entries().filter(([name]) => name.startsWith('Data'))).toEqual([
      ['Data[1]', 'a'],
      ['Data[3]', 'b'],
      ['Data', 'a b'],
    ]);
  });

  test('fills chunk after chunk, a long value never being cut', () => {
    const long = (i: number): string => String.fromCharCode(65 + (i % 26)).repeat(7000 + 331 * (i % 50));
    const pieces = evtxFile(
      Array.from({ length: 60 }, (_, i) => plain(i + 1, { kind: 'named', values: [['L\u00e4nge', text(long(i))]] })),
    );
    expect(pieces.length).toBeGreaterThan(15);
    const records = read(pieces);
    expect(records.map((record) => record.recordId)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    for (const [i, record] of records.entries()) expect(record.get('L\u00e4nge') === long(i)).toBe(true);
  });

  test('is written chunk by chunk with its header last, and may be empty', () => {
    expect(read(evtxFile([]))).toEqual([]);
    expect(evtxFile([])).toHaveLength(1);
  });

  test('is refused where a reader would not give back what was asked for', () => {
    const values = (value: string): EvtxEvent['content'] => ({ kind: 'unnamed', values: [value] });
    expect(() => evtxFile([plain(1, values('x'.repeat(33_000)))])).toThrow(RangeError);
    expect(() => evtxFile([plain(1, values('a\0b'))])).toThrow(RangeError);
    expect(() => evtxFile([plain(2, undefined), plain(2, undefined)])).toThrow(RangeError);
    expect(() => evtxFile([{ ...plain(1, undefined), eventId: 65_536 }])).toThrow(RangeError);
    expect(() => evtxFile([{ ...plain(1, undefined), userId: 'SYSTEM' }])).toThrow(RangeError);
  });

  test('gives back any text, whatever type its form suggests', () => {
    const form = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('0x0', '0x00', '0X1', '0x3e7', '0xffffffffffffffff', '0x1ffffffffffffffff', 'S-1-5', 'S-1-05-18'),
      fc.constantFrom('S-1-5-4294967296', 'S-2-5-18', '{54849625-5478-4994-a5ba-3e3b0328c30d}', '-', '007', '%%1936'),
      fc.constantFrom('2021-02-30T00:00:00.0000000Z', '1600-01-01T00:00:00.0000000Z', '1601-01-01T00:00:00.0000001Z'),
      fc.bigInt(0n, (1n << 64n) - 1n).map((n) => `0x${n.toString(16)}`),
      fc.array(fc.nat(), { maxLength: 8 }).map((parts) => ['S-1-5', ...parts].join('-')),
    );
    fc.assert(
      fc.property(fc.array(form, { minLength: 1, maxLength: 6 }), (all) => {
        const wanted = all.map((value) => value.replaceAll('\0', ''));
        const [record] = read(
          evtxFile([plain(1, { kind: 'named', values: wanted.map((value, i) => [`v${i}`, typed(value)] as const) })]),
        );
        for (const [i, value] of wanted.entries()) expect(record?.get(`v${i}`) ?? '').toBe(value);
      }),
      { numRuns: 300 },
    );
  });
});

test('the same events have the same bytes, other events have others', () => {
  const bytes = (seed: string): string => Buffer.from(concat(written(labEvents(300, seed)))).toString('base64');
  const first = bytes('a');
  const again = bytes('a');
  expect(again === first).toBe(true);
  expect(bytes('b') === first).toBe(false);
});

test('the JSON writer and this one give the same events', () => {
  const events = labEvents(1000, 'both');
  const fromEvtx = read(written(events));
  const parser = createLogParser('event-log-json');
  const fromJson = events.map((event, i) => {
    const line = utf8(eventJson(event, 1001 + i, HOST));
    return parser.record(line, 0, line.length, { line: i + 1 });
  });
  expect(fromEvtx).toHaveLength(events.length);
  const facts = (event: EvidenceEvent | undefined): unknown => ({
    time: event?.time,
    logSource: event?.logSource,
    fields: new Map([...(event?.fieldNames() ?? [])].sort().map((name) => [name, event?.get(name)])),
  });
  for (const [i, event] of fromEvtx.entries()) expect(facts(event)).toEqual(facts(fromJson[i]));
});

describe.skipIf(!independent)('a written log, in evtxexport', () => {
  const withFile = <T>(bytes: Uint8Array, use: (path: string) => T): T => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-evtx-'));
    try {
      const path = join(folder, 'Log.evtx');
      writeFileSync(path, bytes);
      return use(path);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const exported = (pieces: readonly Uint8Array[]): Exported => withFile(concat(pieces), evtxExport);
  /** Everything that the tools say beside the events. */
  const said = (bytes: Uint8Array): string =>
    withFile(bytes, (path) => {
      const info = spawnSync('evtxinfo', [path], { encoding: 'utf8' });
      const { stderr, status } = spawnSync('evtxexport', [path], { encoding: 'utf8', maxBuffer: 1 << 28 });
      return [info.stdout, info.stderr, stderr, status].join('\n').replaceAll(/[\t ]+/g, ' ');
    });

  test('is whole and holds as many records as were written', () => {
    const whole = concat(written(labEvents(1000, 'count', BASIC_PLANE)));
    const remarks = said(whole);
    expect(remarks).toContain('Number of records : 1000');
    expect(remarks).toContain('Number of recovered records : 0');
    expect(remarks).toMatch(/\n0$/);
    expect(remarks).not.toMatch(/corrupt|unable|error|warning/i);
    // In the file's header, in a chunk's table of names, in a record: each has its checksum, and each is looked at.
    for (const at of [30, 4096 + 130, 4096 + 5000]) {
      const broken = whole.slice();
      broken[at] = (broken[at] ?? 0) ^ 0x10;
      expect(said(broken)).toContain('Is corrupted');
    }
  });

  test('has every record with the same values as in our reader', () => {
    const pieces = written(labEvents(1000, 'export', BASIC_PLANE));
    expect(pieces.length).toBeGreaterThan(5);
    const result = exported(pieces);
    expect(result.aborted).toBeUndefined();
    const comparison = compareLog(concat(pieces), result);
    expect(comparison).toMatchObject({ ours: 1000, theirs: 1000, common: 1000, onlyOurs: [], onlyTheirs: [] });
    expect(comparison.fields).toBeGreaterThan(10_000);
    expect(comparison.differences.filter((one) => !JUSTIFIED.some(({ applies }) => applies(one)))).toEqual([]);
  });

  test('has the values that were asked for', () => {
    const events = labEvents(200, 'asked', BASIC_PLANE);
    const { events: theirs } = exported(written(events));
    for (const [i, event] of events.entries()) {
      const { data } = event;
      const shown = (theirs[i]?.data ?? []).map(({ name, value }) => [name, value.replace(/^0x0+(?=[0-9a-f])/, '0x')]);
      if (Array.isArray(data)) expect(shown).toEqual(data.map((value) => [undefined, value]));
      else
        expect(shown).toEqual(
          Object.entries(data).map(([name, value]) => [
            name,
            name === 'When' ? '2021-03-03T06:56:33.189000100Z' : String(value),
          ]),
        );
    }
  });
});
