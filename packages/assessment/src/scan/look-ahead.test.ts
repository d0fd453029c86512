import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assess, detect } from '@allclear/assessment';
import type { RuleSet } from '@allclear/detection';
import { type BuiltEvent, buildEvtx } from '@allclear/parsers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileContent } from '../run/rules.js';
import { Schedule } from '../run/schedule.js';
import { openEventLog } from './evtx-scan.js';
import { KnownRecords, LookAhead, STRETCH, type StretchNotes, stretchesOf } from './look-ahead.js';

const CHUNK = 65_536;
const HEADER = 4096;

const RULE = {
  title: 'A suspicious program',
  id: '6f2d6f0e-0000-4000-8000-000000000001',
  logsource: { product: 'windows', category: 'process_creation' },
  detection: { selection: { 'NewProcessName|endswith': '\\evil.exe' }, condition: 'selection' },
  level: 'high',
};
const rules = (): RuleSet => compileContent([{ origin: 'r.yml', document: RULE }]).ruleSet;

const event = (n: number, program: string): BuiltEvent => ({
  record: n,
  time: Date.UTC(2021, 2, 3) + n * 1000,
  eventId: 4688,
  provider: 'Microsoft-Windows-Security-Auditing',
  channel: 'Security',
  computer: 'mail01.example.com',
  data: [['NewProcessName', `C:\\Windows\\${program}`]],
});

/** Chunks of one kind with matches in some, one that is damaged, one that is empty, and a last one that is cut. */
function bigLog(chunks: number): Uint8Array {
  const plain = buildEvtx(Array.from({ length: 20 }, (_, n) => event(n + 1, 'System32\\svchost.exe')));
  const found = buildEvtx(Array.from({ length: 20 }, (_, n) => event(n + 1, n % 7 === 0 ? 'evil.exe' : 'cmd.exe')));
  const log = new Uint8Array(HEADER + chunks * CHUNK - 1000);
  log.set(plain.subarray(0, HEADER));
  for (let i = 0; i < chunks; i++) {
    const chunk = (i % 5 === 0 ? found : plain).slice(HEADER, HEADER + CHUNK);
    if (i === 7) chunk.fill(0);
    if (i === 10) chunk.fill(0xee, 2000, 2300);
    log.set(chunk.subarray(0, log.length - HEADER - i * CHUNK), HEADER + i * CHUNK);
  }
  return log;
}

function scan(
  log: Uint8Array,
  notes?: readonly StretchNotes[],
): { places: unknown[]; tried: number; problems: unknown } {
  const places: unknown[] = [];
  const set = rules();
  let tried = 0;
  const counting: Pick<RuleSet, 'matchFact'> = {
    matchFact(one) {
      tried++;
      return set.matchFact(one);
    },
  };
  const opened = openEventLog(
    counting,
    { statistics: true, collector: undefined, onMatch: (_rules, _event, place) => places.push(place) },
    notes === undefined ? undefined : new KnownRecords(notes),
  );
  opened.push(log);
  const statistics = opened.finish();
  return { places: [...places, statistics], tried, problems: opened.problems };
}

function look(log: Uint8Array): StretchNotes[] {
  const file = { read: (from: number, to: number) => log.slice(from, to), close() {} };
  const ahead = new LookAhead(file, rules());
  // In any order.
  return stretchesOf(log.length)
    .reverse()
    .map((stretch) => ahead.look(stretch));
}

describe('a log that was looked at before', () => {
  const log = bigLog(STRETCH / CHUNK + 30);

  test('gives what it gives otherwise, and the rules are tried on a few records only', () => {
    const expected = scan(log);
    const actual = scan(log, look(log));
    expect(expected.places.length).toBeGreaterThan(50);
    expect({ ...actual, tried: 0 }).toEqual({ ...expected, tried: 0 });
    expect(actual.tried).toBeLessThan(expected.tried / 5);
  });

  test('is read anew where its chunks have changed since', () => {
    const notes = look(log);
    const changed = log.slice();
    // A chunk of the one kind in place of the other.
    changed.copyWithin(HEADER + CHUNK, HEADER, HEADER + CHUNK);
    const expected = scan(changed);
    expect(scan(changed, notes).places).toEqual(expected.places);
    expect(expected.places).not.toEqual(scan(log).places);
  });

  test('and not at all where nothing is known', () => {
    expect(scan(log, [])).toEqual(scan(log));
  });
});

describe('whole runs over a big log', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'allclear-ahead-'));
    writeFileSync(join(folder, 'Security.evtx'), bigLog(160));
    writeFileSync(join(folder, 'rule.yml'), JSON.stringify(RULE));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('detect: equal with one worker and with more', async () => {
    const run = async (workers: number): Promise<unknown[]> => {
      const told: unknown[] = [];
      const path = join(folder, 'Security.evtx');
      const options = { workers, rules: [join(folder, 'rule.yml')], cache: false };
      const result = await detect([path], { ...options, onMatch: (match) => told.push(match) });
      return [told, result.problems, result.files, result.recognised];
    };
    const expected = await run(1);
    expect(expected[0]).toHaveLength(32 * 3);
    expect(await run(2)).toEqual(expected);
  });

  test('assess: equal bytes', async () => {
    const run = async (workers: number): Promise<string> =>
      JSON.stringify(
        await assess([folder], { workers, reproducible: true, contentDirectories: [folder], cache: false }),
      );
    const expected = await run(1);
    expect(expected).toContain('A suspicious program');
    expect(await run(2)).toBe(expected);
  }, 60_000);
});

describe('who does what', () => {
  const unit = (path: string, bytes: number) =>
    ({
      path,
      bytes,
      kind: 'file',
      locator: {
        form: 'plain',
        path,
        container: path,
        source: { at: 'file', file: path },
        size: bytes,
        modified: undefined,
        nesting: 0,
      },
    }) as const;

  test('a big event log is read once all of it was looked at, also where a look failed', () => {
    const schedule = new Schedule([unit('a.evtx', 3 * STRETCH), unit('b.log', 10)], new Map(), 2, false);
    const jobs = [];
    for (let job = schedule.next(); job !== 'wait' && job !== undefined; job = schedule.next()) jobs.push(job);
    expect(jobs.map(({ kind, index }) => [kind, index])).toEqual([
      ['look', 0],
      ['look', 0],
      ['look', 0],
      ['scan', 1],
    ]);
    const looks = jobs.filter((job) => job.kind === 'look');
    for (const [i, job] of looks.entries()) {
      expect(schedule.next()).toBe('wait');
      schedule.looked(job, i === 1 ? undefined : new Uint32Array([1, 2, 0]));
      // Told twice: once is enough.
      schedule.looked(job, new Uint32Array([1, 2, 0]));
    }
    expect(schedule.next()).toMatchObject({ kind: 'scan', index: 0, notes: { length: 2 } });
    expect(schedule.next()).toBeUndefined();
  });

  test('one worker reads files as they come, and small ones stay whole', () => {
    expect(new Schedule([unit('a.evtx', 100 * STRETCH)], new Map(), 1, false).width).toBe(1);
    expect(new Schedule([unit('a.evtx', STRETCH)], new Map(), 2, false).width).toBe(1);
    expect(new Schedule([unit('a.log', 100 * STRETCH)], new Map(), 2, false).width).toBe(1);
  });

  test('threads of their own are for much evidence', () => {
    const small = (...units: ReturnType<typeof unit>[]) => new Schedule(units, new Map(), 4, false).isSmall;
    expect(small(unit('a.log', 10), unit('b.log', 10))).toBe(true);
    expect(small(unit('a.log', 1e9), unit('b.log', 1e9))).toBe(false);
    expect(small(unit('a.evtx', 200e6))).toBe(false);
  });
});
