import { cmdletEvent, type Day, processEvent } from '../background/index.js';
import { parseBuild, words } from '../server/index.js';
import { at, iso, LOCAL_SID, versionOnlyImage } from '../write/index.js';
import type { TrueSetting } from './truth.js';
import { putFile, type World } from './world.js';

/** A folder outside the web root, published by the web server. */
export interface AddVirtualDirectory {
  readonly kind: 'virtual-directory';
  readonly at: string;
  readonly path: string;
  readonly physicalPath: string;
}

/** A module that the web server loads with every request. */
export interface AddModule {
  readonly kind: 'iis-module';
  readonly at: string;
  readonly name: string;
  readonly image: string;
}

/** A transport agent: sees all mail. */
export interface AddTransportAgent {
  readonly kind: 'transport-agent';
  readonly at: string;
  readonly name: string;
  readonly assembly: string;
}

/** An account made or woken up, and made administrator. */
export interface AddAccount {
  readonly kind: 'account';
  readonly at: string;
  readonly name: string;
  /** Who did it; absent: the server itself, that is a program that runs as SYSTEM. */
  readonly by?: string;
  /** Default: yes. */
  readonly administrator?: boolean;
}

const FIRST_RID = 1001;
const CMD = 'C:\\Windows\\System32\\cmd.exe';
const W3WP = 'C:\\Windows\\System32\\inetsrv\\w3wp.exe';
const APPCMD = 'C:\\Windows\\System32\\inetsrv\\appcmd.exe';

function shell(day: Day, world: World, time: number, image: string, commandLine: string): void {
  const pid = day.random.int(9100, 20_000);
  world.traces.push(
    processEvent(day, time, { image: CMD, commandLine: `"cmd" /c ${commandLine}`, parent: W3WP, pid, parentPid: 7342 }),
    processEvent(day, time + 20, { image, commandLine, parent: CMD, pid: pid + 4, parentPid: pid }),
  );
}

export function persisted(world: World, time: number, what: string, way: TrueSetting): void {
  world.truth.persistence.push(what);
  world.truth.waysBack.push(way);
  world.truth.events.push({ time: iso(time), phase: 'persistence', what });
}

/** A library without code that only carries a name. */
function library(path: string, time: number): Uint8Array {
  const name = path.slice(path.lastIndexOf('\\') + 1);
  return versionOnlyImage(name, 'INERT: synthetic library of the Allclear lab', parseBuild('1.0.0.0'), time);
}

export function addVirtualDirectory(step: AddVirtualDirectory, world: World): void {
  const time = at(step.at);
  world.configuration.virtualDirectories = [
    ...(world.configuration.virtualDirectories ?? []),
    { path: step.path, physicalPath: step.physicalPath },
  ];
  world.configuration.changed = time;
  persisted(world, time, `virtual directory ${step.path} to ${step.physicalPath}`, {
    kind: 'virtualDirectory',
    name: step.path,
  });
}

export function addModule(day: Day, step: AddModule, world: World): void {
  const time = at(step.at);
  shell(day, world, time, APPCMD, `${APPCMD} install module /name:"${step.name}" /image:"${step.image}" /add:true`);
  world.configuration.modules = [...(world.configuration.modules ?? []), { name: step.name, image: step.image }];
  world.configuration.changed = time;
  putFile(world, { path: step.image, bytes: library(step.image, time), modified: time - 4000 });
  persisted(world, time, `module ${step.name} of the web server`, { kind: 'globalModule', name: step.name });
}

export function addTransportAgent(day: Day, step: AddTransportAgent, world: World): void {
  const time = at(step.at);
  const factory = `${step.name.replaceAll(' ', '')}.AgentFactory`;
  world.traces.push(
    cmdletEvent(day, time, {
      cmdlet: 'Install-TransportAgent',
      parameters: `-Name "${step.name}" -TransportAgentFactory "${factory}" -AssemblyPath "${step.assembly}"`,
      caller: `${day.server.netbios}\\${day.server.host.toUpperCase()}$`,
      host: 'ConsoleHost',
      pool: 'powershell',
    }),
  );
  world.configuration.agents = [
    ...(world.configuration.agents ?? []),
    { name: step.name, factory, path: step.assembly },
  ];
  world.configuration.changed = time;
  putFile(world, { path: step.assembly, bytes: library(step.assembly, time), modified: time - 9000 });
  persisted(world, time, `transport agent ${step.name}`, { kind: 'transportAgent', name: step.name });
}

export function addAccount(day: Day, step: AddAccount, world: World): void {
  const time = at(step.at);
  const { server } = day;
  const subject =
    step.by === undefined
      ? { SubjectUserSid: 'S-1-5-18', SubjectUserName: `${server.host.toUpperCase()}$`, SubjectLogonId: '0x3e7' }
      : { SubjectUserSid: `${server.domainSid}-1151`, SubjectUserName: step.by, SubjectLogonId: '0x5b1f22' };
  // A local account: the domain controller would have written down one of the domain.
  const rid = FIRST_RID + world.registry.filter(({ kind }) => kind === 'account').length;
  const sid = `${LOCAL_SID}-${rid}`;
  const computer = server.host.toUpperCase();
  const event = (eventId: number, after: number, data: Record<string, string>): void => {
    world.traces.push({
      kind: 'event',
      channel: 'Security',
      provider: 'Microsoft-Windows-Security-Auditing',
      eventId,
      level: 0,
      time: time + after,
      processId: 4,
      data: { ...data, ...subject, SubjectDomainName: server.netbios },
    });
  };
  if (step.by === undefined)
    shell(day, world, time - 30, 'C:\\Windows\\System32\\net.exe', `net user ${step.name} * /add`);
  event(4720, 0, { TargetUserName: step.name, TargetDomainName: computer, TargetSid: sid });
  if (step.administrator !== false)
    event(4732, 900, {
      MemberName: '-',
      MemberSid: sid,
      TargetUserName: words(server).administrators,
      TargetDomainName: 'Builtin',
      TargetSid: 'S-1-5-32-544',
    });
  world.registry.push({
    kind: 'account',
    account: { name: step.name, rid, created: time, administrator: step.administrator ?? true },
  });
  const setting: TrueSetting = { kind: 'account', name: step.name, sid };
  if (step.by === undefined) persisted(world, time, `account ${step.name}`, setting);
  else world.truth.ownSettings.push(setting);
}
