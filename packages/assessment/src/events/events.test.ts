/** Event records beside their matches: trees of programs, sign-ins, what happened to the logs, and bounds. */
import { FactEvent, type Finding, instant, type LogSource } from '@allclear/model';
import { EMPTY_STATISTICS } from '@allclear/parsers';
import { describe, expect, it, test } from 'vitest';
import { EventCollector } from './collector.js';
import type { EventDigest } from './digest.js';
import { EVENT_LIMITS } from './limits.js';
import { eventLogCoverage } from './log-coverage.js';
import { logonId } from './logon-watch.js';
import { processTrees } from './process-tree.js';

const START = Date.UTC(2021, 2, 3, 6);
const HOUR = 3_600_000;
const source = (service: string): LogSource => ({ product: 'windows', service });
let next = 1;
function event(service: string, id: number, fields: Record<string, string>, hours = 0, record = next++): FactEvent {
  const channel = { security: 'Security', system: 'System', sysmon: 'Microsoft-Windows-Sysmon/Operational' }[service];
  return new FactEvent(
    source(service),
    { EventID: String(id), Channel: channel, ...fields },
    { record },
    START + hours * HOUR,
  );
}

function collected(events: readonly FactEvent[], matched: readonly FactEvent[] = [], numbered = true): EventDigest {
  const collector = new EventCollector('Security.evtx', numbered);
  for (const one of events) {
    collector.add(one);
    if (matched.includes(one)) collector.matched(one);
  }
  return collector.finish();
}

const started = (
  pid: string,
  image: string,
  parentPid: string,
  parentImage: string,
  more: Record<string, string> = {},
) =>
  event('security', 4688, {
    NewProcessId: pid,
    NewProcessName: image,
    ProcessId: parentPid,
    ParentProcessName: parentImage,
    ...more,
  });

function findingAt(id: string, record: number | undefined): Finding {
  return { id, quotes: [{ place: { file: 'Security.evtx', record }, fields: {} }] } as unknown as Finding;
}

describe('programs', () => {
  const W3WP = 'C:\\Windows\\System32\\inetsrv\\w3wp.exe';
  const CMD = 'C:\\Windows\\System32\\cmd.exe';

  it('stand below what started them, above what they started; a process number used again deceives nobody', () => {
    const worker = started('0x10', W3WP, '0x4', 'C:\\Windows\\System32\\svchost.exe', {
      CommandLine: 'w3wp.exe -ap "MSExchangeOWAAppPool" -v "v4.0"',
    });
    const shell = started('0x20', CMD, '0x10', W3WP, { CommandLine: 'cmd /c whoami' });
    const child = started('0x30', 'C:\\Windows\\System32\\whoami.exe', '0x20', CMD);
    const reused = started('0x20', 'C:\\Windows\\notepad.exe', '0x99', 'C:\\Windows\\explorer.exe');
    const stranger = started('0x40', 'C:\\Windows\\calc.exe', '0x20', CMD);
    const { processes } = collected([worker, shell, child, reused, stranger], [shell]);
    const nodes = processTrees(processes, [findingAt('F-1', shell.place.record)]);
    const byName = new Map(nodes.map((node) => [node.image.split('\\').at(-1), node]));
    expect([...byName.keys()].sort()).toEqual(['cmd.exe', 'svchost.exe', 'w3wp.exe', 'whoami.exe']);
    expect(byName.get('w3wp.exe')).toMatchObject({ applicationPool: 'MSExchangeOWAAppPool', pid: 16 });
    expect(byName.get('cmd.exe')).toMatchObject({ parent: byName.get('w3wp.exe')?.id, findings: ['F-1'], pid: 32 });
    expect(byName.get('whoami.exe')?.parent).toBe(byName.get('cmd.exe')?.id);
    expect(byName.get('svchost.exe')?.started).toBeUndefined();
  });

  it('told by Sysmon and by the security log are one', () => {
    const sysmon = event('sysmon', 1, {
      Image: CMD,
      ProcessId: '32',
      ProcessGuid: '{a}',
      ParentImage: W3WP,
      ParentProcessId: '16',
      ParentCommandLine: 'w3wp.exe -ap "P"',
      CommandLine: 'cmd /c a',
    });
    const security = started('0x20', CMD, '0x10', W3WP);
    const digest = collected([sysmon, security], [sysmon, security]);
    const nodes = processTrees(digest.processes, [
      findingAt('F-1', security.place.record),
      findingAt('F-2', sysmon.place.record),
    ]);
    expect(nodes.map((n) => [n.image, n.findings, n.applicationPool])).toEqual([
      [W3WP, [], 'P'],
      [CMD, ['F-1', 'F-2'], undefined],
    ]);
  });

  it('are bounded: a flood costs memory neither here nor at home, and matches go before what is merely watched', () => {
    const events = Array.from({ length: EVENT_LIMITS.watchedProcesses + 500 }, (_, i) =>
      started(`0x${i.toString(16)}`, CMD, '0x10', W3WP),
    );
    const last = started('0x1', 'C:\\evil.exe', '0x10', W3WP);
    const { processes } = collected([...events, last], [last]);
    expect(processes).toHaveLength(EVENT_LIMITS.watchedProcesses + 1);
    expect(processes.at(-1)?.image).toBe('C:\\evil.exe');
    const all = Array.from({ length: EVENT_LIMITS.keptProcesses + 10 }, (_, i) =>
      started(`0x${i.toString(16)}`, CMD, '0x10', W3WP),
    );
    expect(collected(all, all).processes).toHaveLength(EVENT_LIMITS.keptProcesses);
  });
});

describe('sign-ins', () => {
  const logon = (id: string, type: string, user: string) =>
    event('security', 4624, {
      TargetLogonId: id,
      LogonType: type,
      TargetUserName: user,
      TargetDomainName: 'EXAMPLE',
      IpAddress: '::ffff:203.0.113.9',
    });

  it('of people are kept, and those that a match names; with their end and their rights', () => {
    const remote = logon('0xABC', '10', 'alice');
    const network = logon('0xdef', '3', 'bob');
    const other = logon('0x111', '3', 'carol');
    const rights = event('security', 4672, { SubjectLogonId: '0xabc' });
    const act = event('security', 4720, { SubjectLogonId: '0xDEF', TargetUserName: 'x', SubjectUserName: 'bob' });
    const off = event('security', 4634, { TargetLogonId: '0xabc' }, 2);
    const { logons } = collected([remote, network, other, rights, act, off], [act]);
    expect(logons.map((l) => [l.account, l.privileged, l.client, l.to])).toEqual([
      ['EXAMPLE\\alice', true, '203.0.113.9', START + 2 * HOUR],
      ['EXAMPLE\\bob', false, '203.0.113.9', undefined],
    ]);
  });

  test('logon ids in one spelling; those of Windows itself name nobody', () => {
    expect(['0x00000000000ABC', '0xabc', '0x3E7', '0x0', '-', undefined, 'abc'].map(logonId)).toEqual([
      '0xabc',
      '0xabc',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the logs themselves', () => {
  const web = (hours: readonly number[]) => ({
    ...EMPTY_STATISTICS,
    first: START,
    last: START + 100 * HOUR,
    hours: hours.map((h): [number, number] => [START / HOUR + h, 100]),
  });
  const judged = (events: readonly FactEvent[], hours: readonly number[] = []) =>
    eventLogCoverage([{ digest: collected(events), damaged: false }], web(hours));

  it('cleared: said with the log, and a doubt', () => {
    const { logs, doubts } = judged([event('security', 1102, { SubjectUserName: 'mallory' }, 5)]);
    expect(logs[0]?.marks).toMatchObject([
      { kind: 'cleared', from: instant(START + 5 * HOUR), text: 'The log Security was cleared by mallory' },
    ]);
    expect(doubts.map((d) => d.text)).toEqual([
      'the log Security was cleared by mallory on 2021-03-03: what it held before is gone',
    ]);
  });

  it('another log cleared: the record of System names it', () => {
    const { doubts } = judged([
      event('system', 104, { EventData_Channel: 'Windows PowerShell', SubjectUserName: 'm' }),
    ]);
    expect(doubts[0]?.text).toContain('Windows PowerShell was cleared by m');
  });

  it('stopped: a restart is nothing, a pause is told, a pause while the web server answers is a doubt', () => {
    const stop = (h: number) => event('system', 6006, {}, h);
    const start = (h: number) => event('system', 6005, {}, h);
    expect(judged([stop(1), start(1.1)]).logs[0]?.marks).toEqual([]);
    const quiet = judged([stop(1), start(20)]);
    expect([quiet.logs[0]?.marks.length, quiet.doubts]).toEqual([1, []]);
    const busy = judged([stop(1), start(20)], [3, 4, 5]);
    expect(busy.logs[0]?.marks[0]?.text).toContain('300 requests meanwhile');
    expect(busy.doubts).toHaveLength(1);
    expect(judged([stop(1)], [50, 51]).doubts).toHaveLength(1);
    expect(judged([stop(1)]).doubts).toEqual([]);
  });

  it('clock: small corrections are nothing, an hour is a doubt', () => {
    const at = (minutes: number) =>
      event(
        'security',
        4616,
        { PreviousTime: instant(START), NewTime: instant(START + minutes * 60_000), SubjectUserName: 'a' },
        1,
      );
    const system = event('system', 7036, {}, 1);
    expect(judged([at(1), system]).logs.flatMap((l) => l.marks)).toEqual([]);
    expect(judged([at(-30), system]).doubts).toEqual([]);
    const back = judged([at(-180), system]);
    expect(back.logs.flatMap((l) => l.marks).map((m) => m.text)).toEqual(['The clock was set back by 3 hours by a']);
    expect(back.doubts).toHaveLength(1);
  });

  it('numbers that skip are missing records; where many skip, it was exported with a filter', () => {
    const few = judged([1, 2, 3, 10, 11].map((record) => event('security', 4624, {}, record, record)));
    expect(few.logs[0]).toMatchObject({ missing: 6, records: 5 });
    expect(few.logs[0]?.marks).toMatchObject([{ kind: 'numbers', text: expect.stringMatching(/^6 records missing/) }]);
    const filtered = judged(Array.from({ length: 40 }, (_, i) => event('security', 4624, {}, i, i * 7)));
    expect(filtered.logs[0]?.marks).toMatchObject([{ text: expect.stringContaining('exported with a filter') }]);
    const exported = collected(
      [1, 9].map((record) => event('security', 4624, {}, record, record)),
      [],
      false,
    );
    expect(exported.channels[0]?.jumped).toBe(0);
    const ring = judged([8, 9, 10, 3, 4].map((record) => event('security', 4624, {}, record, record)));
    expect(ring.logs[0]?.missing).toBe(0);
  });

  it('audit policy cut down is a doubt; extended it is not', () => {
    const policy = (changes: string) => event('security', 4719, { AuditPolicyChanges: changes, SubjectUserName: 'a' });
    expect(judged([policy('%%8448')]).doubts).toHaveLength(1);
    expect(judged([policy('%%8449')]).doubts).toEqual([]);
  });
});
