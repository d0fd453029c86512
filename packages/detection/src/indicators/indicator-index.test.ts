import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Indicator, IndicatorType } from './indicator.js';
import { IndicatorIndex, MAX_LOOKUP_LENGTH } from './indicator-index.js';

const one = (type: IndicatorType, value: string, more: Partial<Indicator> = {}): Indicator => ({
  type,
  value,
  campaigns: ['Test-2021'],
  source: 'test',
  ...more,
});
const index = new IndicatorIndex([
  one('sha256', 'AB'.repeat(32)),
  one('md5', 'cd'.repeat(16)),
  one('ipv4', '203.0.113.9'),
  one('ipv4', '203.0.113.66', { withdrawn: true }),
  one('cidr', '198.51.100.0/24'),
  one('cidr', '2001:db8::/32'),
  one('domain', 'Evil.example'),
  one('filename', 'Supp0rt.aspx'),
  one('file-path', '%ExchangeInstallPath%FrontEnd\\HttpProxy\\owa\\auth\\bob.aspx'),
  one('file-path', '%SystemDrive%\\inetpub\\wwwroot\\aspnet_client\\xx.aspx'),
  one('file-path', 'C:\\Windows\\Temp\\a.dll'),
  one('path-regex', '\\\\auth\\\\[a-z]{3}\\.aspx$'),
  one('url-path', '/ecp/y.js'),
  one('url-path', '/vpn-service/'),
  one('url-path', '/owa/master%40example.com/powershell'),
  one('url-regex', '^/ecp/[a-z0-9]{1,30}\\.js$'),
  one('user-agent', 'Mozilla/5.0+(compatible;+Bot/2.0;++http://bot.example)'),
]);
const values = (found: readonly Indicator[]): string[] => found.map(({ type, value }) => `${type} ${value}`);

test('hashes in either case, told apart by length', () => {
  expect(index.byHash('ab'.repeat(32))).toHaveLength(1);
  expect(index.byHash('CD'.repeat(16))).toHaveLength(1);
  expect(index.byHash('ab'.repeat(16))).toEqual([]);
  expect(index.byHash('')).toEqual([]);
});

test('addresses and networks; what was withdrawn never matches', () => {
  expect(values(index.byAddress('203.0.113.9'))).toEqual(['ipv4 203.0.113.9']);
  expect(values(index.byAddress('::ffff:203.0.113.9'))).toEqual(['ipv4 203.0.113.9']);
  expect(index.byAddress('203.0.113.66')).toEqual([]);
  expect(index.byAddress('198.51.100.200')).toHaveLength(1);
  expect(index.byAddress('198.51.101.1')).toEqual([]);
  expect(index.byAddress('2001:db8:1::5')).toHaveLength(1);
  expect(index.byAddress('localhost')).toEqual([]);
});

test('domains and what is below them', () => {
  expect(index.byDomain('evil.example')).toHaveLength(1);
  expect(index.byDomain('www.EVIL.example.')).toHaveLength(1);
  expect(index.byDomain('notevil.example')).toEqual([]);
});

test('file names', () => {
  expect(index.byFileName('SUPP0RT.ASPX')).toHaveLength(1);
  expect(index.byFileName('support.aspx')).toEqual([]);
});

describe('paths', () => {
  test('below the install path: given, default, neither', () => {
    const rest = 'FrontEnd\\HttpProxy\\owa\\auth\\bob.aspx';
    expect(values(index.byPath(`D:\\Exchange\\${rest}`, 'd:\\exchange'))).toHaveLength(2);
    expect(index.byPath(`D:\\Exchange\\${rest}`, 'D:\\Exchange\\')).toHaveLength(2);
    expect(index.byPath(`E:\\Program Files\\Microsoft\\Exchange Server\\V15\\${rest}`)).toHaveLength(2);
    expect(values(index.byPath(`D:\\Exchange\\${rest}`))).toEqual(['path-regex \\\\auth\\\\[a-z]{3}\\.aspx$']);
    expect(index.byPath(`D:\\Exchange2\\${rest}`, 'D:\\Exchange')).toHaveLength(1);
  });
  test('on the system drive; either slash', () => {
    expect(index.byPath('c:/inetpub/wwwroot/aspnet_client/XX.aspx')).toHaveLength(1);
    expect(index.byPath('C:\\Windows\\Temp\\A.dll')).toHaveLength(1);
    expect(index.byPath('D:\\Windows\\Temp\\A.dll')).toEqual([]);
  });
});

test('request paths: exact, below, encoded, by expression', () => {
  expect(values(index.byUrlPath('/ECP/y.js?x=1'))).toEqual([
    'url-path /ecp/y.js',
    'url-regex ^/ecp/[a-z0-9]{1,30}\\.js$',
  ]);
  expect(values(index.byUrlPath('/ecp/y.js/more'))).toEqual(['url-path /ecp/y.js']);
  expect(index.byUrlPath('/ecp/y.jsx')).toEqual([]);
  expect(index.byUrlPath('/vpn-service/abc/x')).toHaveLength(1);
  expect(index.byUrlPath('/vpn-service')).toEqual([]);
  expect(index.byUrlPath('/owa/master@example.com/powershell')).toHaveLength(1);
  expect(index.byUrlPath('/owa/master%40example.com/powershell')).toHaveLength(1);
});

test('user agents, blanks or plus signs', () => {
  expect(index.byUserAgent('Mozilla/5.0 (compatible; Bot/2.0;  http://bot.example)')).toHaveLength(1);
  expect(index.byUserAgent('mozilla/5.0+(compatible;+bot/2.0;++http://bot.example)')).toHaveLength(1);
  expect(index.byUserAgent('Bot/2.0')).toEqual([]);
});

test('an indicator that is not valid is reported, the others work', () => {
  const bad = new IndicatorIndex([one('path-regex', '('), one('cidr', 'x/8'), one('filename', 'a.aspx')]);
  expect(bad.problems.map(({ code }) => code)).toEqual(['ALC-R001', 'ALC-R001']);
  expect(bad.byFileName('A.aspx')).toHaveLength(1);
});

test('any text may be asked for, of any length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      for (const ask of [
        index.byHash,
        index.byAddress,
        index.byDomain,
        index.byFileName,
        index.byUrlPath,
        index.byUserAgent,
      ])
        expect(Array.isArray(ask.call(index, text))).toBe(true);
      expect(Array.isArray(index.byPath(text, text))).toBe(true);
    }),
  );
  expect(index.byUrlPath('/'.repeat(MAX_LOOKUP_LENGTH * 100))).toEqual([]);
  expect(index.byDomain('a.'.repeat(MAX_LOOKUP_LENGTH))).toEqual([]);
});
