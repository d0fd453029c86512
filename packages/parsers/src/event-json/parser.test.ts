import type { EvidenceEvent } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { MAX_JSON_VALUES, MAX_LINE_BYTES } from '../log/limits.js';
import { readLog } from '../log/read.js';
import { EventJsonParser } from './parser.js';
import { eventLogSource } from './sources.js';
import { parseEventTime } from './time.js';

const TIME = Date.UTC(2021, 2, 3, 6, 56, 33, 189);

function read(...lines: readonly (string | object)[]): { parser: EventJsonParser; records: EvidenceEvent[] } {
  const parser = new EventJsonParser();
  const text = lines.map((l) => (typeof l === 'string' ? l : JSON.stringify(l))).join('\n');
  return { parser, records: [...readLog(parser, new TextEncoder().encode(text))] };
}

function only(...lines: readonly (string | object)[]): EvidenceEvent {
  const [record] = read(...lines).records;
  if (record === undefined) throw new Error('no record');
  return record;
}

const CMDLET = ['Set-OabVirtualDirectory', '-ExternalUrl "http://f/<b>\\\\x</b>"', 'example.com/Users/admin01'];

/** The same event as different exporters write it. */
const EXPORTS: readonly (readonly [string, object])[] = [
  [
    'Velociraptor',
    {
      System: {
        Provider: { Name: 'MSExchange CmdletLogs' },
        EventID: { Value: 1, Qualifiers: 16384 },
        Level: 4,
        TimeCreated: { SystemTime: 1614754593.189 },
        EventRecordID: 77,
        Channel: 'MSExchange Management',
        Computer: 'EX01.example.com',
      },
      EventData: { Data: CMDLET },
    },
  ],
  [
    'evtx_dump, attributes inside',
    {
      Event: {
        '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
        System: {
          Provider: { '#attributes': { Name: 'MSExchange CmdletLogs' } },
          EventID: { '#attributes': { Qualifiers: 16384 }, '#text': 1 },
          Level: 4,
          TimeCreated: { '#attributes': { SystemTime: '2021-03-03T06:56:33.189000Z' } },
          EventRecordID: 77,
          Channel: 'MSExchange Management',
          Computer: 'EX01.example.com',
        },
        EventData: { Data: { '#text': CMDLET } },
      },
    },
  ],
  [
    'evtx_dump, attributes apart',
    {
      Event: {
        System: {
          Provider_attributes: { Name: 'MSExchange CmdletLogs' },
          EventID: 1,
          EventID_attributes: { Qualifiers: 16384 },
          Level: 4,
          TimeCreated_attributes: { SystemTime: '2021-03-03 06:56:33.189 UTC' },
          EventRecordID: '77',
          Channel: 'MSExchange Management',
          Computer: 'EX01.example.com',
        },
        EventData: { Data: CMDLET, Binary: null },
      },
    },
  ],
  [
    'an XML converter with @Name',
    {
      Event: {
        System: {
          Provider: { '@Name': 'MSExchange CmdletLogs' },
          EventID: { '@Qualifiers': '16384', '#text': '1' },
          Level: '4',
          TimeCreated: { '@SystemTime': '2021-03-03T07:56:33.189+01:00' },
          EventRecordID: '77',
          Channel: 'MSExchange Management',
          Computer: 'EX01.example.com',
        },
        EventData: { Data: CMDLET.map((text) => ({ '#text': text })) },
      },
    },
  ],
  [
    'NXLog',
    {
      EventTime: '2021-03-03T06:56:33.189000+00:00',
      Hostname: 'EX01.example.com',
      EventType: 'INFO',
      SeverityValue: 2,
      EventID: 1,
      SourceName: 'MSExchange CmdletLogs',
      RecordNumber: 77,
      Channel: 'MSExchange Management',
      Data: CMDLET[0],
      Data_1: CMDLET[1],
      Data_2: CMDLET[2],
    },
  ],
  [
    'Winlogbeat',
    {
      '@timestamp': '2021-03-03T06:56:33.189Z',
      log: { level: 'information' },
      winlog: {
        channel: 'MSExchange Management',
        event_id: '1',
        provider_name: 'MSExchange CmdletLogs',
        computer_name: 'EX01.example.com',
        record_id: 77,
        event_data: { param1: CMDLET[0], param2: CMDLET[1], param3: CMDLET[2] },
      },
    },
  ],
  [
    'EvtxECmd',
    {
      Computer: 'EX01.example.com',
      Channel: 'MSExchange Management',
      Provider: 'MSExchange CmdletLogs',
      EventId: 1,
      EventRecordId: '77',
      RecordNumber: 3,
      Level: 'Info',
      TimeCreated: '2021-03-03T06:56:33.1890000+00:00',
      Payload: JSON.stringify({ EventData: { Data: CMDLET, Binary: '' } }),
    },
  ],
  [
    'Get-WinEvent | ConvertTo-Json',
    {
      Id: 1,
      ProviderName: 'MSExchange CmdletLogs',
      LogName: 'MSExchange Management',
      MachineName: 'EX01.example.com',
      RecordId: 77,
      LevelDisplayName: 'Information',
      TimeCreated: '/Date(1614754593189)/',
      Properties: CMDLET.map((value) => ({ Value: value })),
    },
  ],
];

describe('one event in the forms of the exporters', () => {
  test.each(EXPORTS)('%s', (_, object) => {
    const { parser, records } = read(object);
    const [record] = records;
    expect(record?.time).toBe(TIME);
    expect(record?.logSource).toEqual({ product: 'windows', service: 'msexchange-management' });
    expect(record?.place).toMatchObject({ line: 1, record: 77 });
    expect(
      Object.fromEntries(['EventID', 'Provider_Name', 'Channel', 'Computer', 'Level'].map((f) => [f, record?.get(f)])),
    ).toEqual({
      EventID: '1',
      Provider_Name: 'MSExchange CmdletLogs',
      Channel: 'MSExchange Management',
      Computer: 'EX01.example.com',
      Level: '4',
    });
    expect([0, 1, 2].map((i) => record?.get(`Data[${i}]`))).toEqual(CMDLET);
    expect(record?.get('Data')).toBe(CMDLET.join(' '));
    expect(record?.text()).toContain(CMDLET[1]);
    expect(parser.problems).toEqual([]);
  });
});

describe('fields', () => {
  test('an empty unnamed value keeps its place in the count', () => {
    const event = { System: { EventID: 1 }, EventData: { Data: ['a', '', 'c'] } };
    expect(only(event).get('Data[2]')).toBe('c');
    expect(only(event).get('Data[1]')).toBeUndefined();
    expect(only(event).get('Data')).toBe('a c');
  });

  test('named data in lists, UserData, and names in any case', () => {
    const record = only({
      System: { EventID: 29, Channel: 'Microsoft-IIS-Configuration/Operational' },
      EventData: {
        Data: [
          { '@Name': 'EditOperationType', '#text': '1' },
          { Name: 'NewValue', Value: 'x' },
        ],
      },
      UserData: { Change: { Configuration: 'MACHINE/WEBROOT' } },
    });
    expect(record.get('editoperationtype')).toBe('1');
    expect(record.get('NewValue')).toBe('x');
    expect(record.get('Configuration')).toBe('MACHINE/WEBROOT');
    expect(record.logSource.service).toBe('iis-configuration');
  });

  test('a process id of the event data is not hidden by that of the writer', () => {
    const record = only({
      System: { EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational', Execution: { ProcessID: 4, ThreadID: 5 } },
      EventData: { ProcessId: 4711, UtcTime: '2021-03-03 06:56:33.189' },
    });
    expect(record.get('ProcessId')).toBe('4711');
    expect(record.get('Execution_ProcessID')).toBe('4');
    expect(record.logSource).toEqual({ product: 'windows', service: 'sysmon', category: 'process_creation' });
    expect(record.time).toBe(TIME);
  });

  test('names with blanks are found as rules write them', () => {
    const record = only({
      System: { EventID: 1116 },
      EventData: { 'Threat Name': 'x', 'Process Name': 'y', ProcessName: 'z' },
    });
    expect([record.get('Threat Name'), record.get('ThreatName'), record.get('ProcessName')]).toEqual(['x', 'x', 'z']);
  });

  test('data under a name of System has a second name', () => {
    const record = only({
      System: { EventID: 1, Channel: 'Security' },
      EventData: { Channel: 'Setup', Version: '6.0' },
    });
    expect(record.get('Channel')).toBe('Security');
    expect(record.get('EventData_Channel')).toBe('Setup');
    expect(record.get('Version')).toBe('6.0');
  });

  test('process creation in the Security log has the names of Sysmon too', () => {
    const record = only({
      EventID: 4688,
      Channel: 'Security',
      NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
      ParentProcessName: 'C:\\w3wp.exe',
      SubjectUserName: 'EX01$',
      SubjectDomainName: 'EXAMPLE',
    });
    expect(record.get('Image')).toBe('C:\\Windows\\System32\\cmd.exe');
    expect(record.get('ParentImage')).toBe('C:\\w3wp.exe');
    expect(record.get('User')).toBe('EXAMPLE\\EX01$');
    expect(record.logSource.category).toBe('process_creation');
  });

  test.each([
    ['Error', '2'],
    ['WARNING', '3'],
    ['LogAlways', '0'],
    [2, '2'],
  ])('level %s is %s', (level, number) => {
    expect(only({ EventID: 1, Level: level }).get('Level')).toBe(number);
  });

  test('the event type of Sysmon is no level and stays a field', () => {
    const record = only({ EventID: 13, EventType: 'SetValue', Severity: 'INFO', TargetObject: 'HKLM' });
    expect(record.get('EventType')).toBe('SetValue');
    expect(record.get('Level')).toBe('4');
  });

  test('a fact with JSON escapes is searched as it reads, not as it is written', () => {
    const record = only('{"System":{"EventID":1},"EventData":{"Data":["\\u003cb\\u003e \\\\\\\\localhost\\\\c$"]}}');
    expect(record.text()).toContain('<b> \\\\localhost\\c$');
  });

  test('what a shipper wraps around it, and lines of an array', () => {
    const inner = { System: { EventID: 1 } };
    const { records, parser } = read(
      '[',
      `${JSON.stringify({ _source: { Event: inner } })},`,
      `[${JSON.stringify(inner)},`,
      `${JSON.stringify(inner)}]`,
      ']',
    );
    expect(records).toHaveLength(3);
    expect(parser.problems.map((p) => p.code)).toEqual(['ALC-P007']);
  });
});

describe('time', () => {
  test.each([
    [1614754593.189, TIME],
    ['1614754593.189', TIME],
    [1614754593189, TIME],
    ['/Date(1614754593189)/', TIME],
    ['\\/Date(1614754593189+0100)\\/', TIME],
    ['2021-03-03T06:56:33.1890001Z', TIME],
    ['2021-03-03T07:56:33.189+0100', TIME],
    ['2021-03-03 06:56:33.189 UTC', TIME],
  ])('%s', (value, time) => {
    expect(parseEventTime(value)).toEqual({ time, zoned: true });
  });

  test.each([[''], ['yesterday'], [0], [-1], [Number.NaN], [null], [{}], ['2021-02-30T00:00:00Z']])(
    '%s is none',
    (value) => {
      expect(parseEventTime(value)).toBeUndefined();
    },
  );

  test('a time without zone gives way to one with a zone; alone it is taken as UTC and reported', () => {
    const local = { EventID: 1, EventTime: '2021-03-03 07:56:33' };
    expect(only({ ...local, '@timestamp': '2021-03-03T06:56:33.189Z' }).time).toBe(TIME);
    const { parser, records } = read(local, local);
    expect(records[0]?.time).toBe(Date.UTC(2021, 2, 3, 7, 56, 33));
    expect(parser.problems).toMatchObject([{ code: 'ALC-P007', count: 2, line: 1 }]);
  });
});

describe('hostile and damaged lines', () => {
  test('what is no event is counted, not thrown', () => {
    const { parser, records } = read('{"a":1}', '{"System":', '"text"', 'null', '[1,2]', '{"System":{"EventID":{}}}');
    expect(records).toEqual([]);
    expect(parser.problems).toMatchObject([{ code: 'ALC-P001', count: 6, line: 1 }]);
  });

  test('a line beyond the limit is skipped and counted', () => {
    const { parser, records } = read(`{"EventID":1,"a":"${'x'.repeat(MAX_LINE_BYTES)}"}`);
    expect(records).toEqual([]);
    expect(parser.problems.map((p) => p.code)).toEqual(['ALC-P002', 'ALC-P001']);
  });

  test('deep nesting and too many members stay bounded', () => {
    const deep = `{"EventID":1,"EventData":{"a":${'['.repeat(300_000)}${']'.repeat(300_000)}}}`;
    expect(() => only(deep).fieldNames()).not.toThrow();
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`f${i}`, i]));
    expect(only({ EventID: 1, EventData: many }).fieldNames().length).toBeLessThanOrEqual(MAX_JSON_VALUES);
    const unnamed = { EventID: 1, EventData: { Data: Array.from({ length: 5000 }, () => 'x') } };
    expect(only(unnamed).fieldNames().length).toBeLessThanOrEqual(MAX_JSON_VALUES);
  });

  test('names of the language itself are plain names', () => {
    const record = only('{"EventID":1,"EventData":{"__proto__":"a","constructor":"b","toString":"c"}}');
    expect(record.get('constructor')).toBe('b');
    expect(record.get('__proto__')).toBe('a');
    expect(record.get('hasOwnProperty')).toBeUndefined();
    expect(only({ EventID: 1, Level: 'constructor' }).get('Level')).toBeUndefined();
  });

  test('a file in UTF-16 as PowerShell writes it', () => {
    const text = `\ufeff{"EventID":1,"x":"\u00e9"}\r\n{"EventID":2}\r\n`;
    const bytes = new Uint8Array(text.length * 2);
    for (let i = 0; i < text.length; i++) new DataView(bytes.buffer).setUint16(2 * i, text.charCodeAt(i), true);
    const records = [...readLog(new EventJsonParser(), bytes)];
    expect(records.map((r) => r.get('EventID'))).toEqual(['1', '2']);
    expect(records[0]?.get('x')).toBe('\u00e9');
  });
});

test('channels and providers to Sigma log sources', () => {
  expect(eventLogSource('Security', undefined, '4624')).toEqual({ product: 'windows', service: 'security' });
  expect(eventLogSource('Microsoft-Windows-Sysmon/Operational', undefined, '11').category).toBe('file_event');
  expect(eventLogSource('Microsoft-Windows-PrintService/Admin', undefined, '808').service).toBe('printservice-admin');
  expect(eventLogSource('Microsoft-Windows-Sysmon/Operational', undefined, '12', 'DeleteKey').category).toBe(
    'registry_delete',
  );
  expect(eventLogSource('Microsoft-Windows-Sysmon/Operational', undefined, '12').category).toBe('registry_event');
  expect(eventLogSource('Windows PowerShell', undefined, '400').service).toBe('powershell-classic');
  expect(eventLogSource('Microsoft-Windows-Windows Defender/Operational', 'x', '1116').service).toBe('windefend');
  expect(eventLogSource(undefined, 'MSExchange CmdletLogs', '1').service).toBe('msexchange-management');
  expect(eventLogSource('Some/Other', 'MSExchange CmdletLogs', '1')).toEqual({ product: 'windows' });
});
