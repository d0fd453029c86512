import { compileRule, parseSigma, RuleSet, type SigmaRule } from '@allclear/detection';
import { createLogParser, isHeaderLine, StatisticsCollector } from '@allclear/parsers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineBlocks, MAX_LINE } from './line-blocks.js';
import { ScanBench, TableScan } from './table-scan.js';

const rule = (title: string, detection: Record<string, unknown>): SigmaRule => {
  const id = `00000000-0000-4000-8000-${Buffer.from(title.slice(0, 6).padEnd(6)).toString('hex')}`;
  const parsed = parseSigma({ title, id, logsource: { category: 'webserver' }, detection, level: 'low' }, title);
  if (parsed.rule === undefined) throw new Error(parsed.problems.map((p) => p.detail).join());
  return parsed.rule;
};
const POSTED = rule('posted', { s: { 'cs-method': 'POST', 'cs-uri-stem|endswith': '.aspx' }, condition: 's' });
const SHELL = rule('powershell', { s: { 'url-decoded|contains': 'powershell' }, condition: 's' });
/** No literal can announce it: it must see every line. */
const FAILED = rule('failed', { s: { 'sc-status|gte': 500 }, condition: 's' });

type Match = [title: string, line: number | undefined, offset: number | undefined, client: string | undefined];

interface Scanned {
  readonly matches: Match[];
  readonly statistics: ReturnType<StatisticsCollector['finish']>;
  readonly samples: number;
}

function scan(
  text: string,
  rules: readonly SigmaRule[],
  chunk = 65_536,
  bench = new ScanBench(new RuleSet([...rules], [])),
): Scanned {
  const matches: Match[] = [];
  let samples = 0;
  const parser = createLogParser('iis-log');
  const statistics = new StatisticsCollector('x.log');
  const table = new TableScan(bench, parser, statistics, {
    onMatch: (found, event, place) => {
      for (const one of found) matches.push([one.rule.title, place.line, place.offset, event.get('c-ip')]);
    },
    onSample: () => samples++,
  });
  const lines = new LineBlocks(bench.buffer, table);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += chunk) lines.push(bytes.subarray(at, at + chunk));
  lines.finish();
  return { matches, statistics: statistics.finish(), samples };
}

/** Line by line, without blocks, tables or prefilter. */
function simply(text: string, rules: readonly SigmaRule[]): Match[] {
  const parser = createLogParser('iis-log');
  const compiled = rules.map((one) => compileRule(one));
  const matches: Match[] = [];
  let offset = 0;
  text.split('\n').forEach((line, index) => {
    const bytes = Buffer.from(line.replace(/\r$/, ''), 'latin1');
    if (bytes.length > 0 && isHeaderLine(bytes, 0, bytes.length)) parser.header(bytes, 0, bytes.length);
    else if (bytes.length > 0 && bytes[0] !== 35) {
      const event = parser.record(bytes, 0, bytes.length, {});
      for (const one of compiled) {
        if (event && one.matches(event)) matches.push([one.rule.title, index + 1, offset, event.get('c-ip')]);
      }
    }
    offset += line.length + 1;
  });
  return matches;
}

const A = '#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status';
const B = '#Fields: date time sc-status cs-uri-query cs-uri-stem cs-method c-ip';
const a = (client: string, method: string, stem: string, query = '-', status = 200): string =>
  `2021-03-03 06:00:00 ${client} ${method} ${stem} ${query} ${status}`;
const b = (client: string, method: string, stem: string, query = '-', status = 200): string =>
  `2021-03-03 06:00:00 ${status} ${query} ${stem} ${method} ${client}`;
const byPlace = (x: Match, y: Match): number => (x[1] ?? 0) - (y[1] ?? 0) || x[0].localeCompare(y[0]);

describe('rules on the lines of a log with columns', () => {
  test('a match tells rule, line, offset and record', () => {
    const text = [A, a('192.0.2.1', 'GET', '/owa/'), '', a('192.0.2.2', 'POST', '/X.ASPX')].join('\r\n');
    const { matches, statistics, samples } = scan(text, [POSTED]);
    expect(matches).toEqual([['posted', 4, text.indexOf('2021', text.indexOf('192.0.2.1')), '192.0.2.2']]);
    expect(statistics).toMatchObject({ lines: 4, records: 2, unreadable: 0 });
    expect(samples).toBe(2);
  });

  test('the columns of a new header hold from its line on, not before', () => {
    const text = [
      A,
      a('192.0.2.1', 'POST', '/a.aspx'),
      B,
      b('192.0.2.2', 'POST', '/b.aspx'),
      A,
      a('192.0.2.3', 'POST', '/c.aspx'),
    ];
    const { matches, statistics } = scan(text.join('\n'), [POSTED]);
    expect(matches.map((m) => [m[1], m[3]])).toEqual([
      [2, '192.0.2.1'],
      [4, '192.0.2.2'],
      [6, '192.0.2.3'],
    ]);
    expect(statistics.clients.map((c) => c.address)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    expect(statistics.pages.map((p) => p.page).sort()).toEqual(['/a.aspx', '/b.aspx', '/c.aspx']);
  });

  test('a value that looks like a header in the middle of a row is none', () => {
    const text = [A, a('192.0.2.1', 'POST', '/a.aspx', 'x=#Fields:'), a('192.0.2.2', 'POST', '/b.aspx')].join('\n');
    expect(scan(text, [POSTED]).matches.map((m) => m[1])).toEqual([2, 3]);
  });

  test('a literal may be percent-encoded once or twice where the rule looks at the decoded URL', () => {
    const text = [
      A,
      a('1.1.1.1', 'GET', '/%70owershell'),
      a('1.1.1.2', 'GET', '/x', '%2570OWERSHELL'),
      a('1.1.1.3', 'GET', '/power'),
    ];
    expect(scan(text.join('\n'), [SHELL]).matches.map((m) => m[3])).toEqual(['1.1.1.1', '1.1.1.2']);
  });

  test('a rule without a literal sees every line, beside others', () => {
    const text = [
      A,
      a('1.1.1.1', 'POST', '/a.aspx', '-', 503),
      a('1.1.1.2', 'GET', '/b', '-', 500),
      a('1.1.1.3', 'GET', '/c'),
    ];
    expect(scan(text.join('\n'), [POSTED, FAILED]).matches.map((m) => [m[0], m[1]])).toEqual([
      ['posted', 2],
      ['failed', 2],
      ['failed', 3],
    ]);
  });

  test('rows before any header are counted, and told apart from rows after it', () => {
    const { matches, statistics } = scan(['what is this', A, a('1.1.1.1', 'POST', '/a.aspx')].join('\n'), [POSTED]);
    expect(matches.map((m) => m[1])).toEqual([3]);
    expect(statistics).toMatchObject({ lines: 3, records: 1, unreadable: 1 });
  });

  test('one bench serves many files: layouts are kept apart', () => {
    const bench = new ScanBench(new RuleSet([POSTED], []));
    for (let round = 0; round < 3; round++) {
      expect(scan(`${A}\n${a('1.1.1.1', 'POST', '/a.aspx')}`, [], 65_536, bench).matches).toHaveLength(1);
      expect(scan(`${B}\n${b('1.1.1.2', 'POST', '/b.aspx')}`, [], 65_536, bench).matches).toHaveLength(1);
      expect(scan(`${B}\n${a('1.1.1.2', 'POST', '/b.aspx')}`, [], 65_536, bench).matches).toHaveLength(0);
    }
  });

  test('finds what reading line by line finds, whatever the lines and chunks', () => {
    const client = fc.integer({ min: 1, max: 9 }).map((n) => `198.51.100.${n}`);
    const row = fc
      .tuple(
        fc.constantFrom(a, b),
        client,
        fc.constantFrom('GET', 'POST', 'post'),
        fc.constantFrom('/owa/', '/x.aspx', '/Y.ASPX', '/%70owershell', '/powershell/', '/#Fields:'),
        fc.constantFrom('-', 'a=%2570owershell', 'q=#Date:', 'PowerShell'),
        fc.constantFrom(200, 302, 500, 503),
      )
      .map(([make, ...rest]) => make(...rest));
    const line = fc.oneof(
      { weight: 8, arbitrary: row },
      {
        weight: 2,
        arbitrary: fc.constantFrom(A, B, '#Software: IIS', '#Date: 2021-03-04 00:00:00', '', '# POST .aspx'),
      },
      { weight: 1, arbitrary: fc.string({ maxLength: 40 }).map((s) => s.replace(/[^\x20-\x7e]/g, '?')) },
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 3000 }), (lines, chunk) => {
        const text = [A, ...lines].join('\r\n');
        const rules = [POSTED, SHELL, FAILED];
        expect(scan(text, rules, chunk).matches.sort(byPlace)).toEqual(simply(text, rules).sort(byPlace));
        const few = [POSTED, SHELL];
        expect(scan(text, few, chunk).matches).toEqual(simply(text, few));
      }),
      { numRuns: 150 },
    );
  });
});

describe('a line that is too long', () => {
  const long = a('192.0.2.9', 'POST', `/a.aspx/${'x'.repeat(MAX_LINE)}`);
  const text = [A, a('192.0.2.1', 'GET', '/'), long, a('192.0.2.2', 'POST', '/b.aspx')].join('\r\n');

  test('is looked at as far as it goes; every line is counted once, those behind it stand where they stand', () => {
    const { matches, statistics } = scan(text, [POSTED, SHELL]);
    const behind = text.lastIndexOf('2021-');
    expect(matches.at(-1)).toEqual(['posted', 4, behind, '192.0.2.2']);
    expect(statistics.lines).toBe(4);
    expect(statistics.records + statistics.unreadable).toBe(3);
    const page = statistics.pages.find((p) => p.page === '/b.aspx');
    expect(page?.samples.map((s) => [s.line, s.offset])).toEqual([[4, behind]]);
  });

  test('as the first line of all it is counted, and a header behind it still holds', () => {
    const { matches, statistics } = scan(['y'.repeat(2 * MAX_LINE), A, a('1.1.1.1', 'POST', '/a.aspx')].join('\n'), [
      POSTED,
    ]);
    expect(matches.map((m) => [m[1], m[3]])).toEqual([[3, '1.1.1.1']]);
    expect(statistics).toMatchObject({ lines: 3, records: 1, unreadable: 1 });
  });
});
