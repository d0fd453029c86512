import { type Day, processEvent } from '../background/index.js';
import { at, iso } from '../write/index.js';
import { applySetting } from './ways-back.js';
import type { World } from './world.js';

/** From this server on to others, with what Windows itself brings. */
export interface LateralMovement {
  readonly kind: 'lateral-movement';
  readonly at: string;
  readonly by: 'wmic' | 'portproxy' | 'remote-task';
  /** Name of the other machine. */
  readonly to: string;
}

const CMD = 'C:\\Windows\\System32\\cmd.exe';
const W3WP = 'C:\\Windows\\System32\\inetsrv\\w3wp.exe';
const SYSTEM32 = 'C:\\Windows\\System32\\';

/** Image and command line; nothing that could be run against anybody. */
function commandOf({ by, to }: LateralMovement): readonly [image: string, line: string] {
  switch (by) {
    case 'wmic':
      return [`${SYSTEM32}wbem\\WMIC.exe`, `wmic /node:${to} process call create "cmd /c echo inert"`];
    case 'portproxy':
      return [
        `${SYSTEM32}netsh.exe`,
        `netsh interface port\x70roxy add v4tov4 listenport=33890 connectport=3389 connectaddress=${to}`,
      ];
    case 'remote-task':
      return [
        `${SYSTEM32}schtasks.exe`,
        `schtasks /create /s ${to} /tn inert /tr "cmd /c echo inert" /sc once /st 00:00`,
      ];
  }
}

export function lateralMovement(day: Day, step: LateralMovement, world: World): void {
  const time = at(step.at);
  const [image, line] = commandOf(step);
  const pid = day.random.int(9100, 20_000);
  world.traces.push(
    processEvent(day, time, { image: CMD, commandLine: `"cmd" /c ${line}`, parent: W3WP, pid, parentPid: 7342 }),
    processEvent(day, time + 25, { image, commandLine: line, parent: CMD, pid: pid + 4, parentPid: pid }),
  );
  if (step.by === 'portproxy') {
    const listen = '0.0.0.0/33890';
    applySetting({ kind: 'port-proxy', listen, connect: `${step.to}/3389` }, time + 40, world);
    world.truth.persistence.push(`port forwarding ${listen}`);
    world.truth.events.push({ time: iso(time), phase: 'persistence', what: `port forwarding ${listen} set up` });
    world.truth.waysBack.push({ kind: 'port-proxy', name: listen });
  }
  world.truth.events.push({ time: iso(time), phase: 'lateral-movement', what: `${step.by} towards ${step.to}` });
}
