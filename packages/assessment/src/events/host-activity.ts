/** Everything that a host's event records told beside matches, put together: a pure function of reports and findings. */
import {
  type Coverage,
  type Finding,
  instant,
  type LogonSession,
  type ProcessNode,
  type TimelineEntry,
} from '@allclear/model';
import type { HostEvidence } from '../correlate/host-evidence.js';
import { count, day } from '../decide/phrases.js';
import type { NotableEvent, SeenLogon, StartedProcess } from './digest.js';
import { eventLogCoverage, type LogDoubt } from './log-coverage.js';
import { logonId } from './logon-watch.js';
import { placeKey } from './place-key.js';
import { processTrees } from './process-tree.js';

export interface HostActivity {
  readonly processes: ProcessNode[];
  readonly logons: LogonSession[];
  readonly timeline: TimelineEntry[];
  readonly logs: NonNullable<Coverage['eventLogs']>;
  readonly doubts: readonly LogDoubt[];
}

const MAX_LOGONS = 200;
const MAX_ENTRIES = 300;

export function hostActivity(host: HostEvidence, findings: readonly Finding[]): HostActivity {
  const files = host.reports.flatMap(({ events, problems }) =>
    events === undefined ? [] : [{ digest: events, damaged: problems.some((p) => p.code === 'ALC-P006') }],
  );
  const web = (host.artifacts.get('iis-log') ?? host.artifacts.get('exchange-httpproxy'))?.statistics;
  const processes = files.flatMap((file) => file.digest.processes);
  const { logs, doubts } = eventLogCoverage(files, web);
  return {
    processes: processTrees(processes, findings),
    logons: sessions(
      files.flatMap((file) => file.digest.logons),
      processes,
      findings,
    ),
    timeline: entries(
      files.flatMap((file) => file.digest.notable),
      logs,
      findings,
    ),
    logs,
    doubts,
  };
}

const KINDS: ReadonlyMap<number, LogonSession['kind']> = new Map<number, LogonSession['kind']>([
  [2, 'interactive'],
  [3, 'network'],
  [4, 'batch'],
  [5, 'service'],
  [7, 'unlock'],
  [8, 'network-cleartext'],
  [9, 'new-credentials'],
  [10, 'remote-desktop'],
  [11, 'cached'],
]);

/** Those that findings name come first; logon ids are used again after a restart, so the time must fit. */
function sessions(
  logons: readonly SeenLogon[],
  processes: readonly StartedProcess[],
  findings: readonly Finding[],
): LogonSession[] {
  const named = new Map<string, { finding: string; time: string | undefined }[]>();
  const note = (id: string | undefined, finding: string, time: string | undefined): void => {
    if (id === undefined) return;
    const known = named.get(id);
    if (known) known.push({ finding, time });
    else named.set(id, [{ finding, time }]);
  };
  const byPlace = new Map(processes.map((p) => [placeKey(p.place), p.logonId]));
  for (const finding of findings) {
    for (const { fields, time, place } of finding.quotes) {
      for (const field of ['SubjectLogonId', 'TargetLogonId', 'LogonId'])
        note(logonId(fields[field]), finding.id, time);
      note(logonId(byPlace.get(placeKey(place))), finding.id, time);
    }
  }
  const all = logons.map((logon): LogonSession => {
    const from = logon.from === undefined ? undefined : instant(logon.from);
    const to = logon.to === undefined ? undefined : instant(logon.to);
    const fits = (time: string | undefined): boolean =>
      time === undefined || ((from === undefined || time >= from) && (to === undefined || time <= to));
    return {
      id: logon.id,
      account: logon.account,
      kind: KINDS.get(logon.type) ?? 'other',
      ...(logon.client === undefined ? {} : { client: logon.client }),
      ...(logon.workstation === undefined ? {} : { workstation: logon.workstation }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      privileged: logon.privileged,
      place: logon.place,
      findings: [...new Set((named.get(logon.id) ?? []).filter((n) => fits(n.time)).map((n) => n.finding))].sort(),
    };
  });
  return all
    .sort(
      (a, b) =>
        Number(b.findings.length > 0) - Number(a.findings.length > 0) ||
        Number(b.kind === 'remote-desktop') - Number(a.kind === 'remote-desktop') ||
        (a.from ?? '').localeCompare(b.from ?? ''),
    )
    .slice(0, MAX_LOGONS)
    .sort((a, b) => (a.from ?? '').localeCompare(b.from ?? '') || (a.id < b.id ? -1 : 1));
}

/** What no finding tells anyway. */
function entries(
  notable: readonly NotableEvent[],
  logs: HostActivity['logs'],
  findings: readonly Finding[],
): TimelineEntry[] {
  const told = new Set(findings.flatMap((f) => f.quotes.map(({ place }) => placeKey(place))));
  const ofLogs = logs.flatMap(({ marks }) =>
    marks.flatMap((mark): TimelineEntry[] =>
      mark.from === undefined || mark.kind === 'numbers'
        ? []
        : [
            {
              time: mark.from,
              ...(mark.to === undefined ? {} : { end: mark.to }),
              phase: 'defence-evasion',
              outcome: 'context',
              severity: 'info',
              text: mark.text,
              entities: [],
              ...(mark.place === undefined ? {} : { place: mark.place }),
              count: 1,
            },
          ],
    ),
  );
  const ofEvents = notable.map(
    (event): TimelineEntry => ({
      time: instant(event.time),
      phase: event.phase,
      outcome: 'context',
      severity: 'info',
      text: event.text,
      entities: [...event.entities],
      place: event.place,
      count: 1,
    }),
  );
  const seen = new Set<string>();
  return [...ofLogs, ...ofEvents]
    .filter(({ place }) => place === undefined || !told.has(placeKey(place)))
    .sort((a, b) => a.time.localeCompare(b.time) || (a.text < b.text ? -1 : 1))
    .filter(({ time, text }) => {
      // Two logs tell of the same service or task.
      const key = `${time.slice(0, 19)} ${text}`;
      return seen.has(key) ? false : seen.add(key) !== undefined;
    })
    .slice(0, MAX_ENTRIES);
}

/** Channels whose span is told in words. */
const TOLD = ['Security', 'System', 'Application', 'MSExchange Management', 'Windows PowerShell'];

/** Puts what is known of the event logs into the coverage: periods of the main logs, pauses, clears, jumps. */
export function tellEventLogs(coverage: Coverage, activity: HostActivity): void {
  if (activity.logs.length === 0) return;
  coverage.eventLogs = activity.logs;
  const source = coverage.sources.find(
    ({ artifact, records }) => (artifact === 'evtx' || artifact === 'event-log-json') && records > 0,
  );
  if (source === undefined) return;
  const main = activity.logs.filter(({ channel }) => TOLD.includes(channel) || /sysmon/i.test(channel));
  for (const { channel, period, records } of main)
    if (period) source.notes.push(`${channel}: ${count(records, 'record')}, ${day(period.from)} to ${day(period.to)}.`);
  for (const { channel, marks } of activity.logs) {
    for (const mark of marks) {
      if (mark.kind === 'stopped' && mark.from !== undefined && mark.to !== undefined)
        source.gaps.push({ from: mark.from, to: mark.to, kind: 'hours', note: `${mark.text}.` });
      else if (mark.kind !== 'numbers' || mark.from === undefined)
        source.notes.push(`${mark.from === undefined ? `${channel}: ` : `${day(mark.from)}: `}${mark.text}.`);
      else if (mark.to !== undefined)
        source.gaps.push({ from: mark.from, to: mark.to, kind: 'lines', note: `${channel}: ${mark.text}.` });
    }
  }
}
