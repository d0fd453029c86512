/**
 * Events about logging itself, and about the clock that all times come from.
 * Source: https://learn.microsoft.com/windows/security/threat-protection/auditing/
 */
import type { EvidenceEvent } from '@allclear/model';
import type { LogMark } from './digest.js';

/** Smaller corrections are what time services do all day. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

type Mark = Omit<LogMark, 'place' | 'time'>;
type Reader = (event: EvidenceEvent) => Mark | undefined;

const by = (event: EvidenceEvent): string => {
  const user = event.get('SubjectUserName');
  return user === undefined ? '' : ` by ${user.slice(0, 100)}`;
};

const EVENT_LOG_SERVICE = /^(?:windows event log|windows-ereignisprotokoll|eventlog|journal d’événements windows)$/i;

/** By channel and event id, lower case. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['security:1102', (e) => ({ kind: 'cleared', channel: 'Security', text: `The log Security was cleared${by(e)}` })],
  [
    'system:104',
    (e) => {
      const channel = (e.get('EventData_Channel') ?? e.get('Data[2]') ?? 'System').slice(0, 200);
      return { kind: 'cleared', channel, text: `The log ${channel} was cleared${by(e)}` };
    },
  ],
  [
    'security:1100',
    () => ({ kind: 'stopped', channel: undefined, text: 'The service that writes event logs was shut down' }),
  ],
  [
    'system:6006',
    () => ({ kind: 'stopped', channel: undefined, text: 'The service that writes event logs was stopped' }),
  ],
  [
    'system:6005',
    () => ({ kind: 'started', channel: undefined, text: 'The service that writes event logs was started' }),
  ],
  [
    'system:7036',
    (e) =>
      EVENT_LOG_SERVICE.test(e.get('param1') ?? '') && /^(?:stopped|beendet|arrêté)$/i.test(e.get('param2') ?? '')
        ? { kind: 'stopped', channel: undefined, text: 'The service that writes event logs was stopped' }
        : undefined,
  ],
  [
    'system:7040',
    (e) =>
      EVENT_LOG_SERVICE.test(e.get('param4') ?? e.get('param1') ?? '') &&
      /disabled|deaktiviert|désactivé/i.test(e.get('param3') ?? '')
        ? { kind: 'policy', channel: undefined, text: 'The service that writes event logs was set to "disabled"' }
        : undefined,
  ],
  [
    'security:4719',
    // %%8448 and %%8450: success and failure are recorded no more.
    (e) =>
      /%%84(?:48|50)/.test(e.get('AuditPolicyChanges') ?? '')
        ? {
            kind: 'policy',
            channel: 'Security',
            text: `What the log Security records was cut down${by(e)} (${(e.get('SubcategoryId') ?? e.get('CategoryId') ?? 'a category').slice(0, 60)})`,
          }
        : undefined,
  ],
  ['security:4616', (e) => clock(e.get('PreviousTime'), e.get('NewTime'), by(e))],
  [
    'system:1',
    (e) =>
      /kernel-general/i.test(e.get('Provider_Name') ?? '') ? clock(e.get('OldTime'), e.get('NewTime'), '') : undefined,
  ],
]);

/** Event ids that any of these is about: the only thing looked at in all other records. */
export const MARK_IDS: ReadonlySet<string> = new Set([...READERS.keys()].map((key) => key.slice(key.indexOf(':') + 1)));

export function markOf(event: EvidenceEvent, eventId: string): Mark | undefined {
  const channel = event.get('Channel')?.toLowerCase() ?? event.logSource.service ?? '';
  return READERS.get(`${channel}:${eventId}`)?.(event);
}

function clock(before: string | undefined, after: string | undefined, who: string): Mark | undefined {
  const from = Date.parse(before ?? '');
  const to = Date.parse(after ?? '');
  const shift = to - from;
  if (!Number.isFinite(shift) || Math.abs(shift) < CLOCK_TOLERANCE_MS) return undefined;
  const minutes = Math.round(Math.abs(shift) / 60_000);
  const size = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  return {
    kind: 'clock',
    channel: undefined,
    shift,
    text: `The clock was set ${shift < 0 ? 'back' : 'forward'} by ${size}${who}`,
  };
}
