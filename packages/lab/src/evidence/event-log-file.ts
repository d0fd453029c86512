import type { WindowsEvent } from '../traffic/index.js';
import { EvtxWriter, eventJson, evtxEvent, utf8 } from '../write/index.js';
import { kapePath } from './entry.js';

/** How event logs come into a collection: exported as JSON lines, or as the files of Windows. */
export type EventLogForm = 'json' | 'evtx';

/** A channel's log while it is written. Events come in order of time. */
export interface EventLogFile {
  /** Path in the collection, as KAPE lays it out. */
  readonly path: string;
  add(event: WindowsEvent, recordId: number): void;
  /** The whole file in pieces; nothing may be added afterwards. */
  finish(): readonly Uint8Array[];
}

export function eventLogFile(form: EventLogForm, channel: string, computer: string): EventLogFile {
  const name = channel.replaceAll('/', '%4');
  return form === 'json' ? jsonFile(name, computer) : evtxLogFile(name, computer);
}

function jsonFile(name: string, computer: string): EventLogFile {
  const lines: Uint8Array[] = [];
  return {
    path: `EventLogs/${name}.jsonl`,
    add: (event, recordId) => lines.push(utf8(`${eventJson(event, recordId, computer)}\n`)),
    finish: () => lines,
  };
}

function evtxLogFile(name: string, computer: string): EventLogFile {
  const chunks: Uint8Array[] = [];
  const writer = new EvtxWriter((chunk) => chunks.push(chunk));
  return {
    path: kapePath(`C:\\Windows\\System32\\winevt\\Logs\\${name}.evtx`),
    add: (event, recordId) => writer.add(evtxEvent(event, recordId, computer)),
    finish: () => {
      const header = writer.finish();
      return [header, ...chunks];
    },
  };
}
