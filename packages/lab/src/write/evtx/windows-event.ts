import type { WindowsEvent } from '../../traffic/index.js';
import { keywordsOf, taskOf } from '../event-json.js';
import type { EventContent, EvtxEvent } from './event.js';
import { typed } from './value.js';

/** The log service itself writes what it tells into UserData. */
const CLEARED = {
  provider: 'Microsoft-Windows-Eventlog',
  element: 'LogFileCleared',
  namespace: 'http://manifests.microsoft.com/win/2004/08/windows/eventlog',
} as const;

/** An event of the lab with exactly the fields that its export as JSON has. */
export function evtxEvent(event: WindowsEvent, recordId: number, computer: string): EvtxEvent {
  return {
    recordId,
    time: event.time,
    provider: event.provider,
    eventId: event.eventId,
    ...(event.qualifiers === undefined ? {} : { qualifiers: event.qualifiers }),
    level: event.level,
    task: taskOf(event),
    keywords: BigInt(keywordsOf(event)),
    processId: event.processId ?? 0,
    threadId: 0,
    channel: event.channel,
    computer,
    content: contentOf(event),
  };
}

function contentOf({ provider, data }: WindowsEvent): EventContent {
  if (isList(data)) return { kind: 'unnamed', values: data };
  const values = Object.entries(data).map(([name, value]) => [name, typed(value, name)] as const);
  if (provider !== CLEARED.provider) return { kind: 'named', values };
  return { kind: 'user-data', element: CLEARED.element, namespace: CLEARED.namespace, values };
}

function isList(data: WindowsEvent['data']): data is readonly string[] {
  return Array.isArray(data);
}
