import { expect, test } from 'vitest';
import { sniffLog } from './sniff.js';

const encode = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string) => new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);

test.each([
  ['iis-log', '#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n'],
  ['iis-log', '\n#Date: 2021-04-01 00:00:21\n#Fields: date time s-ip cs-method cs-uri-stem\n'],
  ['iis-log', '2021-03-03 06:49:46 192.0.2.10 POST /ecp/y.js - 443 - 203.0.113.77 UA - 241 0 0 30\n'],
  ['iis-log', '2021-03-03 06:49:46 W3SVC1 fe80::1%3 RPC_IN_DATA /rpc/rpcproxy.dll a 81 - ::1 MSRPC - 200 0 64 8\n'],
  ['httperr-log', '#Software: Microsoft HTTP API 2.0\n#Fields: date time c-ip\n'],
  [
    'httperr-log',
    '#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename',
  ],
  ['httperr-log', '2021-03-03 06:50:09 203.0.113.77 51550 192.0.2.10 443 - - - - - - Timer_ConnectionIdle - '],
  ['exchange-csv', '\ufeff#Software: Microsoft Exchange Server\n'],
  ['exchange-csv', '\ufeffDateTime,RequestId,MajorVersion\n'],
  ['exchange-csv', '#Fields: Timestamp,Server,TenantId,RecordType,Data\n'],
  ['exchange-csv', '"date-time","client-ip","client-hostname"\n'],
  ['oab-generator', "2021-03-03T07:02:11.000Z,x,Download failed and temporary file 'C:\\x.aspx' needs to be removed\n"],
  ['oab-generator', '#Software: Microsoft Exchange Server\n#Log-type: OABGenerator Log\n#Fields: a,b\n'],
  [
    'oab-generator',
    "\ufeffdate-time,thread,text\n#Software: Microsoft Exchange Server\n2021-03-03T07:02:11.000Z,1,Download failed and temporary file 'C:\\x' needs to be removed",
  ],
  ['event-log-json', '{"System":{"Provider":{"Name":"x"},"EventID":{"Value":1}}}\n'],
  ['event-log-json', '\ufeff[\n{"EventTime":"x","EventID":4624}\n'],
  ['event-log-json', '{"@timestamp":"x","winlog":{"event_id":1}}\n'],
  ['text-log', 'Microsoft Safety Scanner v1.333\n'],
  ['text-log', '\n[2021-03-15 10:00:00] Starting EOMT.ps1 version\n'],
  [undefined, ''],
  [undefined, 'a,b,c\n1,2,3\n'],
  [undefined, '{"name":"not an event"}\n'],
  [undefined, '#Fields: x y\n'],
  [undefined, '<xml/>'],
])('%s: %j', (artifact, head) => {
  expect(sniffLog(encode(head))).toBe(artifact);
});

test('UTF-16', () => {
  expect(sniffLog(utf16('\ufeffMicrosoft Safety Scanner v1.333\r\n'))).toBe('text-log');
  expect(sniffLog(utf16('\ufeff{"EventID":1}\r\n'))).toBe('event-log-json');
});

test('a sentence inside a web request does not make another kind of log', () => {
  const row = '2021-03-03 06:49:46 192.0.2.10 GET /x temporary+file+x+needs+to+be+removed 443 - ::1 EOMT - 200 0 0 1';
  expect(sniffLog(encode(row))).toBe('iis-log');
  const proxy =
    "DateTime,RequestId,UrlStem,AnchorMailbox,ProxyAction\n2021-03-03T06:00:00Z,1,/temporary file 'x' needs to be removed";
  expect(sniffLog(encode(proxy))).toBe('exchange-csv');
});

test('only the first 64 KiB are read', () => {
  expect(
    sniffLog(encode(`${'x\n'.repeat(10)}${'y'.repeat(70_000)}\n#Software: Microsoft Exchange Server\n`)),
  ).toBeUndefined();
});
