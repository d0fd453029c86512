/** Mutated input: nothing throws, and every line that is no header is a record or a counted problem. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogParser } from './create.js';
import { isHeaderLine } from './header.js';
import { LOG_ARTIFACTS, type LogArtifact } from './parser.js';
import { sniffLog } from './sniff.js';

const VALID: Readonly<Record<LogArtifact, string>> = {
  'iis-log': [
    '#Software: Microsoft Internet Information Services 10.0',
    '#Date: 2021-03-03 00:00:02',
    '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
    '2021-03-03 06:49:46 192.0.2.10 POST /ecp/y.js a=%2541+b 443 - 203.0.113.77 python-requests/2.25.1 - 241 0 0 30',
    '2021-03-03 06:49:47 192.0.2.10 GET /owa/ - 443 EX\\u 203.0.113.77 "quoted agent" - 200 0 0 30',
  ].join('\r\n'),
  'httperr-log': [
    '#Software: Microsoft HTTP API 2.0',
    '#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename',
    '2021-03-03 06:48:02 203.0.113.77 51544 192.0.2.10 443 HTTP/1.1 POST /ecp/y.js?%41 - - 1 Connection_Abandoned_By_ReqQueue Pool ',
  ].join('\r\n'),
  'exchange-csv': [
    'DateTime,UrlStem,UrlQuery,UserAgent,HttpStatus,GenericInfo',
    '#Log-type: HttpProxy Logs',
    '2021-03-03T06:49:46.210Z,/ecp/y.js,?a=%41,UA,241,a=b;c=<empty>;',
    '#Log-type: ECP Server Log',
    '#Fields: TimeStamp,ServerName,EventId,EventData',
    `2021-03-03T06:59:18.042Z,EX01,ECP.Request,"S:TIME=13;'S:CMD=Set-X.Url=''http://f/<b a=""x"">;</b>''';S:URL=/ecp/"`,
    '#Log-type: audit',
    '#Fields: Timestamp,Server,Data,Operation',
    '2021-03-03T06:56:33.189Z,EX01,"{""UserId"":""x"",""Parameters"":[{""Name"":""a"",""Value"":""b""}]}",Set-X',
  ].join('\r\n'),
  'oab-generator':
    "2021-03-03T07:02:11.000Z,x,Download failed and temporary file 'C:\\x' needs to be removed\r\n#x\r\ny",
  'event-log-json': [
    '{"System":{"EventID":{"Value":1},"TimeCreated":{"SystemTime":1614754593.1}},"EventData":{"Data":["a","b"]}}',
    '{"EventID":4688,"TimeCreated":"/Date(1614754593189)/","Payload":"{\\"EventData\\":{\\"Data\\":[{\\"@Name\\":\\"x\\"}]}}"}',
  ].join('\n'),
  'text-log': 'Microsoft Safety Scanner\r\nThreat Detected: A:B/C, x\r\n  file://C:\\x\r\n',
};

interface Mutation {
  readonly kind: 'set' | 'insert' | 'remove' | 'repeat' | 'cut';
  readonly at: number;
  readonly length: number;
  readonly byte: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('set', 'insert', 'remove', 'repeat', 'cut'),
  at: fc.nat(1500),
  length: fc.integer({ min: 1, max: 60 }),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(...Array.from('"\',; #=:%+-{}[]\\\n\r\0\t0Z', (c) => c.charCodeAt(0)))),
});

function mutate(bytes: Uint8Array, { kind, at, length, byte }: Mutation): Uint8Array {
  const list = [...bytes];
  const i = list.length === 0 ? 0 : at % list.length;
  if (kind === 'set') list[i] = byte;
  else if (kind === 'insert') list.splice(i, 0, byte);
  else if (kind === 'remove') list.splice(i, length);
  else if (kind === 'repeat') list.splice(i, 0, ...list.slice(i, i + length));
  else list.length = i;
  return Uint8Array.from(list);
}

/** What a JSON array, a UTF-16 file (its byte order mark) or an indented text may have on a line of its own. */
const NOTHING = /^[\s\0[\],]*$|^(?:\xff\xfe|\xfe\xff)[\s\S]{0,4}$/;

function consume(artifact: LogArtifact, content: Uint8Array): void {
  const parser = createLogParser(artifact, { date: '2021-03-03' });
  for (let start = 0, line = 1; start <= content.length; line++) {
    const feed = content.indexOf(0x0a, start);
    const end = feed < 0 ? content.length : feed;
    if (isHeaderLine(content, start, end)) parser.header(content, start, end);
    else {
      const before = parser.problems.reduce((n, p) => n + (p.count ?? 1), 0);
      const record = parser.record(content, start, end, { line, offset: start });
      if (record === undefined) {
        const after = parser.problems.reduce((n, p) => n + (p.count ?? 1), 0);
        const text = new TextDecoder('latin1').decode(content.subarray(start, end));
        const comment = /^\W*#/.test(text) || isHeaderLine(content, start, end);
        expect(after > before || comment || NOTHING.test(text), text).toBe(true);
      } else {
        for (const name of record.fieldNames()) expect(typeof record.get(name)).toBe('string');
        for (const name of ['url-decoded', 'suspect', 'CMD', 'GenericInfo.a', 'constructor', '__proto__', ''])
          record.get(name);
        expect(typeof record.text()).toBe('string');
        expect(record.time === undefined || Number.isFinite(record.time)).toBe(true);
      }
    }
    start = end + 1;
  }
  expect(parser.problems.length).toBeLessThan(8);
}

describe('mutated logs', () => {
  test.each(LOG_ARTIFACTS)(
    '%s',
    (artifact) => {
      const valid = new TextEncoder().encode(VALID[artifact]);
      fc.assert(
        fc.property(fc.array(mutation, { maxLength: 12 }), (mutations) => {
          const bytes = mutations.reduce(mutate, valid);
          consume(artifact, bytes);
          sniffLog(bytes);
        }),
        { numRuns: 1500 },
      );
    },
    60_000,
  );

  test.each(LOG_ARTIFACTS)(
    '%s from any bytes, and from every other kind of log',
    (artifact) => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => consume(artifact, bytes)),
        { numRuns: 500 },
      );
      for (const other of LOG_ARTIFACTS) consume(artifact, new TextEncoder().encode(VALID[other]));
    },
    60_000,
  );

  test('each valid file is recognised and read without problems', () => {
    for (const artifact of LOG_ARTIFACTS) {
      const bytes = new TextEncoder().encode(VALID[artifact]);
      expect(sniffLog(bytes)).toBe(artifact);
    }
  });
});

describe('lines made to be slow', () => {
  test.each([
    ['iis-log', '"a '],
    ['iis-log', 'a "'],
    ['iis-log', '%25'],
    ['exchange-csv', `2021-03-03T06:59:18.042Z,EX01,ECP.Request,S:A='x;`],
    ['exchange-csv', `;S:a='`],
    ['exchange-csv', `''';`],
    ['exchange-csv', '",'],
    ['oab-generator', "Download failed and temporary file '"],
    ['text-log', 'file://C:\\->'],
    ['text-log', 'Threat Detected: a:'],
    ['event-log-json', '{"Event":'],
    ['event-log-json', '}]'],
  ] as const)(
    '%s: %j repeated',
    (artifact, unit) => {
      const header = VALID[artifact].split('\r\n').filter((l) => l.startsWith('#'));
      const prefix = artifact === 'exchange-csv' ? '2021-03-03T06:59:18.042Z,EX01,ECP.Request,' : '';
      const lines = [...header.slice(0, 4), prefix + unit.repeat(Math.floor(900_000 / unit.length)), ''];
      const started = performance.now();
      consume(artifact, new TextEncoder().encode(lines.join('\n')));
      expect(performance.now() - started).toBeLessThan(10_000);
    },
    60_000,
  );
});
