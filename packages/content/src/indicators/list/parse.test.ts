import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseIndicatorList } from './parse.js';
import { indicatorOf } from './value.js';

const SHA256 = 'a'.repeat(64);
const values = (text: string) => parseIndicatorList(text, 'l').indicators.map((i) => `${i.type} ${i.value}`);

describe('one written indicator', () => {
  test.each([
    ['198.51.100.7', 'ipv4 198.51.100.7'],
    ['198[.]51[.]100[.]7:8080', 'ipv4 198.51.100.7'],
    ['198.51.100.0/24', 'cidr 198.51.100.0/24'],
    ['2001:DB8::7', 'ipv6 2001:db8::7'],
    ['hxxps://evil[.]example/a.aspx', 'url https://evil.example/a.aspx'],
    ['Evil(.)Example', 'domain evil.example'],
    ['A'.repeat(32), `md5 ${'a'.repeat(32)}`],
    [SHA256, `sha256 ${SHA256}`],
    ['C:\\ProgramData\\a b.exe', 'file-path C:\\ProgramData\\a b.exe'],
    ['shell.aspx', 'filename shell.aspx'],
    ['updates.com', 'domain updates.com'],
  ])('%s', (written, expected) => {
    const value = indicatorOf(written);
    expect(`${value?.type} ${value?.value}`).toBe(expected);
  });

  test.each(['', 'hello', '1.2.3', '999.1.1.1', '127.0.0.1', '0.0.0.0', '::1', 'abc'.repeat(7), 'a b c', '-'])(
    'not %j',
    (written) => {
      expect(indicatorOf(written)).toBeUndefined();
    },
  );
});

describe('a list', () => {
  it('of lines, with remarks', () => {
    expect(
      parseIndicatorList('# head\n198.51.100.7  # seen 2021\r\n\nevil.example\nevil.example\n', 'l'),
    ).toMatchObject({
      recognised: true,
      indicators: [
        { value: '198.51.100.7', context: 'seen 2021', line: 2 },
        { value: 'evil.example', line: 4 },
      ],
    });
  });

  it('is no list when most of it is something else', () => {
    expect(parseIndicatorList('flask==2.0\nrequests\npyyaml>=5\nevil.example\n', 'l').recognised).toBe(false);
    expect(parseIndicatorList('', 'l').recognised).toBe(false);
    expect(parseIndicatorList('{"name": "a package", "version": "1"}', 'l').recognised).toBe(false);
    expect(parseIndicatorList('{"compilerOptions": {}, "data": ["a"]}', 'l').recognised).toBe(false);
  });

  it('of CSV: every column of indicators, with what stands beside; bad cells are told with their line', () => {
    const list = parseIndicatorList(
      `date;IP;SHA256;comment\n2021;198.51.100.7;${SHA256};"a; ""b"""\n2021;no;;c\n`,
      'l',
    );
    expect(list.indicators.map((i) => [i.value, i.context])).toEqual([
      ['198.51.100.7', 'a; "b"'],
      [SHA256, 'a; "b"'],
    ]);
    expect(list.problems).toMatchObject([{ line: 3 }]);
  });

  it('of JSON', () => {
    expect(values('["198.51.100.7", "evil.example"]')).toEqual(['ipv4 198.51.100.7', 'domain evil.example']);
    expect(values('{"indicators":[{"type":"domain","value":"evil.example","description":"x"}]}')).toEqual([
      'domain evil.example',
    ]);
  });

  it('of STIX 2.1: what its patterns compare; revoked ones are not', () => {
    const bundle = {
      type: 'bundle',
      objects: [
        {
          type: 'indicator',
          name: 'n',
          pattern: `[file:hashes.'SHA-256' = '${SHA256}' OR ipv4-addr:value = '198.51.100.7']`,
        },
        { type: 'indicator', revoked: true, pattern: "[domain-name:value = 'old.example']" },
        { type: 'indicator', pattern: "[file:name = 'C:\\\\\\\\a\\\\\\\\b.exe']".replaceAll('\\\\\\\\', '\\\\') },
        { type: 'malware', name: 'm' },
      ],
    };
    expect(values(JSON.stringify(bundle))).toEqual([`sha256 ${SHA256}`, 'ipv4 198.51.100.7', 'file-path C:\\a\\b.exe']);
  });

  it('of MISP: attributes for detection, those of objects too', () => {
    const event = {
      Event: {
        Attribute: [
          { type: 'ip-dst|port', value: '198.51.100.7|443', to_ids: true, comment: 'c2' },
          { type: 'domain', value: 'context.example', to_ids: false },
          { type: 'comment', value: 'text' },
        ],
        Object: [{ Attribute: [{ type: 'filename|sha256', value: `a.exe|${SHA256}`, to_ids: true }] }],
      },
    };
    expect(values(JSON.stringify(event))).toEqual(['ipv4 198.51.100.7', 'filename a.exe', `sha256 ${SHA256}`]);
  });

  test('any text is survived', () => {
    const seeds = [
      '{"Event":{"Attribute":[',
      '{"type":"bundle","objects":[',
      'ip,domain\n',
      '198.51.100.7\n',
      '[[',
      '"',
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...seeds), fc.string()), { maxLength: 20 }), (parts) => {
        const list = parseIndicatorList(parts.join(''), 'l');
        expect(list.problems.length).toBeLessThanOrEqual(21);
      }),
      { numRuns: 500 },
    );
  });
});
