import type { EvidenceEvent } from '@allclear/model';
import { createLogParser, isHeaderLine } from '@allclear/parsers';
import { describe, expect, it } from 'vitest';
import { generate } from '../scenario/index.js';
import { concat } from '../write/index.js';
import { townhallClean } from './townhall-clean.js';
import { townhallCompromised } from './townhall-compromised.js';

const text = new TextDecoder();

/** A W3C line by blanks and a CSV row by RFC 4180: independent of the parsers under test. */
function splitCsv(line: string): string[] {
  const cells: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  }
  return cells;
}

interface Table {
  readonly path: string;
  readonly rows: Record<string, string>[];
}

function readTable(path: string, content: string): Table {
  const w3c = path.includes('W3SVC') || path.includes('HTTPERR');
  let fields: string[] = [];
  const rows: Record<string, string>[] = [];
  for (const line of content.replace(/^\ufeff/, '').split('\r\n')) {
    if (line === '') continue;
    if (line.startsWith('#')) {
      if (line.startsWith('#Fields: ')) fields = line.slice(9).split(w3c ? ' ' : ',');
    } else if (!/^(DateTime|TimeStamp|Timestamp|date-time),/.test(line) || /^\d/.test(line)) {
      const values = w3c ? line.trimEnd().split(' ') : splitCsv(line);
      expect(values.length, `${path}: ${line}`).toBe(fields.length);
      rows.push(Object.fromEntries(fields.map((field, index) => [field, values[index] ?? ''])));
    }
  }
  return { path, rows };
}

describe.each([townhallCompromised, townhallClean])('evidence of $id', (scenario) => {
  const { truth, entries } = generate(scenario);
  const files = new Map([...entries()].map((entry) => [entry.path, concat(entry.chunks)]));
  const tables = [...files]
    .filter(([path]) => /\.(log|LOG)$/.test(path) && !path.includes('OABGenerator'))
    .map(([path, bytes]) => readTable(path, text.decode(bytes)));
  const rows = (part: string): Record<string, string>[] =>
    tables.filter((table) => table.path.includes(part)).flatMap((table) => table.rows);
  const frontEnd = rows('/W3SVC1/');
  const backEnd = rows('/W3SVC2/');
  const proxy = rows('/HttpProxy/');

  it('has a realistic amount of lines', () => {
    expect(frontEnd.length + backEnd.length + proxy.length).toBeGreaterThan(150_000);
  });

  it('keeps every log in order of time', () => {
    for (const table of tables) {
      let last = '';
      for (const row of table.rows) {
        const time =
          row.date === undefined
            ? (row.DateTime ?? row.TimeStamp ?? row.Timestamp ?? row['date-time'] ?? '')
            : `${row.date} ${row.time}`;
        expect(time).not.toBe('');
        if (time < last) expect.fail(`${table.path}: ${time} after ${last}`);
        last = time;
      }
    }
  });

  it('joins the front end and HttpProxy by request id, both ways', () => {
    const ids = new Map<string, Record<string, string>>();
    for (const row of proxy) {
      if (ids.has(row.RequestId ?? '')) expect.fail(`twice: ${row.RequestId}`);
      ids.set(row.RequestId ?? '', row);
    }
    let joined = 0;
    for (const row of frontEnd) {
      const id = /cafeReqId=([0-9a-f-]{36});/.exec(row['cs-uri-query'] ?? '')?.[1];
      if (id === undefined || Date.parse(`${row.date}T${row.time}Z`) < scenario.retention.exchange) continue;
      const match = ids.get(id);
      if (!match) return expect.fail(`no HttpProxy row for ${id}`);
      expect([
        match.UrlStem,
        match.HttpStatus,
        match.Method,
        match.ClientIpAddress,
        match.DateTime?.slice(0, 19),
      ]).toEqual([row['cs-uri-stem'], row['sc-status'], row['cs-method'], row['c-ip'], `${row.date}T${row.time}`]);
      // IIS writes blanks as +, Exchange blanks commas: compared without any of the three.
      const bare = (agent: string): string => (agent === '-' ? '' : agent.replaceAll(/[+, ]/g, ''));
      expect(bare(match.UserAgent ?? '')).toBe(bare(row['cs(User-Agent)'] ?? ''));
      joined++;
    }
    expect(joined).toBe(ids.size);
  });

  it('shows each build from its installation on, and nothing while the server was away', () => {
    for (const row of proxy) {
      const time = Date.parse(row.DateTime ?? '');
      const begun = time - Number(row.TotalRequestTime);
      const build = truth.builds.findLast((entry) => Date.parse(entry.from) <= begun)?.build;
      expect(`${row.MajorVersion}.${row.MinorVersion}.${row.BuildVersion}.${row.RevisionVersion}`).toBe(build);
      expect(scenario.server.outages.some((outage) => time > outage.from + 30_000 && time < outage.to)).toBe(false);
    }
  });

  it('reads without loss in the project’s own parsers', () => {
    for (const [path, bytes] of files) {
      const artifact = path.endsWith('.jsonl')
        ? 'event-log-json'
        : /W3SVC/.test(path)
          ? 'iis-log'
          : /HTTPERR/.test(path)
            ? 'httperr-log'
            : /\.LOG$/.test(path)
              ? 'exchange-csv'
              : undefined;
      if (artifact === undefined) continue;
      const parser = createLogParser(artifact);
      let records = 0;
      let lines = 0;
      let first: EvidenceEvent | undefined;
      for (let start = 0; start < bytes.length; ) {
        let end = bytes.indexOf(0x0a, start);
        if (end < 0) end = bytes.length;
        const stop = bytes[end - 1] === 0x0d ? end - 1 : end;
        if (isHeaderLine(bytes, start, stop)) parser.header(bytes, start, stop);
        else if (stop > start) {
          lines++;
          const event = parser.record(bytes, start, stop, { line: lines });
          if (event?.time !== undefined) records++;
          first ??= event;
        }
        start = end + 1;
      }
      expect([path, records, parser.problems.length]).toEqual([path, lines, 0]);
      expect(first?.fieldNames().length).toBeGreaterThan(3);
    }
  });

  it('holds the intruders’ requests that the answer sheet names, and no other exploit', () => {
    const forged = proxy.filter((row) => /^ServerInfo~(?!localhost)[^/]*\//.test(row.AnchorMailbox ?? ''));
    const perClient: Record<string, number> = {};
    for (const row of forged) perClient[row.ClientIpAddress ?? ''] = (perClient[row.ClientIpAddress ?? ''] ?? 0) + 1;
    expect(perClient).toEqual(truth.exploitRequests);
    const ids = new Set(proxy.map((row) => row.RequestId));
    for (const row of forged) expect(truth.intruderRequests).toContain(row.RequestId);
    const outside = truth.intruderRequests.filter((id) => !ids.has(id));
    const plain = frontEnd.filter((row) => (row['cs-uri-stem'] ?? '') === truth.pages[0]?.page);
    expect(outside.length).toBe(plain.length);
  });

  it('keeps the intruders’ addresses and pages out of ordinary traffic', () => {
    const known = new Set(truth.intruderRequests);
    const pages = new Set(truth.pages.map((page) => page.page));
    for (const row of frontEnd) {
      const intruder = (row['c-ip'] ?? '') in truth.exploitRequests;
      const id = /cafeReqId=([0-9a-f-]{36});/.exec(row['cs-uri-query'] ?? '')?.[1];
      const page = pages.has(row['cs-uri-stem'] ?? '');
      if (intruder) expect(page || known.has(id ?? '')).toBe(true);
      else expect(page).toBe(false);
    }
  });

  it('answers a page 200 exactly while it lies on disk', () => {
    for (const page of truth.pages) {
      const visits = frontEnd.filter((row) => row['cs-uri-stem'] === page.page);
      expect(visits.length).toBeGreaterThan(5);
      for (const row of visits) {
        const time = `${row.date}T${row.time}.999Z`;
        const there = time > page.written && (page.removed === undefined || time < page.removed);
        expect(row['sc-status'] === '200', `${time} ${page.page}`).toBe(there);
      }
      const kape = page.path.replace(':', '').replaceAll('\\', '/');
      expect(files.has(kape)).toBe(page.removed === undefined);
    }
  });

  it('names the mailboxes and sizes in both logs', () => {
    const ews = rows('/Logging/Ews/');
    for (const mailbox of truth.mailboxes) {
      const reads = ews.filter(
        (row) => row.ImpersonatedUser === mailbox.mailbox && row.ClientIpAddress === mailbox.client,
      );
      expect(reads.reduce((sum, row) => sum + Number(row.ResponseSize), 0)).toBe(mailbox.bytes);
      for (const row of reads) {
        const front = proxy.find((candidate) => candidate.RequestId === row.RequestId);
        expect(front?.ResponseBytes).toBe(row.ResponseSize);
      }
    }
  });

  it('begins and ends where the answer sheet says', () => {
    for (const [part, source] of [
      ['/W3SVC1/', 'iis'],
      ['/HttpProxy/', 'httpproxy'],
    ] as const) {
      const days = rows(part)
        .map((row) => row.date ?? (row.DateTime ?? '').slice(0, 10))
        .sort();
      const coverage = truth.coverage.find((entry) => entry.source === source);
      expect([days[0], days.at(-1)]).toEqual([coverage?.from, coverage?.to]);
    }
  });
});

describe('the intrusion of townhall-compromised', () => {
  const { truth } = generate(townhallCompromised);

  it('yields the numbers of the promised summary', () => {
    expect(Object.values(truth.exploitRequests).reduce((sum, count) => sum + count, 0)).toBe(14);
    expect(Object.keys(truth.exploitRequests)[0]).toBe('203.0.113.7');
    expect(truth.events.find((event) => event.phase === 'exploitation')?.time).toMatch(/^2021-03-03T06:49:42/);
    expect(truth.pages.map((page) => page.firstUsed?.slice(0, 19))).toContain('2021-03-03T07:02:10');
    expect(truth.mailboxes.length).toBe(3);
    expect(truth.stolen).toContain('C:\\ProgramData\\it.zip');
    expect(truth.pages.filter((page) => page.removed === undefined).length).toBe(1);
  });

  it('tells nothing of the clean twin', () => {
    const clean = generate(townhallClean).truth;
    expect([clean.verdict, clean.pages, clean.exploitRequests]).toEqual(['not-attacked', [], {}]);
  });
});
