/** Events that belong into the course of things whether a rule says anything about them or not: rare on any server. */
import type { Entity, EntityKind, EvidenceEvent } from '@allclear/model';
import type { NotableEvent } from './digest.js';

type Notable = Pick<NotableEvent, 'text' | 'phase' | 'entities'>;
type Reader = (get: (field: string) => string) => Notable | undefined;

const entities = (...pairs: readonly (readonly [EntityKind, string])[]): Entity[] =>
  pairs.filter(([, value]) => value !== '').map(([kind, value]) => ({ kind, value: value.slice(0, 300) }));

const account =
  (what: string): Reader =>
  (get) => ({
    text: `Account ${get('TargetUserName')} was ${what} by ${get('SubjectUserName')}`,
    phase: 'persistence',
    entities: entities(['account', get('TargetUserName')]),
  });

const member =
  (what: string): Reader =>
  (get) => {
    // Local accounts are told by their number alone.
    const name = get('MemberName').replace(/^-$/, '') || get('MemberSid');
    return {
      text: `${name} was ${what} the group ${get('TargetUserName')} by ${get('SubjectUserName')}`,
      phase: 'persistence',
      entities: entities(['account', name]),
    };
  };

const task =
  (what: string): Reader =>
  (get) => {
    const name = get('TaskName');
    // Windows and its programs change their own all the time.
    if (/^\\Microsoft\\/i.test(name)) return undefined;
    return {
      text: `Scheduled task ${name} was ${what} by ${get('UserContext') || get('UserName') || get('SubjectUserName')}`,
      phase: 'persistence',
      entities: entities(['task', name]),
    };
  };

const service: Reader = (get) => {
  const path = get('ImagePath') || get('ServiceFileName');
  return {
    text: `Service ${get('ServiceName')} was installed: ${path}`,
    phase: 'persistence',
    entities: entities(['file', path]),
  };
};

const defender =
  (what: string, phase: NotableEvent['phase']): Reader =>
  (get) => {
    const threat = get('Threat Name') || get('ThreatName');
    return {
      text: `Microsoft Defender ${what}${threat === '' ? '' : `: ${threat}`}${get('Path') === '' ? '' : ` (${get('Path').slice(0, 200)})`}`,
      phase,
      entities: [],
    };
  };

/** By log source service and event id. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['security:4720', account('created')],
  ['security:4722', account('enabled')],
  ['security:4724', account('given a new password')],
  ['security:4726', account('deleted')],
  ['security:4728', member('added to')],
  ['security:4732', member('added to')],
  ['security:4756', member('added to')],
  ['security:4733', member('removed from')],
  ['security:4697', service],
  ['system:7045', service],
  ['security:4698', task('registered')],
  ['security:4702', task('changed')],
  ['taskscheduler:106', task('registered')],
  ['taskscheduler:140', task('changed')],
  ['taskscheduler:141', task('deleted')],
  ['windefend:1116', defender('found a threat', 'response')],
  ['windefend:1117', defender('acted on a threat', 'response')],
  ['windefend:5001', defender('was switched off: no protection in real time', 'defence-evasion')],
  ['windefend:5010', defender('was switched off: no scanning for malware', 'defence-evasion')],
  [
    'windefend:5007',
    (get) =>
      /\\Exclusions\\/i.test(get('New Value') || get('NewValue'))
        ? {
            text: `Microsoft Defender was told to look away: ${get('New Value') || get('NewValue')}`,
            phase: 'defence-evasion',
            entities: [],
          }
        : undefined,
  ],
  [
    'iis-configuration:29',
    (get) => ({
      text: `IIS configuration changed: ${get('Configuration') || get('EditOperationType')} ${get('NewValue')}`
        .trim()
        .slice(0, 400),
      phase: 'persistence',
      entities: [],
    }),
  ],
]);

/** Event ids that any of these is about. */
export const NOTABLE_IDS: ReadonlySet<string> = new Set(
  [...READERS.keys()].map((key) => key.slice(key.indexOf(':') + 1)),
);

export function notableOf(event: EvidenceEvent, eventId: string): Notable | undefined {
  const service = event.logSource.service ?? '';
  return READERS.get(`${service}:${eventId}`)?.((field) => (event.get(field) ?? '').slice(0, 500));
}
