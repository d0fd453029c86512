import type { EvidenceEvent } from '@allclear/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogParser } from '../log/create.js';
import { isHeaderLine } from '../log/header.js';
import type { LogArtifact } from '../log/parser.js';
import type { LogTable } from '../log/table.js';
import { type CollectorStart, StatisticsCollector } from './collector.js';
import { compareSight } from './merge.js';
import { orderOf } from './order.js';
import type { LogStatistics, PageSample } from './statistics.js';

interface Line {
  start: number;
  /** Without the line end. */
  end: number;
  /** Behind the line feed. */
  next: number;
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

function linesOf(file: Uint8Array): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < file.length; ) {
    const feed = file.indexOf(10, start);
    const next = feed < 0 ? file.length : feed + 1;
    const stop = feed < 0 ? next : feed;
    lines.push({ start, end: stop > start && file[stop - 1] === 13 ? stop - 1 : stop, next });
    start = next;
  }
  return lines;
}

/** As a reader does it: blocks of whole lines, a new table at header lines. `cuts` bounds the lines a block. */
function collect(
  artifact: LogArtifact,
  file: Uint8Array,
  cuts: readonly number[] = [],
  start?: CollectorStart,
): LogStatistics {
  const parser = createLogParser(artifact);
  const collector = new StatisticsCollector(undefined, start);
  let from = 0;
  let n = 0;
  linesOf(file).forEach((line, i) => {
    if (isHeaderLine(file, line.start, line.end)) {
      collector.consume(file, from, line.start);
      from = line.start;
      parser.header(file, line.start, line.end);
      collector.setTable(parser.table);
    }
    if (cuts.length > 0 && i === n + (cuts[i % cuts.length] ?? 1)) {
      collector.consume(file, from, line.next);
      from = line.next;
      n = i;
    }
  });
  collector.consume(file, from, file.length);
  return collector.finish();
}

const EXTENSION = /^[^?]*?\.(aspx?|asmx|ashx|asax|ascx|svc|soap|cshtml|php|jsp|cfm|shtml)(?=[/?]|$)/i;

/** A longer value is no address. */
function addressOf(value: string | undefined): string | undefined {
  return value === undefined || new TextEncoder().encode(value).length > 64 ? undefined : value;
}

function requestOf(table: LogTable, event: EvidenceEvent): Record<string, string | undefined> | undefined {
  const get = (w3c: string, csv: string): string | undefined => event.get(table.format === 'w3c' ? w3c : csv);
  if (table.format === 'csv' && (table.index('UrlStem') < 0 || table.index('ClientIpAddress') < 0)) return undefined;
  return {
    stem: get('cs-uri-stem', 'UrlStem'),
    query: get('cs-uri-query', 'UrlQuery'),
    client: addressOf(get('c-ip', 'ClientIpAddress')),
    method: get('cs-method', 'Method'),
    status: get('sc-status', 'HttpStatus'),
    agent: get('cs(User-Agent)', 'UserAgent'),
    referer: table.format === 'w3c' ? event.get('cs(Referer)') : undefined,
  };
}

/** The definition: every line through the record parser, everything in maps. No limits. */
function reference(artifact: LogArtifact, file: Uint8Array): LogStatistics {
  const parser = createLogParser(artifact);
  const total = { lines: 0, records: 0, unreadable: 0, untimed: 0 };
  const times: number[] = [];
  const hours = new Map<number, number>();
  const servers = new Map<string, number>();
  const builds = new Map<string, { times: number[]; rows: number }>();
  const clients = new Map<
    string,
    { n: number; posts: number; e4: number; e5: number; times: number[]; pages: Set<string> }
  >();
  const pages = new Map<
    string,
    { rows: (PageSample & { page: string; agent: boolean; referer: boolean; query: boolean; columns: boolean[] })[] }
  >();
  const span = (list: number[]): { first?: number; last?: number } =>
    list.length === 0 ? {} : { first: Math.min(...list), last: Math.max(...list) };
  for (const [i, line] of linesOf(file).entries()) {
    total.lines++;
    if (isHeaderLine(file, line.start, line.end)) {
      parser.header(file, line.start, line.end);
      continue;
    }
    if (file.subarray(line.start, line.end).every((b) => b <= 0x20)) continue;
    const { table } = parser;
    const event = table && parser.record(file, line.start, line.end, {});
    if (table === undefined || event === undefined) {
      const bom = file.subarray(line.start, line.end);
      if (
        bom[0] === 0xef &&
        bom[1] === 0xbb &&
        bom[2] === 0xbf &&
        (bom[3] === 0x23 || bom.subarray(3).every((b) => b <= 0x20))
      )
        continue;
      total.unreadable++;
      continue;
    }
    total.records++;
    const time =
      event.time !== undefined && event.time >= Date.UTC(1990, 0, 1) && event.time < Date.UTC(2110, 0, 1)
        ? event.time
        : undefined;
    if (time === undefined) total.untimed++;
    else {
      times.push(time);
      const hour = Math.floor(time / 3_600_000);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    }
    if (table.format === 'csv') {
      const column = ['ServerHostName', 'ServerName', 'Server', 'server-hostname'].find((n) => table.index(n) >= 0);
      const server = column === undefined ? undefined : event.get(column);
      if (server !== undefined) servers.set(server, (servers.get(server) ?? 0) + 1);
      const parts = ['MajorVersion', 'MinorVersion', 'BuildVersion', 'RevisionVersion'].map((n) =>
        table.index(n) < 0 ? undefined : event.get(n),
      );
      if (parts.every((p) => p !== undefined && /^\d{1,5}$/.test(p) && Number(p) < 65_536)) {
        const name = parts.map(Number).join('.');
        const entry = builds.get(name) ?? { times: [], rows: 0 };
        entry.rows++;
        if (time !== undefined) entry.times.push(time);
        builds.set(name, entry);
      }
    }
    const request = requestOf(table, event);
    if (request === undefined) continue;
    const status = /^\d{1,3}$/.test(request.status ?? '') ? Number(request.status) : 0;
    const page = EXTENSION.exec(request.stem ?? '')?.[0];
    const key = page?.replace(/[A-Z]/g, (c) => c.toLowerCase());
    if (request.client !== undefined) {
      const entry = clients.get(request.client) ?? {
        n: 0,
        posts: 0,
        e4: 0,
        e5: 0,
        times: [],
        pages: new Set<string>(),
      };
      entry.n++;
      if (request.method === 'POST') entry.posts++;
      if (status >= 400 && status < 500) entry.e4++;
      if (status >= 500 && status < 600) entry.e5++;
      if (time !== undefined) entry.times.push(time);
      if (key !== undefined) entry.pages.add(key);
      clients.set(request.client, entry);
    }
    if (page === undefined || key === undefined) continue;
    const entry = pages.get(key) ?? { rows: [] };
    entry.rows.push({
      page,
      line: i + 1,
      offset: line.start,
      ...(time === undefined ? {} : { time }),
      ...(request.client === undefined ? {} : { client: request.client }),
      ...(request.method === undefined ? {} : { method: request.method.slice(0, 16) }),
      ...(status === 0 ? {} : { status }),
      agent: request.agent !== undefined,
      referer: request.referer !== undefined,
      query: request.query !== undefined,
      columns: [
        table.index(table.format === 'w3c' ? 'cs(User-Agent)' : 'UserAgent') >= 0,
        table.format === 'w3c' && table.index('cs(Referer)') >= 0,
      ],
    });
    pages.set(key, entry);
  }
  const byName = <T>(map: Map<string, T>): [string, T][] => [...map].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return {
    ...total,
    ...span(times),
    hours: [...hours].sort((a, b) => a[0] - b[0]),
    pages: byName(pages).map(([key, { rows }]) => {
      const sorted = [...rows].sort((a, b) =>
        (a.time ?? Infinity) === (b.time ?? Infinity)
          ? a.offset - b.offset
          : (a.time ?? Infinity) - (b.time ?? Infinity),
      );
      const seen = new Map<string, [string, number, number | undefined]>();
      const status = new Map<number, number>();
      for (const row of sorted) {
        if (row.status !== undefined) status.set(row.status, (status.get(row.status) ?? 0) + 1);
        if (row.client === undefined) continue;
        const one = seen.get(row.client) ?? [row.client, 0, row.time];
        one[1]++;
        seen.set(row.client, one);
      }
      const plain = ({
        page: _p,
        agent: _a,
        referer: _r,
        query: _q,
        columns: _c,
        ...sample
      }: (typeof rows)[number]): PageSample => sample;
      return {
        page: sorted[0]?.page ?? '',
        key,
        requests: rows.length,
        gets: rows.filter((r) => r.method === 'GET').length,
        posts: rows.filter((r) => r.method === 'POST').length,
        others: rows.filter((r) => r.method !== 'GET' && r.method !== 'POST').length,
        status: [...status].sort((a, b) => a[0] - b[0]),
        ...span(rows.flatMap((r) => (r.time === undefined ? [] : [r.time]))),
        clients: [...seen.values()].sort(compareSight),
        clientCount: seen.size,
        agentRows: rows.filter((r) => r.columns[0]).length,
        emptyUserAgent: rows.filter((r) => r.columns[0] && !r.agent).length,
        refererRows: rows.filter((r) => r.columns[1]).length,
        noReferer: rows.filter((r) => r.columns[1] && !r.referer).length,
        withQuery: rows.filter((r) => r.query).length,
        samples: sorted.slice(0, 3).map(plain),
        answeredPosts: sorted
          .filter((r) => r.method === 'POST' && r.status !== undefined && r.status >= 200 && r.status < 300)
          .slice(0, 3)
          .map(plain),
      };
    }),
    pageParts: { answered: [], others: [] },
    clients: byName(clients).map(([address, c]) => {
      const pageSketch = [...c.pages]
        .map(orderOf)
        .sort((a, b) => a - b)
        .slice(0, 16);
      return {
        address,
        requests: c.n,
        posts: c.posts,
        errors4xx: c.e4,
        errors5xx: c.e5,
        ...span(c.times),
        distinctPages: pageSketch.length,
        pageSketch,
      };
    }),
    builds: byName(builds).map(([build, b]) => ({ build, ...span(b.times), rows: b.rows })),
    servers: byName(servers),
    dropped: { pages: 0, clients: 0, builds: 0, servers: 0 },
  };
}

/** A method is cut at 16 bytes, and the bytes of other than ASCII letters depend on the way they took: left out here. */
function comparable(statistics: LogStatistics): LogStatistics {
  const plain = (list: readonly PageSample[]): PageSample[] =>
    list.map((s) => (s.method === undefined ? s : { ...s, method: s.method.replace(/[\u0080-\uffff].*$/s, '') }));
  const pages = statistics.pages.map((p) => ({
    ...p,
    samples: plain(p.samples),
    answeredPosts: plain(p.answeredPosts),
  }));
  // The parts are only for merging; their sum is what is compared.
  return { ...statistics, pages, pageParts: { answered: [], others: [] } };
}

// Generators: values as logs hold them, with everything that can go wrong in between.
const address = fc.oneof(
  fc.nat({ max: 5 }).map((n) => `198.51.100.${n}`),
  fc.constantFrom('::1', 'fe80::1%3', '-', '2001:db8::15'),
);
const stem = fc.constantFrom(
  '/owa/auth/logon.aspx',
  '/OWA/Auth/Logon.ASPX',
  '/ecp/y.js',
  '/',
  '/EWS/Exchange.asmx/s/GetUserPhoto',
  '/a.aspx.txt',
  '/x.aspx/../y.php',
  '/owa/15.1.2106.2/a.svc',
  '/aspnet_client/system_web/a.asp',
  '/.aspx',
  '/a.cshtml',
  '/a.shtml',
  '/a.jsp',
  '/x.svcx',
  '-',
  '/l\u00c3\u00a4nge.aspx',
  '/caf\u00e9.aspx',
  '/a.aspx?b.aspx',
  '/q.soap',
  '/a.ASHX',
  '/a.cfm',
  '/a.asax/b',
  '/autodiscover/autodiscover.json',
  '/very/long/path/with/many/segments/and/dots.in.it/and.more/errorFE.aspx',
);
const second = fc.nat({ max: 200_000 });
const clockOf = (s: number): string => new Date(Date.UTC(2021, 2, 2, 20) + s * 1000).toISOString();
const method = fc.constantFrom('GET', 'POST', 'HEAD', 'RPC_IN_DATA', 'post', '-', 'PROPFIND');
const status = fc.constantFrom('200', '302', '404', '500', '241', '-', '0', '1000', 'x');
const agent = fc.constantFrom(
  '-',
  'Mozilla/5.0+(Windows)',
  'python-requests/2.25.1',
  'Mozilla/5.0 (two blanks)',
  '"quoted agent"',
);
const W3C_FIELDS = [
  'date',
  'time',
  's-ip',
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
  's-port',
  'cs-username',
  'c-ip',
  'cs(User-Agent)',
  'cs(Referer)',
  'sc-status',
  'sc-substatus',
  'sc-win32-status',
  'time-taken',
];

const w3cRow = fc
  .tuple(
    second,
    method,
    stem,
    fc.constantFrom('-', 'a=1', 'a=1&b=%41', 'a b'),
    address,
    agent,
    fc.constantFrom('-', 'https://mail.example.com/'),
    status,
  )
  .map(([s, m, path, query, ip, ua, referer, code]) => {
    const t = clockOf(s);
    const values: Record<string, string> = {
      date: t.slice(0, 10),
      time: t.slice(11, 19),
      's-ip': '192.0.2.10',
      'cs-method': m,
      'cs-uri-stem': path,
      'cs-uri-query': query,
      's-port': '443',
      'c-ip': ip,
      'cs(User-Agent)': ua,
      'cs(Referer)': referer,
      'sc-status': code,
      'time-taken': '30',
    };
    return (fields: readonly string[]): string => fields.map((f) => values[f] ?? '-').join(' ');
  });
const w3cFields = fc.oneof(
  { weight: 3, arbitrary: fc.constant(W3C_FIELDS) },
  fc.subarray(W3C_FIELDS, { minLength: 1 }),
  fc.shuffledSubarray(W3C_FIELDS, { minLength: 2 }),
);
const PROXY_FIELDS = [
  'DateTime',
  'RequestId',
  'MajorVersion',
  'MinorVersion',
  'BuildVersion',
  'RevisionVersion',
  'Protocol',
  'UrlStem',
  'UserAgent',
  'ClientIpAddress',
  'ServerHostName',
  'HttpStatus',
  'Method',
  'UrlQuery',
  'GenericInfo',
];
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const cell = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(values, fc.nat({ max: 5 })).map(([v, q]) => (q === 0 || /[",]/.test(v) ? quoted(v) : v === '-' ? '' : v));
const proxyRow = fc
  .record({
    DateTime: fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .tuple(second, fc.nat({ max: 999 }))
          .map(([s, ms]) => clockOf(s).replace('.000', `.${String(ms).padStart(3, '0')}`)),
      },
      fc.constantFrom(
        '',
        '2021-03-03T06:49:46Z',
        '2021-03-03 06:49:46.5',
        '2021-13-03T06:49:46.000Z',
        '1601-01-01T00:00:00.000Z',
        '2021-03-03T06:49:46.210+02:00',
      ),
    ),
    RequestId: fc.constantFrom('0b7f', '', '"'),
    MajorVersion: fc.constantFrom('15', '15', 'x', ''),
    MinorVersion: fc.constantFrom('1', '2'),
    BuildVersion: fc.constantFrom('2106', '2176', '70000'),
    RevisionVersion: fc.constantFrom('2', '009'),
    UrlStem: cell(stem),
    UserAgent: cell(fc.constantFrom('-', 'Mozilla/5.0', 'a,b', 'say "hi"', '')),
    ClientIpAddress: cell(address),
    ServerHostName: cell(fc.constantFrom('EX01', 'EX02', '-', 'EX,03')),
    HttpStatus: cell(status),
    Method: cell(method),
    UrlQuery: cell(fc.constantFrom('-', '?a=1', '?a="b,c"')),
    GenericInfo: cell(fc.constantFrom('-', 'a=1;b="x";', 'no comma', `${'long;'.repeat(30)}"`)),
  })
  .map(
    (values) =>
      (fields: readonly string[]): string =>
        fields.map((f) => (values as Record<string, string>)[f] ?? '').join(','),
  );
const csvFields = fc.oneof(
  { weight: 3, arbitrary: fc.constant(PROXY_FIELDS) },
  fc.subarray(PROXY_FIELDS, { minLength: 2 }).map((f) => ['DateTime', ...f.filter((n) => n !== 'DateTime')]),
);
const damage = fc.constantFrom(
  ' ',
  '  ',
  '\t',
  '"',
  ',',
  '""',
  '\u0000',
  '\r',
  '\u00e9',
  '#',
  'x',
  '","',
  ' "',
  '" ',
  '-',
);
const end = fc.constantFrom('\r\n', '\r\n', '\n', ' \r\n', '\n\n', '  \n', '\r\r\n');

/** A file: header, rows, damage in some of them, further headers and comments in between. */
function fileOf(
  row: fc.Arbitrary<(fields: readonly string[]) => string>,
  fields: fc.Arbitrary<readonly string[]>,
  header: (fields: readonly string[]) => string[],
): fc.Arbitrary<Uint8Array> {
  const part = fc.record({
    fields,
    head: fc.nat({ max: 9 }),
    rows: fc.array(
      fc.tuple(row, end, fc.option(fc.tuple(damage, fc.nat(), fc.boolean()), { nil: undefined, freq: 4 })),
      { maxLength: 25 },
    ),
  });
  return fc.tuple(fc.array(part, { maxLength: 3 }), fc.nat({ max: 3 }), fc.boolean()).map(([parts, start, cut]) => {
    let text = start === 0 ? '\u00ef\u00bb\u00bf' : '';
    for (const p of parts) {
      if (p.head > 0) text += `${header(p.fields)[p.head % header(p.fields).length]}\r\n`;
      if (p.head === 4) text += '#Date: 2021-03-05 10:00:00\n# a comment\n';
      for (const [make, stop, broken] of p.rows) {
        let line = make(p.fields);
        if (broken !== undefined) {
          const at = broken[1] % (line.length + 1);
          line = line.slice(0, at) + broken[0] + line.slice(broken[2] ? at : Math.min(line.length, at + 7));
        }
        text += line + stop;
      }
    }
    return latin1(cut ? text.slice(0, -3) : text);
  });
}
const w3cFile = fileOf(w3cRow, w3cFields, (f) => [
  `#Fields: ${f.join(' ')}`,
  `#Software: x\r\n#Date: 2021-03-04 00:00:00\r\n#Fields: ${f.join(' ')} `,
]);
const csvFile = fileOf(proxyRow, csvFields, (f) => [
  f.join(','),
  `#Fields: ${f.join(',')}`,
  `${f.join(',')}\r\n#Software: Microsoft\r\n#Fields: ${f.join(',')}`,
]);
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 });

describe('StatisticsCollector', () => {
  it('counts W3C lines as the record parser reads them, whatever is wrong with them', () => {
    fc.assert(
      fc.property(w3cFile, cuts, (file, blocks) => {
        expect(comparable(collect('iis-log', file, blocks))).toEqual(comparable(reference('iis-log', file)));
      }),
      { numRuns: 2000 },
    );
  });

  it('counts Exchange CSV rows as the record parser reads them, whatever is wrong with them', () => {
    fc.assert(
      fc.property(csvFile, cuts, (file, blocks) => {
        expect(comparable(collect('exchange-csv', file, blocks))).toEqual(comparable(reference('exchange-csv', file)));
      }),
      { numRuns: 2000 },
    );
  });
});
