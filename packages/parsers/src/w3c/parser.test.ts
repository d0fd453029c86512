import type { EvidenceEvent } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { MAX_HEADER_FIELDS, MAX_LINE_BYTES } from '../log/limits.js';
import { readLog } from '../log/read.js';
import { W3cParser } from './parser.js';

const FIELDS =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken';
const ROW = '2021-03-03 06:49:46 192.0.2.10 POST /ecp/y.js - 443 - 203.0.113.77 python-requests/2.25.1 - 241 0 0 30';

function read(
  lines: readonly string[],
  artifact: 'iis-log' | 'httperr-log' = 'iis-log',
  fallback?: { date?: string },
): { parser: W3cParser; records: EvidenceEvent[] } {
  const parser = new W3cParser(artifact, fallback);
  return { parser, records: [...readLog(parser, new TextEncoder().encode(lines.join('\r\n')))] };
}

function only(records: readonly EvidenceEvent[]): EvidenceEvent {
  const [record] = records;
  if (record === undefined) throw new Error('no record');
  return record;
}

describe('IIS log', () => {
  test('reads fields by name, time in UTC, place', () => {
    const { parser, records } = read(['#Software: Microsoft Internet Information Services 10.0', FIELDS, ROW]);
    const record = only(records);
    expect(record.time).toBe(Date.UTC(2021, 2, 3, 6, 49, 46));
    expect(record.logSource).toEqual({ category: 'webserver', product: 'windows', service: 'iis' });
    expect(record.place).toMatchObject({ line: 3 });
    expect(record.get('cs-method')).toBe('POST');
    expect(record.get('CS-URI-STEM')).toBe('/ecp/y.js');
    expect(record.get('sc-status')).toBe('241');
    expect(record.text()).toBe(ROW);
    expect(parser.problems).toEqual([]);
  });

  test('a dash and a column that is not there are absent', () => {
    const record = only(read([FIELDS, ROW]).records);
    expect(record.get('cs-username')).toBeUndefined();
    expect(record.get('cs-host')).toBeUndefined();
    expect(record.fieldNames()).not.toContain('cs-uri-query');
    expect(record.fieldNames().slice(0, 2)).toEqual(['date', 'time']);
    expect(record.fieldNames()).toContain('url-decoded');
  });

  test('the columns may change in mid-file', () => {
    const { records } = read([
      FIELDS,
      ROW,
      '#Date: 2021-03-03 14:03:11',
      `${FIELDS} X-Forwarded-For`,
      '2021-03-03 14:03:11 192.0.2.10 GET /owa/auth/logon.aspx - 443 - 2001:db8::15%3 UA - 200 0 0 7 198.51.100.9,+192.0.2.1',
      '#Fields: time date c-ip cs-uri-stem',
      '14:04:00 2021-03-03 198.51.100.9 /x.aspx',
    ]);
    expect(records).toHaveLength(3);
    expect(records[1]?.get('x-forwarded-for')).toBe('198.51.100.9, 192.0.2.1');
    expect(records[1]?.get('c-ip')).toBe('2001:db8::15%3');
    expect(records[2]?.time).toBe(Date.UTC(2021, 2, 3, 14, 4));
    expect(records[2]?.get('c-ip')).toBe('198.51.100.9');
  });

  test('an equal header keeps its table, another one gives another key', () => {
    const parser = new W3cParser('iis-log');
    const header = (line: string) => {
      const bytes = new TextEncoder().encode(line);
      parser.header(bytes, 0, bytes.length);
      return parser.table;
    };
    const first = header(FIELDS);
    expect(header(`${FIELDS} `)).toBe(first);
    expect(header(`${FIELDS} cs-host`)?.key).not.toBe(first?.key);
  });

  test('header lines come in any order, and blank lines, comments, BOM and trailing blanks do no harm', () => {
    const { parser, records } = read([`\ufeff${FIELDS} `, '#Software: x', '', '#', '# a comment', `${ROW}  `, '   ']);
    expect(records).toHaveLength(1);
    expect(parser.problems).toEqual([]);
  });

  test('a doubled #Fields line is tolerated', () => {
    expect(only(read([`#Fields: date time s-ip${FIELDS}`, ROW]).records).get('c-ip')).toBe('203.0.113.77');
  });

  test('without a date column the day comes from #Date, else from the caller', () => {
    const layout = '#Fields: time c-ip cs-method cs-uri-stem sc-status';
    const row = '00:00:18 192.0.2.1 GET /x 200';
    expect(only(read(['#Date: 2013-07-30 00:00:00', layout, row]).records).time).toBe(Date.UTC(2013, 6, 30, 0, 0, 18));
    expect(only(read([layout, row], 'iis-log', { date: '2013-07-31' }).records).time).toBe(
      Date.UTC(2013, 6, 31, 0, 0, 18),
    );
    const { parser, records } = read([layout, row]);
    expect(only(records).time).toBeUndefined();
    expect(parser.problems).toMatchObject([{ code: 'ALC-P007', line: 2 }]);
  });

  test('without a header the default columns are taken where number and shapes fit; reported once', () => {
    const iis7 = '2021-03-03 06:49:46 192.0.2.10 POST /ecp/y.js a=1 443 - 203.0.113.77 UA 200 0 0 30';
    const { parser, records } = read([ROW, ROW]);
    expect(records).toHaveLength(2);
    expect(records[0]?.get('time-taken')).toBe('30');
    expect(parser.problems).toMatchObject([{ code: 'ALC-P003', line: 1 }]);
    expect(parser.problems[0]?.count).toBeUndefined();
    expect(only(read([iis7]).records).get('sc-status')).toBe('200');
    const stray = read(['one two three', 'a b c d e f g h i j k l m n o']);
    expect(stray.records).toEqual([]);
    expect(stray.parser.problems).toMatchObject([{ code: 'ALC-P001', count: 2, line: 1 }]);
  });

  test('the plus is a blank in the user agent, the referer, the cookie and custom fields, never in the URI', () => {
    const { records } = read([
      '#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username cs(User-Agent) cs(Referer) cs(Cookie) cs-host X-My',
      '2021-03-03 06:00:00 GET /a+b q=1+2 DOM\\a+b A+B r+s c=d+e h+i u+v',
    ]);
    const record = only(records);
    expect(record.get('cs-uri-stem')).toBe('/a+b');
    expect(record.get('cs-uri-query')).toBe('q=1+2');
    expect(record.get('cs-username')).toBe('DOM\\a+b');
    for (const [field, value] of [
      ['cs(User-Agent)', 'A B'],
      ['cs(Referer)', 'r s'],
      ['cs(Cookie)', 'c=d e'],
      ['cs-host', 'h i'],
      ['X-My', 'u v'],
    ] as const) {
      expect(record.get(field)).toBe(value);
    }
  });

  test('doubled blanks count as one', () => {
    const row = ROW.replace('443 - 203', '443  EXAMPLE\\EX01$ 203');
    const { parser, records } = read([FIELDS, row]);
    expect(only(records).get('cs-username')).toBe('EXAMPLE\\EX01$');
    expect(parser.problems).toEqual([]);
  });

  test('quoted values may hold blanks', () => {
    const { parser, records } = read([
      '#Fields: date time cs(User-Agent) cs(Cookie) sc-status',
      '2021-03-03 06:00:00 "Mozilla/4.5 [en] (WinNT; I)" "a=""b c""" 200',
    ]);
    expect(only(records).get('cs(User-Agent)')).toBe('Mozilla/4.5 [en] (WinNT; I)');
    expect(only(records).get('cs(Cookie)')).toBe('a="b c"');
    expect(only(records).get('suspect')).toBeUndefined();
    expect(parser.problems).toEqual([]);
  });

  test('raw blanks in a value: aligned from both ends and marked suspect', () => {
    const row =
      '2023-12-25 11:54:21 192.0.2.5 GET /owa/auth/x.aspx a=b 443 - 203.0.113.4 Mozilla/5.0+Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/121 - 200 0 0 142';
    const { parser, records } = read([FIELDS, row]);
    const record = only(records);
    expect(record.get('cs(User-Agent)')).toBe('Mozilla/5.0 Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/121');
    expect(record.get('sc-status')).toBe('200');
    expect(record.get('c-ip')).toBe('203.0.113.4');
    expect(record.get('suspect')).toBe('true');
    expect(record.fieldNames()).toContain('suspect');
    expect(parser.problems).toMatchObject([{ code: 'ALC-P001', line: 2 }]);
  });

  test('a raw blank in the query is told from one in the user agent by the shapes of the other columns', () => {
    const record = only(read([FIELDS, ROW.replace(' - 443', ' a=1 or 1=1 443')]).records);
    expect(record.get('cs-uri-query')).toBe('a=1 or 1=1');
    expect(record.get('s-port')).toBe('443');
    expect(record.get('cs(User-Agent)')).toBe('python-requests/2.25.1');
  });

  test('a truncated last line keeps what it has', () => {
    const { parser, records } = read([FIELDS, ROW, ROW.slice(0, 70)]);
    const record = records[1];
    expect(record?.get('cs-uri-stem')).toBe('/ecp/y.js');
    expect(record?.get('sc-status')).toBeUndefined();
    expect(record?.get('suspect')).toBe('true');
    expect(parser.problems).toMatchObject([{ code: 'ALC-P001', line: 3 }]);
  });

  test('a value missing in the middle: the end still counts from the right', () => {
    const record = only(read([FIELDS, ROW.replace(' 443 -', ' 443')]).records);
    expect(record.get('c-ip')).toBe('203.0.113.77');
    expect(record.get('sc-status')).toBe('241');
    expect(record.get('time-taken')).toBe('30');
  });

  test('a header that lacks columns: an empty last field does not take the rest of the line', () => {
    const record = only(read(['#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query', ROW]).records);
    expect(record.get('cs-uri-query')).toBeUndefined();
    expect(record.get('url-decoded')).toBe('/ecp/y.js');
    expect(record.get('suspect')).toBe('true');
  });

  test('a layout with cs-uri and a query column beside it', () => {
    const row = '2021-03-03 06:00:00 /a%41 b=1+2';
    const record = only(read(['#Fields: date time cs-uri cs-uri-query', row]).records);
    expect(record.get('url-decoded')).toBe('/aA?b=1 2');
  });

  test('local code page bytes and damaged UTF-8 never throw', () => {
    const bytes = new TextEncoder().encode(`${FIELDS}\n${ROW.replace('python', '@')}`);
    bytes[bytes.indexOf(0x40)] = 0xe9;
    const parser = new W3cParser('iis-log');
    expect(only([...readLog(parser, bytes)]).get('cs(User-Agent)')).toBe('\u00e9-requests/2.25.1');
  });

  test('a line beyond the limit is cut and counted', () => {
    const { parser, records } = read([FIELDS, `${ROW} ${'x'.repeat(MAX_LINE_BYTES)}`]);
    expect(only(records).text()).toHaveLength(MAX_LINE_BYTES);
    expect(parser.problems.map((p) => p.code)).toContain('ALC-P002');
  });

  test('a header with too many columns is cut and reported', () => {
    const names = Array.from({ length: MAX_HEADER_FIELDS + 5 }, (_, i) => `f${i}`);
    const { parser } = read([`#Fields: ${names.join(' ')}`, '#Fields:']);
    expect(parser.table?.fields).toHaveLength(MAX_HEADER_FIELDS);
    expect(parser.problems).toMatchObject([{ code: 'ALC-P003', count: 2 }]);
  });

  test('the record has its own copy of the bytes', () => {
    const parser = new W3cParser('iis-log');
    const block = new TextEncoder().encode(`${FIELDS}\n${ROW}`);
    const record = only([...readLog(parser, block)]);
    block.fill(0x78);
    expect(record.get('cs-uri-stem')).toBe('/ecp/y.js');
  });
});

describe('HTTPERR', () => {
  const HEADER =
    '#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename';
  test('reads path and query in one field, and idle connections', () => {
    const { parser, records } = read(
      [
        HEADER,
        '2021-03-03 06:48:02 203.0.113.77 51544 192.0.2.10 443 HTTP/1.1 POST /ecp/y.js?a=%41+b - - 1 Connection_Abandoned_By_ReqQueue MSExchangeECPAppPool ',
        '2021-03-03 06:50:09 203.0.113.77 51550 192.0.2.10 443 - - - - - - Timer_ConnectionIdle - ',
      ],
      'httperr-log',
    );
    expect(records[0]?.logSource).toEqual({ product: 'windows', service: 'httperr' });
    expect(records[0]?.get('url-decoded')).toBe('/ecp/y.js?a=A b');
    expect(records[0]?.get('s-queuename')).toBe('MSExchangeECPAppPool');
    expect(records[1]?.get('sc-status')).toBeUndefined();
    expect(records[1]?.get('url-decoded')).toBeUndefined();
    expect(parser.problems).toEqual([]);
  });

  test.each([
    ['oldest', ''],
    ['2016', '- '],
    ['newest', '- - '],
  ])('no header: the %s set of columns by its number', (_, streams) => {
    const transport = streams === '- - ' ? ' TCP' : '';
    const row = `2021-03-03 06:48:02 203.0.113.77 51544 192.0.2.10 443 HTTP/1.1 GET /x ${streams}503 1 AppOffline Pool${transport}`;
    const { parser, records } = read([row], 'httperr-log');
    expect(only(records).get('s-reason')).toBe('AppOffline');
    expect(only(records).get('sc-status')).toBe('503');
    expect(parser.problems).toMatchObject([{ code: 'ALC-P003' }]);
  });

  test('is told by its columns in a file taken for an IIS log', () => {
    expect(read([HEADER]).parser.table?.logSource.service).toBe('httperr');
  });
});

describe('faults of other tools', () => {
  test('a query is matched on stem + query although IIS splits them', () => {
    const record = only(read([FIELDS, ROW.replace('/ecp/y.js -', '/ecp/default.flt a=1')]).records);
    expect(record.get('url-decoded')).toBe('/ecp/default.flt?a=1');
  });

  test('the URL is decoded, and once more where escapes are left', () => {
    const row = ROW.replace('/ecp/y.js -', '/autodiscover/autodiscover.json a=%2570ower%73hell+x%2By');
    expect(only(read([FIELDS, row]).records).get('url-decoded')).toBe(
      '/autodiscover/autodiscover.json?a=powershell x+y',
    );
  });

  test('method and path are matched by name, also where they do not stand side by side', () => {
    const record = only(
      read(['#Fields: date time cs-uri-stem s-port cs-method', '2021-03-03 06:00:00 /owa/x.js 443 POST']).records,
    );
    expect([record.get('cs-method'), record.get('cs-uri-stem')]).toEqual(['POST', '/owa/x.js']);
  });

  test('a status is read from its own column: " 401 " or " 444 " elsewhere changes nothing', () => {
    const record = only(read([FIELDS, ROW.replace(' 443 ', ' 444 ').replace(' 0 0 30', ' 0 0 401')]).records);
    expect(record.get('sc-status')).toBe('241');
    expect(record.get('s-port')).toBe('444');
  });

  test('the same path in another case or with a doubled slash stays as it was written', () => {
    expect(only(read([FIELDS, ROW.replace('/ecp/y.js', '//ECP/Y.js')]).records).get('url-decoded')).toBe('//ECP/Y.js');
  });

  test('every row is a record of its own: nothing of one row shows in another', () => {
    const { records } = read([FIELDS, ROW, ROW.replace('python-requests/2.25.1', 'Mozilla')]);
    expect(records[1]?.text()).not.toContain('python');
    expect(records.map((r) => r.place.line)).toEqual([2, 3]);
  });
});
