import { type Day, processEvent } from '../background/index.js';
import { at, iso } from '../write/index.js';
import { plant } from './plant-page.js';
import type { World } from './world.js';

/** CVE-2021-26858: the address book generator is made to write a file outside its folder. */
export interface OabGeneratorWrite {
  readonly kind: 'oab-generator-write';
  readonly at: string;
  readonly page: string;
  readonly path: string;
}

/** CVE-2021-26857: the voice mail service unpacks an object it should not, and starts a program. */
export interface VoiceMailObject {
  readonly kind: 'voice-mail-object';
  readonly at: string;
  readonly runs: string;
}

export function oabGeneratorWrite(day: Day, step: OabGeneratorWrite, world: World): void {
  const time = at(step.at);
  world.traces.push({
    kind: 'row',
    log: 'oab-generator',
    time,
    values: { line: `Download failed and temporary file ${step.path} needs to be removed` },
  });
  plant(day, world, time - 200, step.page, step.path, 'plain');
  world.truth.events.push({ time: iso(time), phase: 'exploitation', what: 'CVE-2021-26858' });
}

export function voiceMailObject(day: Day, step: VoiceMailObject, world: World): void {
  const time = at(step.at);
  const worker = `${day.server.installPath}Bin\\UMWorkerProcess.exe`;
  world.traces.push({
    kind: 'event',
    channel: 'Application',
    provider: 'MSExchange Unified Messaging',
    eventId: 1423,
    level: 2,
    time,
    data: [
      'UM header file processing failed',
      "System.InvalidCastException: Unable to cast object of type 'System.Collections.Hashtable' to the expected type.",
    ],
  });
  world.truth.events.push({ time: iso(time), phase: 'exploitation', what: 'CVE-2021-26857' });
  world.traces.push(
    processEvent(day, time + 90, {
      image: 'C:\\Windows\\System32\\cmd.exe',
      commandLine: `cmd.exe /c ${step.runs}`,
      parent: worker,
      pid: day.random.int(9100, 20_000),
      parentPid: day.random.int(5000, 9000),
    }),
  );
  world.truth.events.push({
    time: iso(time + 90),
    phase: 'execution',
    what: `UMWorkerProcess.exe started cmd.exe: ${step.runs}`,
  });
}
