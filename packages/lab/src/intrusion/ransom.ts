import { type Day, processEvent } from '../background/index.js';
import { at, iso, utf8 } from '../write/index.js';
import { applySetting } from './ways-back.js';
import { putFile, type World } from './world.js';

/** Ways back that are closed before files are encrypted. */
export type WayBack = 'shadow-copies' | 'windows-backups' | 'repair';

/** Files are encrypted or made to look so: note, service, ways back closed. */
export interface Ransom {
  readonly kind: 'ransom';
  readonly at: string;
  readonly note: string;
  /** Absent: no service is installed. */
  readonly service?: string;
  /** Default: shadow copies alone. */
  readonly closes?: readonly WayBack[];
  /** The ending that files of the web folders get, and how many of them are in the collection. */
  readonly renames?: { readonly ending: string; readonly files: number };
}

const SYSTEM32 = 'C:\\Windows\\System32\\';
const COMMANDS: Readonly<Record<WayBack, readonly [image: string, line: string]>> = {
  'shadow-copies': ['vssadmin.exe', 'vssadmin.exe delete shadows /all /quiet'],
  'windows-backups': ['wbadmin.exe', 'wbadmin delete catalog -quiet'],
  repair: ['bcdedit.exe', 'bcdedit /set {default} recoveryenabled No'],
};

export function ransom(day: Day, step: Ransom, world: World): void {
  const time = at(step.at);
  const pid = day.random.int(9100, 20_000);
  for (const [index, way] of (step.closes ?? ['shadow-copies']).entries()) {
    const [image, commandLine] = COMMANDS[way];
    world.traces.push(
      processEvent(day, time + index * 1500, {
        image: SYSTEM32 + image,
        commandLine,
        parent: `${SYSTEM32}cmd.exe`,
        pid: pid + index * 4,
        parentPid: 6544,
      }),
    );
  }
  if (step.service !== undefined) {
    const command = `C:\\Users\\Public\\${step.service}.exe`;
    applySetting({ kind: 'service', name: step.service, command }, time + 9000, world);
    world.truth.persistence.push(`service ${step.service}`);
    world.truth.waysBack.push({ kind: 'service', name: step.service });
    world.truth.events.push({
      time: iso(time + 9000),
      phase: 'persistence',
      what: `service ${step.service} installed`,
    });
  }
  putFile(world, {
    path: step.note,
    bytes: utf8(
      'INERT: synthetic note of the Allclear lab. Nothing happened.\r\nAll files of your network are encrypted. Pay in Bitcoin, or buy the decryptor elsewhere.\r\n',
    ),
    modified: time + 60_000,
  });
  const { ending = '', files = 0 } = step.renames ?? {};
  for (let index = 0; index < files; index++)
    putFile(world, {
      path: `C:\\inetpub\\wwwroot\\aspnet_client\\system_web\\4_0_30319\\${ORDINARY[index % ORDINARY.length]}${index}.htm${ending}`,
      bytes: utf8(`INERT: synthetic, nothing is encrypted here ${day.guid()}`),
      modified: time + 20_000 + index * 300,
    });
  world.truth.events.push({ time: iso(time), phase: 'impact', what: `ways back closed, ${step.note} written` });
}

const ORDINARY = ['menu', 'help', 'index', 'page', 'list'];
