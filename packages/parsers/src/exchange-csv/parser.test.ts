import type { EvidenceEvent } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { MAX_HEADER_FIELDS, MAX_LINE_BYTES } from '../log/limits.js';
import { readLog } from '../log/read.js';
import { ExchangeCsvParser } from './parser.js';

const PROXY =
  'DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Protocol,UrlHost,UrlStem,IsAuthenticated,AuthenticatedUser,AnchorMailbox,UserAgent,ClientIpAddress,HttpStatus,Method,ProxyAction,BackEndCookie,UrlQuery,GenericInfo,GenericErrors';
const SSRF =
  '2021-03-03T06:49:46.210Z,id-2,15,1,2106,2,Ecp,mail.example.com,/ecp/y.js,false,,Server\x49nfo~a]@ex01.example.com:444/ecp/SYNTHETIC?#,python-requests/2.25.1,203.0.113.77,241,POST,Proxy,Server~x~1,,BeginRequest=2021-03-03T06:49:46.180Z;CorrelationID=<empty>;NoCookies=302 - GET/E14AuthPost;,';
const ECP = '#Fields: TimeStamp,ServerName,EventId,EventData';
const ECP_SET = `2021-03-03T06:59:18.042Z,EX01,ECP.Request,"S:TIME=13;'S:CMD=Set-\x4fabVirtualDirectory.ExternalUrl=''http://f/<b lang=""x"" run=""no"">/* inert; S:CMD=placeholder */</b>''.Identity=''11111111-2222''';S:URL=/ecp/DDI/DDIService.svc/SetObject?schema=OABVirtualDirectory:444;S:EX=;S:BLD=15.1.2106.2;S:TNAME=<null>"`;

function read(lines: readonly string[]): { parser: ExchangeCsvParser; records: EvidenceEvent[] } {
  const parser = new ExchangeCsvParser();
  return { parser, records: [...readLog(parser, new TextEncoder().encode(lines.join('\r\n')))] };
}

function only(records: readonly EvidenceEvent[]): EvidenceEvent {
  const [record] = records;
  if (record === undefined) throw new Error('no record');
  return record;
}

describe('HttpProxy', () => {
  const block = ['#Software: Microsoft Exchange Server', '#Version: 15.01.2106.002', '#Log-type: HttpProxy Logs'];
  test.each([
    ['plain header first, after a BOM', [`\ufeff${PROXY}`, ...block, `#Fields: ${PROXY}`, SSRF]],
    ['plain header behind the block', [...block, `#Fields: ${PROXY}`, PROXY, SSRF]],
    ['only the block', [`\ufeff${block[0]}`, `#Fields: ${PROXY} `, block[2] ?? '', SSRF]],
    ['only a plain header, quoted as a spreadsheet does', [`"${PROXY.replaceAll(',', '","')}"`, SSRF]],
  ])('%s', (_, lines) => {
    const { parser, records } = read(lines);
    const record = only(records);
    expect(records).toHaveLength(1);
    expect(record.logSource).toEqual({ product: 'exchange', service: 'httpproxy' });
    expect(record.time).toBe(Date.UTC(2021, 2, 3, 6, 49, 46, 210));
    expect(record.get('UserAgent')).toBe('python-requests/2.25.1');
    expect(record.get('httpstatus')).toBe('241');
    expect(parser.problems).toEqual([]);
  });

  test('columns are mapped by name: an older layout, then a newer one in the same file', () => {
    const { records } = read([
      '#Log-type: HttpProxy Logs',
      '#Fields: DateTime,UrlStem,AnchorMailbox',
      '2021-03-03T06:00:00.000Z,/a,one',
      '#Fields: DateTime,Protocol,UrlStem,AnchorMailbox',
      '2021-03-03T06:00:01.000Z,Ecp,/b,two',
    ]);
    expect(records.map((r) => r.get('AnchorMailbox'))).toEqual(['one', 'two']);
  });

  test('url-decoded joins stem and query, whose cell brings its question mark', () => {
    const row = SSRF.replace('/ecp/y.js', '/autodiscover/autodiscover%2ejson').replace('~1,,', '~1,?a=%2570+b,');
    const record = only(read([PROXY, row]).records);
    expect(record.get('url-decoded')).toBe('/autodiscover/autodiscover.json?a=p b');
    expect(record.fieldNames()).toContain('url-decoded');
  });

  test('items of GenericInfo can be asked for', () => {
    const record = only(read([PROXY, SSRF]).records);
    expect(record.get('GenericInfo.NoCookies')).toBe('302 - GET/E14AuthPost');
    expect(record.get('GenericInfo.nothing')).toBeUndefined();
    expect(record.get('GenericErrors.x')).toBeUndefined();
  });
});

describe('ECP', () => {
  test('the keys of EventData are fields, types dropped, both layers of quotes undone', () => {
    const { parser, records } = read(['#Log-type: ECP Server Log', ECP, ECP_SET]);
    const record = only(records);
    expect(record.logSource.service).toBe('ecp-server');
    expect(record.get('CMD')).toBe(
      `Set-OabVirtualDirectory.ExternalUrl='http://f/<b lang="x" run="no">/* inert; S:CMD=placeholder */</b>'.Identity='11111111-2222'`,
    );
    expect(record.get('URL')).toBe('/ecp/DDI/DDIService.svc/SetObject?schema=OABVirtualDirectory:444');
    expect(record.get('ex')).toBeUndefined();
    expect(record.get('BLD')).toBe('15.1.2106.2');
    expect(record.fieldNames()).toEqual([
      'TimeStamp',
      'ServerName',
      'EventId',
      'EventData',
      'TIME',
      'CMD',
      'URL',
      'BLD',
      'TNAME',
    ]);
    expect(parser.problems).toEqual([]);
  });

  const ACTIVITY =
    '2021-03-03T06:20:00.090Z,EX01,Request,S:PSA=<PII>user1@example.com</PII>;S:URL=https://localhost:444/ecp/x.svc;Dbl:BudgUse.T[]=12.5;I32:ADS.C[DC01]=1;F:ADS.AL[DC01]=1.69';
  test('activity: typed values, the user without its marks', () => {
    const record = only(read(['#Log-type: ECP Activity Context Log', ECP, ACTIVITY]).records);
    expect(record.logSource.service).toBe('ecp-activity');
    expect(record.get('PSA')).toBe('user1@example.com');
    expect(record.get('EventData')).toContain('<PII>');
    expect(record.get('BudgUse.T[]')).toBe('12.5');
    expect(record.get('ADS.C[DC01]')).toBe('1');
  });

  test('server and activity have the same columns: without a log type the event id decides', () => {
    expect(only(read([ECP, ACTIVITY]).records).logSource.service).toBe('ecp-activity');
    expect(only(read([ECP, ECP_SET]).records).logSource.service).toBe('ecp-server');
  });
});

describe('further logs by type or columns', () => {
  test.each([
    ['Rps Cmdlet Logs', 'DateTime,Cmdlet', 'rps-cmdlet'],
    ['Rps Http Logs', 'DateTime,UrlStem', 'rps-http'],
    ['EWS Logs', 'DateTime,SoapAction', 'ews'],
    ['Autodiscover Logs', 'DateTime,SoapAction', 'autodiscover'],
    ['MailboxReplicationService Log', 'Time,Context', 'mrs'],
    ['Message Tracking Log', 'date-time,client-ip', 'message-tracking'],
    ['Agent Log', 'Timestamp,SessionId', 'agent-log'],
    ['SMTP Receive Protocol Log', 'date-time,connector-id', 'smtp'],
    ['audit', 'Timestamp,Server', 'admin-audit'],
    ['Transport Connectivity Log', 'date-time,session', 'other'],
    [undefined, 'DateTime,ProcessName,Cmdlet,Parameters', 'rps-cmdlet'],
    [undefined, 'DateTime,UrlStem,CommandName,ShellId,ClientInfo', 'rps-http'],
    [undefined, 'DateTime,SoapAction,ImpersonatedUser', 'ews'],
    [undefined, 'date-time,event-id,internal-message-id,recipient-address', 'message-tracking'],
    [undefined, 'Timestamp,P1FromAddress,Agent,SmtpResponse', 'agent-log'],
    [undefined, 'date-time,connector-id,session-id,sequence-number', 'smtp'],
    [undefined, 'Timestamp,RecordType,Data,Operation', 'admin-audit'],
    [undefined, 'DateTime,Whatever', 'other'],
  ])('%s / %s is %s', (type, fields, service) => {
    const lines = [...(type === undefined ? [] : [`#Log-type: ${type}`]), `#Fields: ${fields}`];
    expect(read(lines).parser.table?.logSource).toEqual({ product: 'exchange', service });
  });

  test('cmdlet parameters with quotes in quotes', () => {
    const row =
      '2021-03-03T06:01:19.898Z,w3wp#Pool,New-MailboxExportRequest,"-Mailbox ""user1"" -FilePath ""\\\\localhost\\c$\\x.aspx"""';
    const record = only(read(['#Fields: DateTime,ProcessName,Cmdlet,Parameters', row]).records);
    expect(record.get('Parameters')).toBe('-Mailbox "user1" -FilePath "\\\\localhost\\c$\\x.aspx"');
  });

  test('commas inside quotes do not cut', () => {
    const record = only(
      read([
        '#Fields: date-time,event-id,message-subject',
        '2021-03-03T06:02:29.450Z,RECEIVE,"synthetic, with a comma"',
      ]).records,
    );
    expect(record.get('message-subject')).toBe('synthetic, with a comma');
  });

  test('members of the audit JSON are fields; parameters become Name=Value', () => {
    const data = {
      ObjectId: 'EX01\\OAB (Default Web Site)',
      Operation: 'from the data',
      UserId: 'EXAMPLE\\EX01$',
      ExternalAccess: false,
      Parameters: [
        { Name: 'ExternalUrl', Value: 'SYNTHETIC' },
        { Name: 'Force', Value: true },
      ],
      ModifiedProperties: { a: 1 },
    };
    const cell = JSON.stringify(data).replaceAll('"', '""');
    const row = `2021-03-03T06:56:33.189Z,EX01,ExchangeAdmin,"${cell}",Set-OabVirtualDirectory`;
    const record = only(read(['#Log-type: audit', '#Fields: Timestamp,Server,RecordType,Data,Operation', row]).records);
    expect(record.get('Operation')).toBe('Set-OabVirtualDirectory');
    expect(record.get('ObjectId')).toBe('EX01\\OAB (Default Web Site)');
    expect(record.get('Parameters')).toBe('ExternalUrl=SYNTHETIC;Force=true');
    expect(record.get('ExternalAccess')).toBe('false');
    expect(record.get('ModifiedProperties')).toBe('{"a":1}');
    expect(record.fieldNames().filter((f) => f === 'Operation')).toHaveLength(1);
  });
});

describe('damaged rows', () => {
  test('rows before any header are counted once as missing header', () => {
    const { parser, records } = read([SSRF, SSRF]);
    expect(records).toEqual([]);
    expect(parser.problems).toMatchObject([{ code: 'ALC-P003', count: 2, line: 1 }]);
  });

  test('a raw comma in the user agent: aligned by the shapes, suspect, counted', () => {
    const { parser, records } = read([PROXY, SSRF.replace('python-requests/2.25.1', 'Mozilla (KHTML, like, Gecko)')]);
    const record = only(records);
    expect(record.get('UserAgent')).toBe('Mozilla (KHTML, like, Gecko)');
    expect(record.get('HttpStatus')).toBe('241');
    expect(record.get('suspect')).toBe('true');
    expect(parser.problems).toMatchObject([{ code: 'ALC-P001', line: 2 }]);
  });

  test('a truncated last row keeps its first cells', () => {
    const { parser, records } = read([PROXY, SSRF.slice(0, 120)]);
    expect(only(records).get('UrlStem')).toBe('/ecp/y.js');
    expect(only(records).get('HttpStatus')).toBeUndefined();
    expect(parser.problems).toMatchObject([{ code: 'ALC-P001' }]);
  });

  test('a row with the right number of cells but no time stays, without time', () => {
    const { parser, records } = read([PROXY, SSRF.replace('2021-03-03T06:49:46.210Z', '2021-13-03T06:49:46.210Z')]);
    expect(only(records).time).toBeUndefined();
    expect(parser.problems).toMatchObject([{ code: 'ALC-P007' }]);
  });

  test('a stray line is skipped and counted', () => {
    const { parser, records } = read([PROXY, 'garbage', SSRF]);
    expect(records).toHaveLength(1);
    expect(parser.problems).toMatchObject([{ code: 'ALC-P001', line: 2 }]);
  });

  test('a header row handed over as a record is still a header', () => {
    const parser = new ExchangeCsvParser();
    const bytes = new TextEncoder().encode(PROXY);
    expect(parser.record(bytes, 0, bytes.length, {})).toBeUndefined();
    expect(parser.table?.logSource.service).toBe('httpproxy');
  });

  test('the doubled header that a damaged message tracking file shows', () => {
    const { parser, records } = read([
      '#Fields: date-time,client#Fields: date-time,client-ip,event-id,message-subject',
      '2021-03-03T06:02:29.450Z,192.0.2.1,RECEIVE,hello',
    ]);
    expect(only(records).get('client-ip')).toBe('192.0.2.1');
    expect(parser.problems).toEqual([]);
  });

  test('limits: line length and number of columns', () => {
    const { parser, records } = read([ECP, `2021-03-03T06:20:00.090Z,EX01,Request,S:A=${'x'.repeat(MAX_LINE_BYTES)}`]);
    expect(only(records).text()).toHaveLength(MAX_LINE_BYTES);
    expect(parser.problems).toMatchObject([{ code: 'ALC-P002', line: 2 }]);
    const wide = read([`#Fields: ${Array.from({ length: MAX_HEADER_FIELDS + 1 }, (_, i) => `f${i}`).join(',')}`]);
    expect(wide.parser.table?.fields).toHaveLength(MAX_HEADER_FIELDS);
    expect(wide.parser.problems).toMatchObject([{ code: 'ALC-P003' }]);
  });

  test('audit data nested deeper than any stack does not throw', () => {
    const deep = `{""Operation"":""x"",""a"":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const record = only(
      read(['#Log-type: audit', '#Fields: Timestamp,Data', `2021-03-03T06:56:33.189Z,"${deep}"`]).records,
    );
    expect(() => record.fieldNames()).not.toThrow();
    expect(record.time).toBeDefined();
  });
});

describe('faults of other tools', () => {
  test('a Set- command is read whole although the markup is not closed and the row is cut behind it', () => {
    const row = `2021-03-03T06:59:18.042Z,EX01,ECP.Request,"S:TIME=1;'S:CMD=Set-\x4fabVirtualDirectory.ExternalUrl=''http://f/<b x=""1"">; S:URL`;
    const record = only(read(['#Log-type: ECP Server Log', ECP, row]).records);
    expect(record.get('CMD')).toContain('Set-OabVirtualDirectory.ExternalUrl=');
    expect(record.get('CMD')).toContain('<b x="1">');
  });

  test('a Set- command that is not wrapped in quotes of its own is read whole too', () => {
    const row = `2021-03-03T06:59:18.042Z,EX01,ECP.Request,S:CMD=Set-\x4fabVirtualDirectory.ExternalUrl='http://f/<b>a;b</b>'.Force=$true;S:URL=/ecp/x`;
    const record = only(read(['#Log-type: ECP Server Log', ECP, row]).records);
    expect(record.get('CMD')).toBe(`Set-OabVirtualDirectory.ExternalUrl='http://f/<b>a;b</b>'.Force=$true`);
    expect(record.get('URL')).toBe('/ecp/x');
  });

  test('markup in another element does not count as the command', () => {
    const row = `2021-03-03T06:59:18.042Z,EX01,ECP.Request,"S:CMD=Get-OabVirtualDirectory;'S:EX=<b>oh; no</b>';S:URL=/ecp/x"`;
    const record = only(read(['#Log-type: ECP Server Log', ECP, row]).records);
    expect(record.get('CMD')).toBe('Get-OabVirtualDirectory');
    expect(record.get('EX')).toBe('<b>oh; no</b>');
  });

  test('an apostrophe in a value does not swallow what follows', () => {
    const row = `2021-03-03T06:59:18.042Z,EX01,ECP.Request,S:CMD=Get-Mailbox.Identity='O'Brien;S:URL=/ecp/x;S:RS=0`;
    const record = only(read(['#Log-type: ECP Server Log', ECP, row]).records);
    expect(record.get('URL')).toBe('/ecp/x');
    expect(record.get('RS')).toBe('0');
  });

  test('the anchor mailbox keeps its trailing #, its case and its slash', () => {
    expect(only(read([PROXY, SSRF]).records).get('AnchorMailbox')).toBe(
      'Server\x49nfo~a]@ex01.example.com:444/ecp/SYNTHETIC?#',
    );
  });

  test('an empty AuthenticatedUser is absent, not a dash or an empty text', () => {
    expect(only(read([PROXY, SSRF]).records).get('AuthenticatedUser')).toBeUndefined();
  });

  test('a column name such as ClientInfo in the header is no content of any record', () => {
    const { records } = read([
      '#Fields: DateTime,UrlStem,CommandName,ShellId,ClientInfo',
      '2022-12-01T00:00:00.000Z,/powershell,,s,Mozilla/5.0',
    ]);
    expect(records).toHaveLength(1);
    expect(only(records).text()).not.toContain('ClientInfo');
    expect(only(records).get('ClientInfo')).toBe('Mozilla/5.0');
  });

  test('localised texts in UTF-8 and in a local code page', () => {
    const utf8 = SSRF.replace(/,$/, ',Le d\u00e9lai a expir\u00e9');
    expect(only(read([PROXY, utf8]).records).get('GenericErrors')).toBe('Le d\u00e9lai a expir\u00e9');
    const bytes = new TextEncoder().encode(`${PROXY}\n${SSRF.replace(/,$/, ',Le d@lai')}`);
    bytes[bytes.lastIndexOf(0x40)] = 0xe9;
    expect(only([...readLog(new ExchangeCsvParser(), bytes)]).get('GenericErrors')).toBe('Le d\u00e9lai');
  });
});
