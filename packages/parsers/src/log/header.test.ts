import { describe, expect, test } from 'vitest';
import { isHeaderLine, parseDirective } from './header.js';

const encode = (text: string) => new TextEncoder().encode(text);
const isHeader = (text: string) => isHeaderLine(encode(text), 0, encode(text).length);

describe('header lines', () => {
  test.each([
    '#Fields: a b',
    '# comment',
    '\ufeff#Software: x',
    '\ufeffDateTime,RequestId',
    '\ufeffAnything,Else',
    '\ufeff',
    'DateTime,RequestId',
    'TimeStamp,ServerName',
    'Timestamp,Server',
    'date-time,client-ip',
    '"DateTime","RequestId"',
  ])('%j', (line) => {
    expect(isHeader(line)).toBe(true);
  });

  test.each([
    '',
    'DateTime',
    'DateTimes,x',
    'datetim',
    '2021-03-03T06:00:00.000Z,x',
    '2021-03-03 06:00:00 192.0.2.1 GET /',
    '{"EventID":1}',
    'Microsoft Safety Scanner',
  ])('%j is none', (line) => {
    expect(isHeader(line)).toBe(false);
  });

  test('a byte order mark before a record does not make it a header', () => {
    expect(isHeader('\ufeff2021-03-03 06:00:00 192.0.2.1 GET /')).toBe(false);
    expect(isHeader('\ufeff{"EventID":1}')).toBe(false);
    expect(isHeader('\ufeffMicrosoft Safety Scanner')).toBe(false);
  });

  test('looks at its own part of the block only', () => {
    const block = encode('xDateTime,y');
    expect(isHeaderLine(block, 1, block.length)).toBe(true);
    expect(isHeaderLine(block, 1, 9)).toBe(false);
    expect(isHeaderLine(block, 5, 5)).toBe(false);
  });

  test('directives', () => {
    const directive = (text: string) => parseDirective(encode(text), 0, encode(text).length);
    expect(directive('#Log-type: ECP Server Log ')).toEqual({ name: 'log-type', value: 'ECP Server Log' });
    expect(directive('\ufeff#Date: 2021-03-03 00:00:02')).toEqual({ name: 'date', value: '2021-03-03 00:00:02' });
    expect(directive('#Fields: a,b#Fields: a,b,c')).toEqual({ name: 'fields', value: 'a,b,c' });
    expect(directive('#Fields: a,b,c,d#Fields: a')).toEqual({ name: 'fields', value: 'a,b,c,d' });
    expect(directive('# no directive')).toBeUndefined();
    expect(directive('Fields: a')).toBeUndefined();
  });
});
