/**
 * The prefilter must never cost a match: over records as the real parsers give them, the rules found by way of
 * literals are exactly those that match when every rule is tried on every record.
 */
import type { EvidenceEvent } from '@allclear/model';
import { createLogParser } from '@allclear/parsers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NESTED_ENCODINGS } from './literals/decoded.js';
import { parseSigma } from './parse.js';
import type { SigmaRule } from './rule.js';
import { RuleSet } from './rule-set.js';
import type { TableMatcher } from './table-matcher.js';

interface Line {
  readonly raw: string;
  readonly event: EvidenceEvent;
}

function read(artifact: 'iis-log' | 'exchange-csv', header: readonly string[], rows: readonly string[]) {
  const parser = createLogParser(artifact);
  const lines: Line[] = [];
  for (const raw of header) {
    const bytes = new TextEncoder().encode(raw);
    parser.header(bytes, 0, bytes.length);
  }
  for (const raw of rows) {
    const bytes = new TextEncoder().encode(raw);
    const event = parser.record(bytes, 0, bytes.length, {});
    if (event !== undefined) lines.push({ raw, event });
  }
  const { table } = parser;
  if (table === undefined) throw new Error('the header was not understood');
  return { table, lines };
}

function ruleOf(detection: unknown, id: string, logsource: Record<string, string> = {}): SigmaRule {
  const { rule, problems } = parseSigma({ title: id, id, logsource, detection }, 'test.yml');
  if (rule === undefined) throw new Error(JSON.stringify(problems));
  return rule;
}

/** What the prefilter reports, without its cleverness. */
function found(raw: string, { spec }: TableMatcher): Int32Array {
  const folded = raw.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const ids: number[] = [];
  if (spec.encodedLetters && /%(?:25)?(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/.test(folded)) ids.push(-1);
  spec.literals.forEach((literal, id) => {
    if (folded.includes(literal)) ids.push(id);
  });
  return Int32Array.from(ids);
}

function viaPrefilter(matcher: TableMatcher, { raw, event }: Line): string[] {
  const ids = found(raw, matcher);
  const bytes = new TextEncoder().encode(`#${raw}\n`);
  const hits = matcher.mayMatch(bytes, 1, bytes.length - 1, ids, ids.length)
    ? matcher.match(event, ids, ids.length)
    : [];
  return [...hits, ...matcher.everyLine.filter((rule) => rule.matches(event))].map(({ rule }) => rule.id).sort();
}

const W3C_HEADER = [
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status',
];
const PROXY_HEADER = [
  'DateTime,RequestId,UrlStem,UrlQuery,AnchorMailbox,UserAgent,ClientIpAddress,HttpStatus,ProxyAction,GenericInfo',
];
const ECP_HEADER = [
  '#Software: Microsoft Exchange Server',
  '#Log-type: ECP Server Log',
  '#Fields: TimeStamp,ServerName,EventId,EventData',
];

const words = fc.constantFrom(
  'ecp',
  'owa',
  'default',
  'autodiscover',
  'PowerShell',
  'proxylogon',
  'y',
  'aspx',
  'Set-OabVirtualDirectory',
  'ServerInfo',
  'localhost',
  'true',
);
const signs = fc.constantFrom('/', '.', '@', '=', '~', '-', "'", '"', ';', '\\', ' ', '+', '?', '&', '%', 'é');
const phrase = fc
  .array(fc.oneof({ weight: 3, arbitrary: words }, signs), { minLength: 1, maxLength: 6 })
  .map((p) => p.join(''));

function encodeSome(text: string, choices: readonly number[]): string {
  return [...text]
    .map((c, i) => {
      const hex = [...new TextEncoder().encode(c)].map((b) => `%${b.toString(16).padStart(2, '0')}`).join('');
      switch (choices[i % Math.max(1, choices.length)] ?? 0) {
        case 1:
          return hex;
        case 2:
          return hex.replaceAll('%', '%25');
        case 3:
          return [...hex].map((h) => (h === '%' ? '%25' : `%${h.charCodeAt(0).toString(16)}`)).join('');
        default:
          return c;
      }
    })
    .join('');
}
const choices = fc.array(fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 3 })), {
  minLength: 1,
  maxLength: 30,
});
const encoded = fc.tuple(phrase, choices).map(([text, c]) => encodeSome(text, c));

function condition(fields: readonly string[]): fc.Arbitrary<unknown> {
  const modifier = fc.constantFrom(
    '',
    '|contains',
    '|startswith',
    '|endswith',
    '|contains|all',
    '|re|i',
    '|cased',
    '|neq',
    '|exists',
    '|contains|windash',
  );
  const item = fc
    .tuple(fc.constantFrom(...fields), modifier, fc.array(phrase, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([field, how, values, flag]): Record<string, unknown> => {
      if (how === '|exists') return { [`${field}|exists`]: flag };
      if (how === '|re|i') return { [`${field}${how}`]: values.map((v) => v.replace(/[^A-Za-z/]/g, '.')) };
      // `all` wants more than one value.
      return { [`${field}${values.length === 1 ? how.replace('|all', '') : how}`]: values };
    });
  const map = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.assign({}, ...items) as unknown);
  const keywords = fc.array(
    phrase.filter((p) => !/^[*?]*$/.test(p)),
    { minLength: 1, maxLength: 3 },
  );
  const search = fc.oneof(
    { weight: 4, arbitrary: map },
    { weight: 1, arbitrary: keywords },
    { weight: 1, arbitrary: fc.array(map, { minLength: 1, maxLength: 2 }) },
  );
  return fc
    .tuple(
      search,
      search,
      search,
      fc.constantFrom(
        'a',
        'a and b',
        'a or b',
        'a and not b',
        'not a',
        '1 of them',
        'all of them',
        'a and not (b or c)',
        '(a or b) and c',
      ),
    )
    .map(([a, b, c, text]) => ({ a, b, c, condition: text }));
}

function agrees(
  artifact: 'iis-log' | 'exchange-csv',
  header: readonly string[],
  rows: readonly string[],
  detections: readonly unknown[],
): number {
  const { table, lines } = read(artifact, header, rows);
  const rules = detections.map((detection, i) => ruleOf(detection, `r${i}`));
  const set = new RuleSet(rules, []);
  const matcher = set.forTable(table);
  let matched = 0;
  for (const line of lines) {
    const plain = set
      .matchFact(line.event)
      .map(({ rule }) => rule.id)
      .sort();
    expect(viaPrefilter(matcher, line), line.raw).toEqual(plain);
    matched += plain.length;
  }
  return matched;
}

const quote = (cell: string): string => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const cell = (text: string): string => text.replace(/[ \t]/g, '+') || '-';

const iisRow = fc
  .tuple(fc.constantFrom('GET', 'POST'), encoded, encoded, phrase)
  .map(
    ([method, stem, query, agent]) =>
      `2021-03-03 04:05:06 10.0.0.1 ${method} /${cell(stem)} ${cell(query)} 443 - 203.0.113.9 ${cell(agent)} 200`,
  );
const proxyRow = fc
  .tuple(encoded, encoded, phrase, phrase, phrase)
  .map(([stem, query, mailbox, agent, info]) =>
    [
      '2021-03-03T04:05:06.000Z',
      'id',
      `/${stem}`,
      `?${query}`,
      mailbox,
      agent,
      '203.0.113.9',
      '200',
      'Proxy',
      `NoCookies=${info};`,
    ]
      .map(quote)
      .join(','),
  );
const ecpRow = fc
  .tuple(phrase, phrase, phrase)
  .map(([command, url, body]) =>
    [
      '2021-03-03T04:05:06.000Z',
      'EX01',
      'ECP.Request',
      `S:CMD=${command};S:URL=${url};'S:EX=${body.replaceAll("'", "''")}'`,
    ]
      .map(quote)
      .join(','),
  );

test('a line that lacks another text of the rule is no record worth making, unless it may be encoded', () => {
  const { table } = read('iis-log', W3C_HEADER, []);
  const rule = ruleOf(
    { s: { 'cs-method': 'POST', 'url-decoded|contains|all': ['/relayed/powershell', '/owa/'] }, condition: 's' },
    'r',
  );
  const matcher = new RuleSet([rule], []).forTable(table);
  const mayMatch = (method: string, url: string): boolean => {
    const raw = `2021-03-03 04:05:06 10.0.0.1 ${method} ${url} - 443 - 203.0.113.9 agent 200`;
    const ids = found(raw, matcher);
    const bytes = new TextEncoder().encode(`/owa/${raw}/owa/`);
    return ids.length > 0 && matcher.mayMatch(bytes, 5, bytes.length - 5, ids, ids.length);
  };
  expect(mayMatch('POST', '/OWA/relayed/powershell')).toBe(true);
  expect(mayMatch('POST', '/relayed/powershell')).toBe(false);
  expect(mayMatch('GET', '/owa/relayed/powershell')).toBe(false);
  expect(mayMatch('POST', '/ow%61/relayed/powershell')).toBe(true);
  expect(mayMatch('POST', '/\u00f6wa/relayed/powershell')).toBe(true);
});

/** A rule made from what the record itself says: a part of a field's value, as it is decoded. */
interface Aim {
  readonly field: number;
  readonly from: number;
  readonly length: number;
  readonly how: number;
}
const aim: fc.Arbitrary<Aim> = fc.record({
  field: fc.nat(50),
  from: fc.nat(60),
  length: fc.integer({ min: 4, max: 30 }),
  how: fc.nat(4),
});

/** Checks that rules which must match are found; returns how many were behind a literal. */
function findsItsOwn(
  artifact: 'iis-log' | 'exchange-csv',
  header: readonly string[],
  rows: readonly string[],
  aims: readonly Aim[],
): number {
  const { table, lines } = read(artifact, header, rows);
  let filtered = 0;
  for (const line of lines) {
    // A rule cannot name a field with blanks around or a | inside.
    const fields = line.event.fieldNames().filter((name) => /^[\w.()-]+$/.test(name));
    for (const { field, from, length, how } of aims) {
      const name = fields[field % fields.length] ?? '';
      const value = line.event.get(name) ?? '';
      const start = how === 1 ? 0 : from % Math.max(1, value.length);
      const part = value.slice(start, start + length);
      if (part === '' || (how === 4 && artifact !== 'iis-log')) continue;
      const escaped = part.replace(/[\\*?]/g, '\\$&');
      const regex = part.replace(/[^A-Za-z0-9]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
      const derived = name === 'url-decoded' || name === 'suspect';
      const selections: unknown[] = [
        { [`${name}|contains`]: escaped },
        { [`${name}|startswith`]: escaped },
        { [`${name}|re`]: regex },
        derived ? { [`${name}|contains`]: escaped } : [escaped],
        { 'cs-method|re': '.', [`${name}|contains`]: escaped },
      ];
      const selection = selections[how];
      const set = new RuleSet([ruleOf({ s: selection, condition: 's' }, 'r')], []);
      const story = `${JSON.stringify(selection)} on ${line.raw}`;
      expect(set.matchFact(line.event).length, story).toBe(1);
      const matcher = set.forTable(table);
      expect(viaPrefilter(matcher, line), story).toEqual(['r']);
      if (matcher.everyLine.length === 0) filtered++;
    }
  }
  return filtered;
}

describe('a rule that says what the record says is found by its literals', () => {
  const aims = fc.array(aim, { minLength: 1, maxLength: 8 });
  const auditHeader = ['CreationDate,RecordType,Operation,Data'];
  const auditRow = fc.tuple(phrase, phrase).map(([object, value]) => {
    const data = JSON.stringify({ ObjectId: object, Parameters: [{ Name: 'ExternalUrl', Value: value }] });
    return ['2021-03-03T04:05:06', 'ExchangeAdmin', 'Set', data].map(quote).join(',');
  });
  test.each([
    ['IIS', 'iis-log', W3C_HEADER, iisRow, 1500],
    ['HttpProxy', 'exchange-csv', PROXY_HEADER, proxyRow, 1000],
    ['ECP Server', 'exchange-csv', ECP_HEADER, ecpRow, 1000],
    ['admin audit', 'exchange-csv', auditHeader, auditRow, 600],
  ] as const)('%s', (_, artifact, header, row, numRuns) => {
    let filtered = 0;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), aims, (lines, list) => {
        filtered += findsItsOwn(artifact, header, lines, list);
      }),
      { numRuns },
    );
    expect(filtered).toBeGreaterThan(numRuns);
  });
});

describe('with and without the prefilter the same rules match', () => {
  test('IIS', () => {
    const fields = [
      'cs-method',
      'cs-uri-stem',
      'cs-uri-query',
      'url-decoded',
      'cs(User-Agent)',
      'sc-status',
      'suspect',
      'nowhere',
    ];
    let matched = 0;
    fc.assert(
      fc.property(
        fc.array(iisRow, { minLength: 1, maxLength: 6 }),
        fc.array(condition(fields), { minLength: 1, maxLength: 5 }),
        (rows, detections) => {
          matched += agrees('iis-log', W3C_HEADER, rows, detections);
        },
      ),
      { numRuns: 600 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  test('HttpProxy', () => {
    const fields = [
      'UrlStem',
      'UrlQuery',
      'url-decoded',
      'AnchorMailbox',
      'UserAgent',
      'GenericInfo.NoCookies',
      'suspect',
      'nowhere',
    ];
    fc.assert(
      fc.property(
        fc.array(proxyRow, { minLength: 1, maxLength: 6 }),
        fc.array(condition(fields), { minLength: 1, maxLength: 5 }),
        (rows, detections) => {
          agrees('exchange-csv', PROXY_HEADER, rows, detections);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('ECP Server, with fields out of EventData', () => {
    const fields = ['EventData', 'CMD', 'URL', 'EX', 'EventId', 'nowhere'];
    fc.assert(
      fc.property(
        fc.array(ecpRow, { minLength: 1, maxLength: 6 }),
        fc.array(condition(fields), { minLength: 1, maxLength: 5 }),
        (rows, detections) => {
          agrees('exchange-csv', ECP_HEADER, rows, detections);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('literals', () => {
  const iis = () => read('iis-log', W3C_HEADER, []).table;
  const literalsOf = (detection: unknown): readonly string[] => {
    const { literals } = new RuleSet([ruleOf(detection, 'r')], []).forTable(iis()).spec;
    return literals.filter((literal) => !NESTED_ENCODINGS.includes(literal));
  };

  test('method and stem stand side by side', () => {
    expect(literalsOf({ s: { 'cs-method': 'POST', 'cs-uri-stem|startswith': '/ecp/' }, condition: 's' })).toEqual([
      'post /ecp/',
    ]);
    expect(literalsOf({ s: { 'cs-method': 'POST', 'cs-uri-stem|contains': '/ecp/' }, condition: 's' })).toEqual([
      '/ecp/',
    ]);
  });
  test('the telling one is taken, not the common one', () => {
    expect(literalsOf({ s: { 'cs-uri-stem|contains|all': ['autodiscover', 'zebra'] }, condition: 's' })).toEqual([
      'zebra',
    ]);
  });
  test('not contributes nothing, and alone leaves every line', () => {
    expect(
      literalsOf({
        s: { 'cs-uri-stem|contains': 'abcd' },
        f: { 'cs-uri-stem|contains': 'wxyz' },
        condition: 's and not f',
      }),
    ).toEqual(['abcd']);
    const matcher = new RuleSet(
      [ruleOf({ f: { 'cs-uri-stem|contains': 'wxyz' }, condition: 'not f' }, 'r')],
      [],
    ).forTable(iis());
    expect(matcher.everyLine).toHaveLength(1);
    expect(matcher.empty).toBe(false);
  });
  test('alternatives, regular expressions, keywords', () => {
    expect(literalsOf({ s: { 'cs-uri-stem|contains': ['abcd', 'efgh'] }, condition: 's' })).toEqual(['abcd', 'efgh']);
    expect(literalsOf({ s: { 'cs-uri-stem|re': '^/x+(zebra|llama)[0-9]' }, condition: 's' })).toEqual([
      'zebra',
      'llama',
    ]);
    expect(literalsOf({ s: ['say hello'], condition: 's' })).toEqual(['hello']);
  });
  test('a rule on a field that the table does not have is dropped, unless absence is what it asks for', () => {
    expect(new RuleSet([ruleOf({ s: { CommandLine: 'x' }, condition: 's' }, 'r')], []).forTable(iis()).empty).toBe(
      true,
    );
    const absent = new RuleSet(
      [ruleOf({ s: { CommandLine: null, 'cs-uri-stem|contains': 'abcd' }, condition: 's' }, 'r')],
      [],
    );
    expect(absent.forTable(iis()).spec.literals).toEqual(['abcd']);
  });
  test('other log sources are left out; tables are cached', () => {
    const set = new RuleSet([ruleOf({ s: { a: 'abcd' }, condition: 's' }, 'r', { product: 'linux' })], []);
    expect(set.forTable(iis()).empty).toBe(true);
    expect(set.forTable(iis())).toBe(set.forTable(iis()));
  });
  test('needs hold for any layout', () => {
    const needs = (detection: unknown) => new RuleSet([ruleOf(detection, 'r')], []).rules[0]?.needs;
    expect(needs({ s: { 'url-decoded|contains': '/ecp/x.js' }, condition: 's' })).toEqual({
      any: [{ all: [{ text: '/ecp/x.js', decoded: true }] }],
    });
    expect(needs({ s: { 'CMD|contains': 'OabVirtualDirectory.ExternalUrl=x' }, condition: 's' })).toEqual({
      any: [{ all: [{ text: 'oabvirtualdirectory.externalurl', decoded: false }] }],
    });
    expect(needs({ s: { EventID: 1 }, condition: 's' })).toBeUndefined();
  });
});

test('field mapping: used where the event has no field of the name', () => {
  const rule = ruleOf({ s: { Image: 'zebra.exe' }, condition: 's' }, 'r');
  const set = new RuleSet([rule], [], {
    fieldMapping: [{ logSource: { service: 'iis' }, fields: { image: ['x', 'cs-uri-stem'] } }],
  });
  const { table, lines } = read('iis-log', W3C_HEADER, [
    '2021-03-03 04:05:06 10.0.0.1 GET zebra.exe - 443 - 203.0.113.9 - 200',
  ]);
  const [line] = lines;
  if (line === undefined) throw new Error('no record');
  expect(viaPrefilter(set.forTable(table), line)).toEqual(['r']);
  expect(set.rules[0]?.matchedFields(line.event)).toEqual(['cs-uri-stem']);
});
