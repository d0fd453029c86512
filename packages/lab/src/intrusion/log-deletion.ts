import { type Day, processEvent } from '../background/index.js';
import type { RemovableLog } from '../evidence/day-files.js';
import type { Channel } from '../traffic/index.js';
import { at, DAY, HOUR, iso, startOfDay } from '../write/index.js';
import type { World } from './world.js';

/** The intruder removes traces: lines of one client, whole hours, or whole files (days). */
export interface DeleteLogs {
  readonly kind: 'delete-logs';
  readonly at: string;
  readonly what: 'lines' | 'hours' | 'files';
  readonly logs: readonly ('iis' | 'httpproxy' | 'exchange')[];
  /** From when on; until the step itself. */
  readonly since: string;
  /** For lines. */
  readonly client?: string;
}

/** An event log is cleared: nothing before that is left, and the clearing itself is recorded. */
export interface ClearEventLog {
  readonly kind: 'clear-event-log';
  readonly at: string;
  readonly channel: Channel;
}

/** The intruder removes a file of their own; ASP.NET's compiled copy stays unless named, too. */
export interface RemoveFile {
  readonly kind: 'remove-file';
  readonly at: string;
  readonly path: string;
  readonly alsoCompiled?: boolean;
}

const CMD = 'C:\\Windows\\System32\\cmd.exe';

export function deleteLogs(step: DeleteLogs, world: World): void {
  const time = at(step.at);
  const since = at(step.since);
  const unit = step.what === 'files' ? DAY : step.what === 'hours' ? HOUR : 1;
  const logs: readonly RemovableLog[] = step.logs;
  world.removals.push({
    logs,
    from: Math.floor(since / unit) * unit,
    to: step.what === 'files' ? startOfDay(time) + DAY : Math.ceil(time / unit) * unit,
    ...(step.client === undefined ? {} : { client: step.client }),
  });
  world.truth.events.push({
    time: iso(time),
    phase: 'defence-evasion',
    what: `${step.what} deleted from ${step.logs.join(', ')}`,
  });
}

export function removeFile(step: RemoveFile, world: World): void {
  const time = at(step.at);
  const file = world.files.get(step.path.toLowerCase());
  if (!file) throw new RangeError(`no step of this scenario wrote ${step.path}`);
  file.removed = time;
  const name = step.path.slice(step.path.lastIndexOf('\\') + 1).toLowerCase();
  if (step.alsoCompiled)
    for (const other of world.files.values())
      if (other.path.toLowerCase().includes(`\\${name}.`) && other.path.endsWith('.compiled')) other.removed = time;
  world.truth.pages = world.truth.pages.map((page) =>
    page.path === step.path ? { ...page, removed: iso(time) } : page,
  );
  world.truth.events.push({ time: iso(time), phase: 'defence-evasion', what: `${step.path} removed` });
}

export function clearEventLog(day: Day, step: ClearEventLog, world: World): void {
  const time = at(step.at);
  world.removals.push({ logs: [`event:${step.channel}`], from: 0, to: time });
  world.traces.push(
    processEvent(day, time - 5, {
      image: 'C:\\Windows\\System32\\wevtutil.exe',
      commandLine: `wevtutil.exe cl "${step.channel}"`,
      parent: CMD,
      pid: day.random.int(9100, 20_000),
      parentPid: day.random.int(9100, 20_000),
    }),
    {
      kind: 'event',
      channel: step.channel === 'Security' ? 'Security' : 'System',
      provider: 'Microsoft-Windows-Eventlog',
      eventId: step.channel === 'Security' ? 1102 : 104,
      level: 4,
      time: time + 1,
      data: { SubjectUserName: `${day.server.host.toUpperCase()}$`, Channel: step.channel },
    },
  );
  world.truth.events.push({ time: iso(time), phase: 'defence-evasion', what: `event log ${step.channel} cleared` });
}
