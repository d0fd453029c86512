import type { EvidenceEvent } from '@allclear/model';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type BuiltEvent, buildEvtx, readEvtx } from '../evtx/index.js';
import { MAX_EVENT_CHARACTERS } from './limits.js';
import { EventExportReader } from './reader.js';
import { type ExportForm, sniffEventExport } from './sniff.js';

const TIME = Date.UTC(2021, 2, 3, 6, 56, 33, 120);
const common = { computer: 'mail01.example.com', record: 1, time: TIME } as const;
const EVENTS: readonly BuiltEvent[] = [
  {
    ...common,
    provider: 'Microsoft-Windows-Security-Auditing',
    channel: 'Security',
    eventId: 4688,
    data: [
      ['SubjectUserSid', 'S-1-5-18'],
      ['SubjectUserName', 'MAIL01$'],
      ['SubjectDomainName', 'EXAMPLE'],
      ['SubjectLogonId', '0x3e7'],
      ['NewProcessId', '0x1a2c'],
      ['NewProcessName', 'C:\\Windows\\System32\\cmd.exe'],
      ['TokenElevationType', '%%1936'],
      ['ProcessId', '0x90c'],
      ['CommandLine', 'cmd.exe /c "net user" > a <b> & \u00fc'],
      ['TargetUserSid', 'S-1-0-0'],
      ['TargetUserName', '-'],
      ['TargetDomainName', '-'],
      ['TargetLogonId', '0x0'],
      ['ParentProcessName', 'C:\\Windows\\System32\\inetsrv\\w3wp.exe'],
      ['MandatoryLabel', 'S-1-16-16384'],
    ],
  },
  {
    ...common,
    record: 2,
    provider: 'Service Control Manager',
    channel: 'System',
    eventId: 7036,
    data: [
      ['param1', 'Windows Event Log'],
      ['param2', 'stopped'],
    ],
  },
  {
    ...common,
    record: 3,
    provider: 'MSExchange CmdletLogs',
    channel: 'MSExchange Management',
    eventId: 1,
    data: [
      [undefined, 'New-MailboxExportRequest'],
      [undefined, '-Mailbox "a" -FilePath "\\\\localhost\\c$\\a.aspx"'],
    ],
  },
];
const records = [...readEvtx(buildEvtx(EVENTS)).records];

function read(form: ExportForm, bytes: Uint8Array, step = 97) {
  const events: EvidenceEvent[] = [];
  const reader = new EventExportReader(form, (event) => events.push(event));
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
  return { events, summary: reader.finish(), problems: reader.problems };
}
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const wide = (text: string): Uint8Array => Uint8Array.from(Buffer.from(`\uFEFF${text}`, 'utf16le'));
const plain = (event: EvidenceEvent) => ({
  time: event.time,
  source: event.logSource,
  fields: Object.fromEntries(event.fieldNames().map((name) => [name, event.get(name)])),
});
const xml = (): string => records.map((record) => record.text()).join('\r\n');

describe('XML', () => {
  test.each([
    [
      'the Event Viewer writes',
      (x: string) => `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<Events>${x}</Events>`,
    ],
    ['wevtutil writes', (x: string) => x],
    ['evtx_dump writes', (x: string) => `Record 1\n<?xml version="1.0" encoding="utf-8"?>\n${x}`],
    ['is one line', (x: string) => x.replaceAll('\r\n', '')],
  ])('as %s, in UTF-8 and UTF-16, says what the binary log says', (_, form) => {
    const text = form(xml());
    for (const bytes of [utf8(text), wide(text)]) {
      expect(sniffEventExport(bytes)).toBe('xml');
      const { events, summary, problems } = read('xml', bytes);
      expect(events.map(plain)).toEqual(records.map(plain));
      expect([summary.unreadable, problems]).toEqual([0, []]);
    }
  });

  it('keeps line numbers and record numbers', () => {
    const { events } = read('xml', utf8(`<Events>\n\n${xml()}</Events>`));
    expect(events.map((e) => e.place)).toEqual([
      { line: 3, record: 1 },
      { line: 4, record: 2 },
      { line: 5, record: 3 },
    ]);
  });

  it('takes rendered messages, CDATA, comments and character references', () => {
    const { events } = read(
      'xml',
      utf8(
        `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='a>b'/><EventID Qualifiers='0'>7</EventID></System><!-- > --><EventData><Data Name='x'><![CDATA[<&]]>&#x41;&#66;&amp;lt;</Data><Data>  </Data></EventData><RenderingInfo Culture='en-US'><Message>told</Message></RenderingInfo></Event>`,
      ),
    );
    expect(events.map((e) => [e.get('Provider_Name'), e.get('EventID'), e.get('x'), e.get('Message')])).toEqual([
      ['a>b', '7', '<&AB&lt;', 'told'],
    ]);
  });

  it('goes on behind an event that was cut off, and behind one that is too long', () => {
    const [first = '', second = '', third = ''] = records.map((record) => record.text());
    const cut = read('xml', utf8(`${first.slice(0, 300)}${second}${third.slice(0, -30)}`));
    expect(cut.events.map((e) => e.get('EventRecordID'))).toContain('2');
    const long = read('xml', utf8(`<Event a="${'x'.repeat(MAX_EVENT_CHARACTERS)}">${second}`), 65_536);
    expect(long.events.map((e) => e.get('EventRecordID'))).toEqual(['2']);
    expect(long.problems.map((p) => p.code)).toContain('ALC-P002');
  });
});

const nested = ({ record, time, eventId, provider, channel, computer, data }: BuiltEvent) => ({
  Event: {
    System: {
      Provider: { '#attributes': { Name: provider } },
      EventID: eventId,
      Level: 4,
      TimeCreated: { '#attributes': { SystemTime: new Date(time).toISOString() } },
      EventRecordID: record,
      Channel: channel,
      Computer: computer,
    },
    EventData: data.some(([name]) => name === undefined)
      ? { Data: data.map(([, value]) => value) }
      : Object.fromEntries(data),
  },
});
/** What rules look at: named data, log source, time. */
const essential = (event: EvidenceEvent) => {
  const { fields, ...rest } = plain(event);
  const names = new Set(
    records.flatMap((r) => r.fieldNames()).filter((n) => !/^(?:Task|Opcode|Keywords|Version|Execution_|Level)/.test(n)),
  );
  return { ...rest, fields: Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name))) };
};

describe('JSON over several lines', () => {
  test.each([
    ['an array, pretty-printed', (list: readonly unknown[]) => JSON.stringify(list, undefined, 2)],
    ['an array on one line', (list: readonly unknown[]) => JSON.stringify(list)],
    [
      'evtx_dump',
      (list: readonly unknown[]) =>
        list.map((e, i) => `Record ${i + 1}\n${JSON.stringify(e, undefined, 2)}`).join('\n'),
    ],
    [
      'Chainsaw',
      (list: readonly unknown[]) =>
        JSON.stringify(
          list.map((e) => ({ group: 'Sigma', name: 'a rule', document: { kind: 'evtx', path: 'a', data: e } })),
          undefined,
          1,
        ),
    ],
  ])('%s', (_, form) => {
    const text = form(EVENTS.map(nested));
    for (const bytes of [utf8(text), wide(text)]) {
      expect(sniffEventExport(bytes)).toBe('json');
      expect(read('json', bytes).events.map(essential)).toEqual(records.map(essential));
    }
  });

  it('JSON lines are left to their own parser', () => {
    expect(sniffEventExport(utf8(`${EVENTS.map((e) => JSON.stringify(nested(e))).join('\n')}\n`))).toBeUndefined();
  });

  it('Get-WinEvent: values by their position', () => {
    const list = EVENTS.slice(0, 2).map((e) => ({
      Id: e.eventId,
      ProviderName: e.provider,
      LogName: e.channel,
      MachineName: e.computer,
      RecordId: e.record,
      TimeCreated: `/Date(${e.time})/`,
      LevelDisplayName: 'Information',
      Message: 'rendered',
      Properties: e.data.map(([, value]) => ({ Value: value })),
    }));
    const { events } = read('json', utf8(JSON.stringify(list, undefined, 4)));
    expect(events.map(essential).map((e) => ({ ...e, fields: { ...e.fields, Message: undefined } }))).toEqual(
      records.slice(0, 2).map((r) => ({ ...essential(r), fields: { ...essential(r).fields, Message: undefined } })),
    );
  });
});

const MESSAGE = `A new process has been created.\r\n\r\nCreator Subject:\r\n\tSecurity ID:\t\tS-1-5-18\r\n\tAccount Name:\t\tMAIL01$\r\n\tAccount Domain:\t\tEXAMPLE\r\n\tLogon ID:\t\t0x3E7\r\n\r\nTarget Subject:\r\n\tSecurity ID:\t\tS-1-0-0\r\n\tAccount Name:\t\t-\r\n\r\nProcess Information:\r\n\tNew Process ID:\t\t0x1a2c\r\n\tNew Process Name:\tC:\\Windows\\System32\\cmd.exe\r\n\tCreator Process ID:\t0x90c\r\n\tCreator Process Name:\tC:\\Windows\\System32\\inetsrv\\w3wp.exe\r\n\tProcess Command Line:\tcmd.exe /c ""net user"" , a\r\n`;

describe('CSV', () => {
  it('of Get-WinEvent: what the message tells', () => {
    const text = `#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","TimeCreated","Properties"\r\n"${MESSAGE}","4688","0","77","Microsoft-Windows-Security-Auditing","Security","mail01","3/14/2021 6:56:33 PM","System.Collections.Generic.List"\r\n"The Windows Event Log service entered the stopped state.","7036","4","78","Service Control Manager","System","mail01","3/4/2021 12:00:00 AM","x"\r\n`;
    for (const bytes of [utf8(text), wide(text)]) {
      expect(sniffEventExport(bytes)).toBe('csv');
      const { events, problems } = read('csv', bytes);
      expect(events.map((e) => [e.time, e.logSource.category ?? e.logSource.service])).toEqual([
        [Date.UTC(2021, 2, 14, 18, 56, 33), 'process_creation'],
        [Date.UTC(2021, 2, 4), 'system'],
      ]);
      expect(
        ['Image', 'ParentImage', 'CommandLine', 'SubjectUserName', 'User', 'NewProcessId'].map((n) =>
          events[0]?.get(n),
        ),
      ).toEqual([
        'C:\\Windows\\System32\\cmd.exe',
        'C:\\Windows\\System32\\inetsrv\\w3wp.exe',
        'cmd.exe /c "net user" , a',
        'MAIL01$',
        'EXAMPLE\\MAIL01$',
        '0x1a2c',
      ]);
      expect([events[1]?.get('param1'), events[1]?.get('param2')]).toEqual(['Windows Event Log', 'stopped']);
      expect(problems).toMatchObject([{ code: 'ALC-P007', count: 2 }]);
    }
  });

  it('of the Event Viewer, in German', () => {
    const bytes = Uint8Array.from(
      Buffer.from(
        'Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\nInformationen,05.03.2021 17:04:05,Microsoft-Windows-Sysmon,1,Process Create (rule: ProcessCreate),"Process Create:\r\nUtcTime: 2021-03-05 16:04:05.120\r\nImage: C:\\Windows\\System32\\cmd.exe\r\nCommandLine: cmd /c ""a"", b\r\nParentImage: C:\\Windows\\System32\\inetsrv\\w3wp.exe"\r\n',
        'latin1',
      ),
    );
    expect(sniffEventExport(bytes)).toBe('csv');
    const [event] = read('csv', bytes).events;
    expect(event?.logSource).toEqual({ product: 'windows', service: 'sysmon', category: 'process_creation' });
    expect([event?.get('CommandLine'), event?.get('Image'), event?.time]).toEqual([
      'cmd /c "a", b',
      'C:\\Windows\\System32\\cmd.exe',
      Date.UTC(2021, 2, 5, 17, 4, 5),
    ]);
  });

  it('of EvtxECmd: its payload', () => {
    const payload = JSON.stringify({
      EventData: { Data: [{ '@Name': 'TargetUserName', '#text': 'alice' }] },
    }).replaceAll('"', '""');
    const text = `RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,Computer,MapDescription,PayloadData1,Payload\r\n1,5,2021-03-03 06:56:33.1200000,4624,LogAlways,Microsoft-Windows-Security-Auditing,Security,1,2,mail01,x,Target: alice,"${payload}"\r\n`;
    const [event] = read('csv', utf8(text)).events;
    expect([event?.get('TargetUserName'), event?.get('EventRecordID'), event?.time]).toEqual(['alice', '5', TIME]);
  });

  it('is not any CSV', () => {
    for (const text of ['a,b,c,d\n1,2,3,4\n', 'Source,Message,Level,Time\n', 'DateTime,RequestId,EventID,x\n', ''])
      expect(sniffEventExport(utf8(text))).toBeUndefined();
  });
});

describe('hostile content', () => {
  const seeds = [
    utf8(`<Events>${xml()}</Events>`),
    wide(xml()),
    utf8(JSON.stringify(EVENTS.map(nested), undefined, 1)),
    utf8(
      `Level,Date and Time,Source,Event ID,Task Category\r\nInformation,1/2/2021 3:04:05 PM,a,1,None,"${MESSAGE}"\r\n`,
    ),
  ];
  test.each(['xml', 'json', 'csv'] as const)(
    '%s: any bytes in any pieces are survived, and pieces change nothing',
    (form) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...seeds),
          fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 10, 34, 38, 44, 47, 60, 62, 92, 123, 125, 255)), {
            maxLength: 12,
          }),
          fc.integer({ min: 1, max: 4000 }),
          (seed, changes, step) => {
            const bytes = seed.slice();
            for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
            sniffEventExport(bytes);
            const one = read(form, bytes, bytes.length);
            const many = read(form, bytes, step);
            // The encoding is told by the first piece: where that is short, it may be told otherwise.
            if (step >= 64) expect(many.events.map(plain)).toEqual(one.events.map(plain));
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it('holds back no more than one event', () => {
    for (const [form, open] of [
      ['xml', '<Event><System>'],
      ['json', '{"a":"'],
      ['csv', 'Level,Date and Time,Source,Event ID,Task Category\n"'],
    ] as const) {
      const reader = new EventExportReader(form, () => {});
      reader.push(utf8(open));
      const filler = utf8('x'.repeat(1 << 16));
      for (let i = 0; i < 100; i++) reader.push(filler);
      expect(reader.finish().unreadable).toBeGreaterThan(0);
      expect(reader.problems.length).toBeGreaterThan(0);
    }
  });
});
