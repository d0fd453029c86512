import type { WindowsEvent } from '../traffic/index.js';
import { iso } from './time.js';

/** One event in the JSON Lines shape of evtx_dump (`-o jsonl`). */
export function eventJson(event: WindowsEvent, recordId: number, computer: string): string {
  const eventId =
    event.qualifiers === undefined
      ? event.eventId
      : { '#attributes': { Qualifiers: event.qualifiers }, '#text': event.eventId };
  const system = {
    Provider: { '#attributes': { Name: event.provider } },
    EventID: eventId,
    Level: event.level,
    Task: taskOf(event),
    Keywords: keywordsOf(event),
    TimeCreated: { '#attributes': { SystemTime: iso(event.time).replace('Z', '000Z') } },
    EventRecordID: recordId,
    Execution: { '#attributes': { ProcessID: event.processId ?? 0, ThreadID: 0 } },
    Channel: event.channel,
    Computer: computer,
    Security: null,
  };
  const data = Array.isArray(event.data) ? { Data: { '#text': event.data } } : event.data;
  return JSON.stringify({
    Event: {
      '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
      System: system,
      EventData: data,
    },
  });
}

/** Task number of an event, in every form of export. */
export function taskOf(event: WindowsEvent): number {
  return event.provider === 'MSExchange CmdletLogs' ? 1 : 0;
}

/** Hexadecimal, with `0x`. */
export function keywordsOf(event: WindowsEvent): string {
  if (event.channel === 'Security') return '0x8020000000000000';
  return '0x80000000000000';
}
