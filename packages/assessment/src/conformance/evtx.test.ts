/**
 * Binary event logs are evidence like exported ones: the same events give the same findings, in either form. And the
 * event logs of an ordinary machine say nothing bad about it (needs the samples beside the repository; skips loudly).
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assess, detect, dumpFile } from '@allclear/assessment';
import { type Assessment, SEVERITY_ORDER } from '@allclear/model';
import { type BuiltEvent, buildEvtx } from '@allclear/parsers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const BENIGN = fileURLToPath(
  new URL('../../../../../shared/samples/evtx-benign/RathbunVM_W11EventLogs.7z', import.meta.url),
);
if (!existsSync(BENIGN)) console.warn('SKIPPED: the event logs of an ordinary machine are not beside the repository');

const TIME = Date.UTC(2021, 2, 3, 6, 56, 33);
const security = {
  provider: 'Microsoft-Windows-Security-Auditing',
  channel: 'Security',
  computer: 'mail01.example.com',
};
const EVENTS: readonly BuiltEvent[] = [
  { ...security, record: 100, time: TIME, eventId: 4624, data: [['TargetUserName', 'alice']] },
  {
    ...security,
    record: 101,
    time: TIME + 1000,
    eventId: 4688,
    data: [
      ['SubjectUserName', 'MAIL01$'],
      ['NewProcessName', 'C:\\Windows\\System32\\cmd.exe'],
      ['CommandLine', 'cmd.exe /c whoami'],
      ['ParentProcessName', 'C:\\Windows\\System32\\inetsrv\\w3wp.exe'],
    ],
  },
  {
    ...security,
    provider: 'Microsoft-Windows-Eventlog',
    record: 102,
    time: TIME + 2000,
    eventId: 1102,
    data: [['SubjectUserName', 'MAIL01$']],
  },
];

const asJson = ({ record, time, eventId, provider, channel, computer, data }: BuiltEvent): string =>
  JSON.stringify({
    Event: {
      System: {
        Provider: { '#attributes': { Name: provider } },
        EventID: eventId,
        Level: 4,
        TimeCreated: { '#attributes': { SystemTime: new Date(time).toISOString() } },
        EventRecordID: record,
        Channel: channel,
        Computer: computer,
      },
      EventData: Object.fromEntries(data),
    },
  });

let folder = '';
let binary: Assessment | undefined;
let exported: Assessment | undefined;
const LOGS = 'C/Windows/System32/winevt/Logs';

async function assessed(name: string, content: string | Uint8Array): Promise<Assessment | undefined> {
  const root = join(folder, name.replace(/\W/g, '-'));
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const { assessments } = await assess([root], { workers: 1 });
  return assessments[0];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-evtx-'));
  binary = await assessed(`${LOGS}/Security.evtx`, buildEvtx(EVENTS));
  exported = await assessed('C/export/security.jsonl', `${EVENTS.map(asJson).join('\n')}\n`);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const titles = (a: Assessment | undefined): string[] => (a?.findings ?? []).map((f) => f.rule.title).sort();

describe('a binary event log', () => {
  test('gives the findings of the exported one', () => {
    expect(titles(binary).length).toBeGreaterThanOrEqual(2);
    expect(titles(binary)).toEqual(titles(exported));
    expect(binary?.verdict).toEqual(exported?.verdict);
  });

  test('is covered evidence, with its period, and names the host', () => {
    const source = binary?.coverage.sources.find((s) => s.artifact === 'evtx');
    expect(source).toMatchObject({ status: 'examined', records: 3, unreadable: 0 });
    expect(source?.period?.from).toBe(new Date(TIME).toISOString());
    expect(source?.notes.join()).toContain('process_creation');
    expect(binary?.host.name).toBe('mail01.example.com');
    expect(binary?.coverage.sources.some((s) => s.artifact === 'event-log-json')).toBe(false);
  });

  test('answers the checks that ask for event logs', () => {
    const answered = (a: Assessment | undefined): string[] =>
      (a?.checks ?? []).filter((c) => c.status !== 'could-not-check').map((c) => c.id);
    expect(answered(binary)).toEqual(answered(exported));
    expect(binary?.checks.find((c) => c.id === 'EX-BH-001')?.sources).toEqual(['evtx']);
  });

  test('is dumped and searched', async () => {
    const path = join(folder, 'loose.evtx');
    writeFileSync(path, buildEvtx(EVENTS));
    const rows: unknown[] = [];
    const dumped = await dumpFile(path, (row) => rows.push(row));
    expect(dumped).toMatchObject({ artifact: 'evtx', records: 3, problems: [] });
    expect(rows[1]).toMatchObject({ EventID: '4688', CommandLine: 'cmd.exe /c whoami', '@time': expect.any(String) });
    const places: unknown[] = [];
    await detect([path], { workers: 1, onMatch: (match) => places.push(match.place) });
    expect(places).toContainEqual(expect.objectContaining({ record: 101 }));
  });

  test('that is damaged is read as far as it goes, and says so', async () => {
    const bytes = buildEvtx(EVENTS);
    const whole = await assessed('D/whole.evtx', bytes);
    expect(whole?.coverage.problems).toEqual([]);
    bytes.fill(0xee, 4096 + 512, 4096 + 512 + 8);
    const damaged = await assessed('D/damaged.evtx', bytes);
    expect(damaged?.coverage.problems).toMatchObject([{ code: 'ALC-P006' }]);
  });
});

describe.skipIf(!existsSync(BENIGN))('event logs of an ordinary machine', () => {
  test('nothing of level high or more', async () => {
    const { assessments } = await assess([BENIGN], { workers: 1 });
    const [benign] = assessments;
    expect(assessments).toHaveLength(1);
    expect(benign?.coverage.sources.find((s) => s.artifact === 'evtx')?.records).toBeGreaterThan(10_000);
    const limit = SEVERITY_ORDER.indexOf('medium');
    const high = (benign?.findings ?? []).filter((f) => SEVERITY_ORDER.indexOf(f.severity) > limit);
    expect(high.map((f) => f.rule.title)).toEqual([]);
  }, 60_000);
});
