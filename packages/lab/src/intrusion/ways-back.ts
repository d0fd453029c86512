import { type Day, processEvent } from '../background/index.js';
import { at, iso, type RegistryChange, type WmiSubscription } from '../write/index.js';
import type { WayKind } from './truth.js';
import type { World } from './world.js';

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** A setting of Windows that starts a program, lets somebody in or looks away; made by an intruder or by the owner. */
export type HostSetting =
  | WithoutTime<Exclude<RegistryChange, { kind: 'account' }>>
  | ({ readonly kind: 'wmi-subscription' } & Omit<WmiSubscription, 'kind'>);

/** An intruder's way back in. */
export interface SetUpWayBack {
  readonly kind: 'way-back';
  readonly at: string;
  readonly sets: HostSetting;
}

const SYSTEM32 = 'C:\\Windows\\System32\\';
const CMD = `${SYSTEM32}cmd.exe`;
const W3WP = `${SYSTEM32}inetsrv\\w3wp.exe`;

export function setUpWayBack(day: Day, step: SetUpWayBack, world: World): void {
  const time = at(step.at);
  const [image, commandLine] = commandOf(step.sets);
  const pid = day.random.int(9100, 20_000);
  world.traces.push(
    processEvent(day, time - 40, {
      image: CMD,
      commandLine: `"cmd" /c ${commandLine}`,
      parent: W3WP,
      pid,
      parentPid: 7342,
    }),
    processEvent(day, time - 20, { image, commandLine, parent: CMD, pid: pid + 4, parentPid: pid }),
  );
  world.truth.events.push({ time: iso(time - 40), phase: 'execution', what: `${image} started by the web server` });
  applySetting(step.sets, time, world);
  const way = nameOf(step.sets);
  const what = `${way.kind} ${way.name}`;
  world.truth.persistence.push(what);
  world.truth.waysBack.push(way);
  const phase = PHASES[step.sets.kind] ?? 'persistence';
  world.truth.events.push({ time: iso(time), phase, what: `${what} set up` });
}

const PHASES: Readonly<Partial<Record<HostSetting['kind'], 'defence-evasion' | 'credential-access'>>> = {
  'antivirus-exclusion': 'defence-evasion',
  'event-log-off': 'defence-evasion',
  'stored-passwords': 'credential-access',
};

/** The setting itself, and the event that Windows writes about it, if any. */
export function applySetting(setting: HostSetting, time: number, world: World): void {
  if (setting.kind === 'wmi-subscription') {
    world.subscriptions.push({ ...setting, kind: 'CommandLineEventConsumer' });
    return;
  }
  world.registry.push({ ...setting, at: time });
  if (setting.kind !== 'service') return;
  world.traces.push({
    kind: 'event',
    channel: 'System',
    provider: 'Service Control Manager',
    eventId: 7045,
    level: 4,
    time,
    data: {
      ServiceName: setting.name,
      ImagePath: setting.command,
      ServiceType: 'user mode service',
      StartType: 'auto start',
      AccountName: 'LocalSystem',
    },
  });
}

/** Under which name the setting is found again, in the registry's own words. */
export function nameOf(setting: HostSetting): { readonly kind: WayKind; readonly name: string } {
  switch (setting.kind) {
    case 'image-debugger':
      return { kind: 'image-debugger', name: setting.program };
    case 'lsa-package':
      return { kind: 'lsa-notification', name: setting.name };
    case 'user-class':
      return { kind: 'com-server', name: setting.id };
    case 'task':
      return { kind: 'task', name: setting.task.path };
    case 'port-proxy':
      return { kind: 'port-proxy', name: setting.listen };
    case 'antivirus-exclusion':
      return { kind: 'antivirus-exclusion', name: setting.path };
    case 'stored-passwords':
      return { kind: 'stored-passwords', name: 'UseLogonCredential' };
    case 'event-log-off':
      return { kind: 'event-log', name: 'EventLog' };
    case 'wmi-subscription':
      return { kind: 'wmi-subscription', name: setting.consumer };
    default:
      return { kind: setting.kind, name: setting.name };
  }
}

/** Program and command line that make the setting, as a shell would start them. */
function commandOf(setting: HostSetting): readonly [image: string, line: string] {
  const { kind, name } = nameOf(setting);
  switch (setting.kind) {
    case 'service':
      return [`${SYSTEM32}sc.exe`, `sc create "${name}" start= auto`];
    case 'task':
      return [`${SYSTEM32}schtasks.exe`, `schtasks /create /tn "${name}" /ru SYSTEM /f`];
    case 'port-proxy':
      return [`${SYSTEM32}netsh.exe`, 'netsh interface portproxy add v4tov4'];
    case 'firewall-rule':
      return [`${SYSTEM32}netsh.exe`, `netsh advfirewall firewall add rule name="${name}"`];
    case 'netsh-helper':
      return [`${SYSTEM32}netsh.exe`, `netsh add helper "${setting.library}"`];
    case 'wmi-subscription':
      return [`${SYSTEM32}wbem\\mofcomp.exe`, 'mofcomp.exe C:\\Windows\\Temp\\s.mof'];
    default:
      return [`${SYSTEM32}reg.exe`, `reg import C:\\Windows\\Temp\\${kind}.reg`];
  }
}
