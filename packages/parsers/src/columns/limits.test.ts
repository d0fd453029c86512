import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createLogParser } from '../log/create.js';
import { isHeaderLine } from '../log/header.js';
import type { LogTable } from '../log/table.js';
import { StatisticsCollector } from './collector.js';
import {
  MAX_CLIENT_COUNT,
  MAX_CLIENT_PAGES,
  MAX_CLIENTS,
  MAX_FULL_COUNTS,
  MAX_OTHER_COUNT,
  MAX_PAGE_CLIENTS,
  MAX_PAGES,
  MAX_SERVERS,
  mergeStatistics,
} from './merge.js';
import { EMPTY_STATISTICS, type LogStatistics } from './statistics.js';

const FIELDS = 'date time cs-method cs-uri-stem c-ip sc-status';
const encoder = new TextEncoder();

function tableOf(artifact: 'iis-log' | 'exchange-csv', header: string): LogTable {
  const parser = createLogParser(artifact);
  const bytes = encoder.encode(header);
  parser.header(bytes, 0, bytes.length);
  if (parser.table === undefined) throw new Error('no table');
  return parser.table;
}
const table = tableOf('iis-log', `#Fields: ${FIELDS}`);

function statisticsOf(text: string | Uint8Array, start = {}, of: LogTable | undefined = table): LogStatistics {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text;
  const collector = new StatisticsCollector('a.log', start);
  collector.setTable(of);
  collector.consume(bytes, 0, bytes.length);
  return collector.finish();
}

function row(page: string, client: string, status = 404, second = 0): string {
  const time = new Date(Date.UTC(2021, 2, 3) + second * 1000).toISOString();
  return `${time.slice(0, 10)} ${time.slice(11, 19)} GET ${page} ${client} ${status}\n`;
}
const address = (i: number): string => `2001:db8::${(i >>> 16).toString(16)}:${(i & 0xffff).toString(16)}`;

/** The rows dealt to so many collectors, merged in the given order. */
function dealt(rows: readonly string[], parts: number, order: 'forward' | 'backward' | 'pairs'): LogStatistics {
  const offsets: number[] = [];
  let total = 0;
  for (const one of rows) {
    total += one.length;
    offsets.push(total);
  }
  const size = Math.ceil(rows.length / parts);
  const each = Array.from({ length: parts }, (_, i) =>
    statisticsOf(rows.slice(i * size, (i + 1) * size).join(''), {
      lines: i * size,
      offset: offsets[i * size - 1] ?? 0,
    }),
  );
  if (order === 'backward') each.reverse();
  while (order === 'pairs' && each.length > 2) {
    const [a, b] = each.splice(0, 2);
    each.push(mergeStatistics(b ?? EMPTY_STATISTICS, a ?? EMPTY_STATISTICS));
  }
  return each.reduce((a, b) => mergeStatistics(a, b));
}

describe('mergeStatistics', () => {
  it('gives what one collector gives, however the rows are divided', () => {
    const one = fc
      .tuple(
        fc.nat({ max: 9 }),
        fc.nat({ max: 12 }),
        fc.constantFrom(200, 302, 404, 500),
        fc.nat({ max: 9000 }),
        fc.boolean(),
      )
      .map(([page, client, status, second, upper]) => {
        const path = `/dir/p${page}.aspx`;
        return row(upper ? path.toUpperCase() : path, address(client), status, second);
      });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (rows, parts) => {
        const whole = statisticsOf(rows.join(''));
        for (const order of ['forward', 'backward', 'pairs'] as const) expect(dealt(rows, parts, order)).toEqual(whole);
        expect(mergeStatistics(whole, EMPTY_STATISTICS)).toEqual(whole);
        expect(structuredClone(whole)).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it('does so beyond every limit, and accounts for what is not listed', () => {
    const rows: string[] = [];
    for (let i = 0; i < 150_000; i++) {
      // Many clients, each new; many pages that do not exist; some pages with very many clients.
      if (i % 3 === 0) rows.push(row('/', address(i), 200, i % 5000));
      else if (i % 3 === 1) rows.push(row(`/scan${i % 7500}.php`, address(i % 1000), 404, i % 5000));
      else rows.push(row(`/page${i % 2 === 0 ? 0 : i % 200}.aspx`, address((i * 7919) % 1_000_003), 200, i % 5000));
    }
    const whole = statisticsOf(rows.join(''));
    expect(whole.pageParts.others).toHaveLength(MAX_PAGES);
    expect(whole.dropped.pages).toBe(50_000 - whole.pageParts.others.reduce((n, p) => n + p.requests, 0));
    expect(whole.dropped.pages).toBeGreaterThan(0);
    expect(whole.clients).toHaveLength(MAX_CLIENTS);
    expect(whole.dropped.clients).toBeGreaterThan(0);
    expect(whole.dropped.clients + whole.clients.reduce((n, c) => n + c.requests, 0)).toBe(rows.length);
    for (const [parts, order] of [
      [2, 'forward'],
      [3, 'backward'],
      [7, 'pairs'],
    ] as const) {
      const merged = dealt(rows, parts, order);
      expect(merged.dropped).toEqual(whole.dropped);
      expect(merged.clients).toEqual(whole.clients);
      expect(merged.pages).toEqual(whole.pages);
    }
  });
});

describe('limits', () => {
  it('keeps a page that answers while thousands that do not exist are asked for', () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => row(`/scan${i}.php`, '192.0.2.1'));
    rows.splice(15_000, 0, row('/owa/auth/x.aspx', '203.0.113.7', 200));
    const statistics = statisticsOf(rows.join(''));
    expect(statistics.pages.find((p) => p.key === '/owa/auth/x.aspx')?.requests).toBe(1);
    expect(statistics.dropped.pages).toBe(30_000 - MAX_PAGES);
  });

  it('lists MAX_CLIENTS addresses', () => {
    const rows = Array.from({ length: MAX_CLIENTS + 5000 }, (_, i) => row('/', address(i)));
    const statistics = statisticsOf(rows.join(''));
    expect(statistics.clients).toHaveLength(MAX_CLIENTS);
    expect(statistics.dropped.clients).toBe(5000);
    expect(statistics.records).toBe(MAX_CLIENTS + 5000);
  });

  it('counts the clients of a page exactly up to MAX_CLIENT_COUNT and lists MAX_PAGE_CLIENTS', () => {
    for (const n of [MAX_PAGE_CLIENTS, MAX_PAGE_CLIENTS + 1, 1000, MAX_CLIENT_COUNT, MAX_CLIENT_COUNT + 1]) {
      const page = statisticsOf(Array.from({ length: n * 2 }, (_, i) => row('/a.aspx', address(i % n))).join(''))
        .pages[0];
      expect(page?.clientCount).toBe(Math.min(n, MAX_CLIENT_COUNT));
      expect(page?.clients).toHaveLength(Math.min(n, MAX_PAGE_CLIENTS));
      expect(page?.clients.every(([, requests]) => requests === 2)).toBe(true);
    }
  });

  it('counts exactly to MAX_OTHER_COUNT only where more than MAX_FULL_COUNTS pages have many clients', () => {
    const pages = MAX_FULL_COUNTS + 10;
    const rows = Array.from({ length: pages * 300 }, (_, i) =>
      row(`/p${i % pages}.aspx`, address(Math.floor(i / pages))),
    );
    const counts = statisticsOf(rows.join('')).pages.map((p) => p.clientCount);
    expect(counts.filter((n) => n === 300)).toHaveLength(MAX_FULL_COUNTS);
    expect(counts.filter((n) => n === MAX_OTHER_COUNT)).toHaveLength(10);
  });

  it('counts the pages of a client up to MAX_CLIENT_PAGES', () => {
    const rows = Array.from({ length: MAX_CLIENT_PAGES + 9 }, (_, i) => row(`/p${i}.aspx`, '192.0.2.1'));
    expect(statisticsOf(rows.slice(0, 5).join('')).clients[0]?.distinctPages).toBe(5);
    expect(statisticsOf(rows.join('')).clients[0]?.distinctPages).toBe(MAX_CLIENT_PAGES);
  });

  it('lists MAX_SERVERS servers and cuts nothing silently', () => {
    const csv = tableOf('exchange-csv', 'DateTime,ServerHostName');
    const rows = Array.from({ length: MAX_SERVERS + 50 }, (_, i) => `2021-03-03T06:49:46.000Z,EX${i}\r\n`);
    const statistics = statisticsOf(rows.join(''), {}, csv);
    expect(statistics.servers).toHaveLength(MAX_SERVERS);
    expect(statistics.dropped.servers).toBe(50);
  });

  it('counts a page whose path is longer than a file name can be as dropped', () => {
    const statistics = statisticsOf(
      row(`/${'x'.repeat(1024)}.aspx`, '192.0.2.1') + row(`/${'x'.repeat(1000)}.aspx`, '192.0.2.1'),
    );
    expect(statistics.dropped.pages).toBe(1);
    expect(statistics.pages).toHaveLength(1);
  });

  it('reads lines of any length', () => {
    const long = row(`/a.aspx?${'y'.repeat(900_000)}`, '192.0.2.1', 200);
    const giant = row(`/a.aspx?${'y'.repeat(3_000_000)}`, '192.0.2.1', 200);
    const statistics = statisticsOf(
      `${row('/b.aspx', '::1')}${long}${giant}${'z'.repeat(2_000_000)}\n#${'c'.repeat(2_000_000)}\n${row('/b.aspx', '::1')}`,
    );
    expect(statistics.lines).toBe(6);
    // Of the giant only the first MiB is read, so its last values are missing.
    expect(statistics).toMatchObject({ records: 4, unreadable: 1 });
    expect(statistics.pages.find((p) => p.key === '/b.aspx')?.samples.map((s) => s.line)).toEqual([1, 6]);
    expect(statisticsOf(new Uint8Array(5_000_000).fill(0x41), {}, undefined)).toMatchObject({
      lines: 1,
      unreadable: 1,
    });
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.constantFrom(table, tableOf('exchange-csv', 'DateTime,UrlStem,ClientIpAddress'), undefined),
        (bytes, of) => {
          const statistics = statisticsOf(bytes, {}, of);
          const feeds = bytes.filter((b) => b === 10).length;
          expect(statistics.lines).toBe(bytes.length === 0 || bytes[bytes.length - 1] === 10 ? feeds : feeds + 1);
        },
      ),
    );
  });

  it('says of which file, line and byte a sample is', () => {
    const text = `${row('/a.aspx', '::1')}\n#x\n${row('/b.aspx', '::1', 200)}`;
    const [sample] =
      statisticsOf(text, { lines: 10, offset: 1000 }).pages.find((p) => p.key === '/b.aspx')?.samples ?? [];
    expect(sample).toMatchObject({ file: 'a.log', line: 14, offset: 1000 + text.indexOf('\n#x\n') + 4, status: 200 });
  });
});

const samples = fileURLToPath(new URL('../../../../../shared/samples/logs/', import.meta.url));
const available = existsSync(samples);
if (!available) console.warn('SKIPPED: ../shared/samples is not there, statistics of real logs are not checked');

test.skipIf(!available)('every line of the real IIS logs is counted as the record parser reads it', () => {
  for (const folder of ['iis', 'iis-variants']) {
    for (const name of readdirSync(`${samples}${folder}`)) {
      const file = readFileSync(`${samples}${folder}/${name}`);
      const parser = createLogParser('iis-log');
      const collector = new StatisticsCollector();
      let expected = 0;
      let start = 0;
      while (start < file.length) {
        const feed = file.indexOf(10, start);
        const next = feed < 0 ? file.length : feed + 1;
        const end = feed > start && file[feed - 1] === 13 ? feed - 1 : feed < 0 ? next : feed;
        if (isHeaderLine(file, start, end)) {
          parser.header(file, start, end);
          collector.setTable(parser.table);
        } else if (parser.table !== undefined && parser.record(file, start, end, {}) !== undefined) expected++;
        collector.consume(file, start, next);
        start = next;
      }
      const statistics = collector.finish();
      expect([name, statistics.records]).toEqual([name, expected]);
      expect(statistics.hours.reduce((n, [, rows]) => n + rows, 0) + statistics.untimed).toBe(expected);
    }
  }
});
