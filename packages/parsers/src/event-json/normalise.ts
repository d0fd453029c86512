/**
 * One Windows event out of a JSON object, whichever exporter wrote it, under one naming: the System members
 * as `EventID`, `Provider_Name`, `Channel`, `Computer`, `Level` (a number), `EventRecordID`, …, then the
 * EventData members under their own names.
 *
 * Forms: Velociraptor `{System, EventData}`; evtx_dump `{Event: {System, EventData}}`, attributes nested or
 * apart; NXLog and `Get-WinEvent | ConvertTo-Json` (flat); Winlogbeat (`winlog.event_data`); EvtxECmd
 * (`Payload` as a JSON text); `@Name`/`#text` lists of XML converters.
 * Source: the exporters' own documentation; names after https://learn.microsoft.com/windows/win32/wes/eventschema-schema
 */
import { addEventData, EventFields } from './fields.js';
import { attribute, elementText, isObject, type JsonObject, objectAt, scalarAt, scalarText } from './json.js';
import { messageFields } from './message.js';
import { propertyNames } from './positions.js';
import { type EventTime, parseEventTime } from './time.js';

export interface NormalisedEvent {
  readonly values: ReadonlyMap<string, string>;
  readonly time: EventTime | undefined;
}

/** The event, or undefined where the object is none (no event id). */
export function normaliseEvent(object: JsonObject): NormalisedEvent | undefined {
  const event = unwrap(object);
  const system = objectAt(event, 'System');
  const fields = new EventFields();
  let time: EventTime | undefined;
  if (system !== undefined) time = fromSystem(fields, event, system);
  else if (objectAt(event, 'winlog') !== undefined) time = fromWinlogbeat(fields, event);
  else time = fromFlat(fields, event);
  if (fields.get('EventID') === undefined) return undefined;
  if (!fields.hasData) addFromMessage(fields);
  fields.finishUnnamed();
  addProcessNames(fields);
  return { values: fields.values, time };
}

/** The data of an event that came as its message alone. */
function addFromMessage(fields: EventFields): void {
  const message = fields.get('Message');
  if (message === undefined) return;
  for (const [name, value] of messageFields(fields.get('Provider_Name'), fields.get('EventID') ?? '', message)) {
    if (name.startsWith('Data[')) fields.addUnnamed(value);
    else fields.setData(name, value);
  }
}

/** Values without names, in the order of the event's definition. */
function addProperties(fields: EventFields, values: readonly unknown[]): void {
  const names = propertyNames(fields.get('Provider_Name'), fields.get('EventID') ?? '', values.length);
  // The message of Sysmon names what its properties do not.
  if (names === undefined && /sysmon/i.test(fields.get('Provider_Name') ?? '') && fields.get('Message') !== undefined)
    return;
  if (names === undefined) addEventData(fields, values);
  else
    values.forEach((value, i) => {
      fields.setData(names[i] ?? `Data[${i}]`, elementText(value));
    });
}

/** Takes off what shippers wrap around an event. */
function unwrap(object: JsonObject): JsonObject {
  // Chainsaw: `{group, name, document: {kind: 'evtx', data: {Event}}}`.
  const found = objectAt(object, 'document');
  let event = (found && objectAt(found, 'data')) ?? object;
  for (const name of ['_source', 'Event', 'event']) {
    const inner = objectAt(event, name);
    if (inner === undefined) continue;
    if (name === '_source' || objectAt(inner, 'System') !== undefined) event = inner;
  }
  return event;
}

function firstTime(...candidates: readonly unknown[]): EventTime | undefined {
  let local: EventTime | undefined;
  for (const candidate of candidates) {
    const time = parseEventTime(candidate);
    if (time?.zoned) return time;
    local ??= time;
  }
  return local;
}

const LEVELS: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    logalways: '0',
    audit_success: '0',
    audit_failure: '0',
    critical: '1',
    error: '2',
    warning: '3',
    warn: '3',
    info: '4',
    information: '4',
    verbose: '5',
  }),
);

function level(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (LEVELS.get(text.toLowerCase()) ?? text);
}

function fromSystem(fields: EventFields, event: JsonObject, system: JsonObject): EventTime | undefined {
  fields.set('EventID', elementText(system.EventID));
  const provider = attribute(system, 'Provider', 'Name') ?? scalarText(system.Provider);
  fields.set('Provider_Name', provider ?? scalarAt(system, 'Provider_Name', 'ProviderName'));
  for (const name of ['Channel', 'Computer']) fields.set(name, elementText(system[name]));
  fields.set('Level', level(elementText(system.Level)));
  for (const name of ['EventRecordID', 'Version', 'Task', 'Opcode', 'Keywords']) {
    fields.set(name, elementText(system[name]));
  }
  fields.set('Qualifiers', attribute(system, 'EventID', 'Qualifiers'));
  fields.set('Security_UserID', attribute(system, 'Security', 'UserID'));
  addEventData(fields, event.EventData);
  addUserData(fields, event.UserData);
  fields.set('Provider_Guid', attribute(system, 'Provider', 'Guid'));
  fields.set('Provider_EventSourceName', attribute(system, 'Provider', 'EventSourceName'));
  fields.set('Correlation_ActivityID', attribute(system, 'Correlation', 'ActivityID'));
  fields.set('Correlation_RelatedActivityID', attribute(system, 'Correlation', 'RelatedActivityID'));
  fields.set('Execution_ProcessID', attribute(system, 'Execution', 'ProcessID'));
  fields.set('Execution_ThreadID', attribute(system, 'Execution', 'ThreadID'));
  fields.set('Message', scalarAt(event, 'Message', 'message'));
  return firstTime(
    attribute(system, 'TimeCreated', 'SystemTime'),
    system.TimeCreated,
    fields.get('UtcTime'),
    event._ts,
    event['@timestamp'],
  );
}

/** `<UserData>` holds one element of the provider's own; its members, also those of members, are the fields. */
function addUserData(fields: EventFields, data: unknown, depth = 0): void {
  if (!isObject(data)) return;
  for (const value of Object.values(data)) {
    if (!isObject(value)) continue;
    const inner: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      const structure = isObject(member) && elementText(member) === undefined && name !== '#attributes';
      if (structure && depth < MAX_USER_DATA_DEPTH) addUserData(fields, { [name]: member }, depth + 1);
      else inner[name] = member;
    }
    addEventData(fields, inner);
  }
}

/** Structures inside each other; real ones have two. */
const MAX_USER_DATA_DEPTH = 8;

function fromWinlogbeat(fields: EventFields, event: JsonObject): EventTime | undefined {
  const winlog = objectAt(event, 'winlog') ?? {};
  const log = objectAt(event, 'log') ?? {};
  fields.set('EventID', scalarAt(winlog, 'event_id'));
  fields.set('Provider_Name', scalarAt(winlog, 'provider_name'));
  fields.set('Channel', scalarAt(winlog, 'channel'));
  fields.set('Computer', scalarAt(winlog, 'computer_name'));
  fields.set('Level', level(scalarAt(log, 'level')));
  fields.set('EventRecordID', scalarAt(winlog, 'record_id'));
  fields.set('Task', scalarAt(winlog, 'task'));
  addEventData(fields, winlog.event_data, 'winlogbeat');
  addEventData(fields, winlog.user_data);
  fields.set('Message', scalarAt(event, 'message'));
  return firstTime(event['@timestamp'], scalarAt(objectAt(event, 'event') ?? {}, 'created'));
}

/** Our name, then what the exporters call it. */
const FLAT_NAMES: readonly (readonly [string, readonly string[]])[] = [
  ['EventID', ['EventID', 'EventId', 'event_id', 'Id', 'EventCode']],
  ['Provider_Name', ['Provider_Name', 'ProviderName', 'Provider', 'SourceName', 'source_name', 'Source']],
  ['Channel', ['Channel', 'LogName', 'log_name', 'channel']],
  ['Computer', ['Computer', 'MachineName', 'Hostname', 'ComputerName', 'computer_name']],
  ['EventRecordID', ['EventRecordID', 'EventRecordId', 'RecordId', 'record_number', 'RecordNumber']],
  ['Message', ['Message', 'message']],
];
const FLAT_LEVELS = ['Level', 'LevelDisplayName', 'EventType', 'Severity', 'level'];
const FLAT_TIMES = ['SystemTime', 'TimeCreated', 'EventTime', 'TimeGenerated', 'UtcTime', '@timestamp', '_ts'];
const FLAT_DATA = ['EventData', 'event_data', 'UserData', 'user_data'];
const FLAT_TAKEN = new Set([
  ...FLAT_NAMES.flatMap(([, names]) => names),
  // EventType is a Sysmon field, too: it stays among the others.
  ...FLAT_LEVELS.filter((n) => n !== 'EventType'),
  ...FLAT_TIMES.filter((n) => n !== 'UtcTime'),
  ...FLAT_DATA,
  'Payload',
  'Properties',
]);

function fromFlat(fields: EventFields, event: JsonObject): EventTime | undefined {
  for (const [name, names] of FLAT_NAMES) fields.set(name, scalarAt(event, ...names) ?? nameOf(event, names));
  // Only a member that names a level is one: EventType may be Sysmon's `SetValue`.
  const levels = FLAT_LEVELS.map((n) => scalarAt(event, n)).filter((v) => v !== undefined);
  fields.set('Level', level(levels.find((v) => /^\d$/.test(v) || LEVELS.has(v.toLowerCase()))));
  for (const name of FLAT_DATA) addEventData(fields, event[name]);
  const payload = payloadOf(event);
  if (payload !== undefined) {
    addEventData(fields, payload.EventData);
    addUserData(fields, payload.UserData);
  }
  if (Array.isArray(event.Properties)) addProperties(fields, event.Properties.slice(0, 1000));
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(event)) if (!FLAT_TAKEN.has(name)) rest[name] = value;
  addEventData(fields, rest);
  return firstTime(...FLAT_TIMES.map((n) => timeOf(event[n])), fields.get('UtcTime'));
}

/** `{"Name": …}` in place of a bare name. */
function nameOf(event: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const inner = objectAt(event, name);
    const text = inner && (scalarAt(inner, 'Name') ?? elementText(inner));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** PowerShell 5 writes a date as `{value, DateTime}`; others nest `SystemTime`. */
function timeOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  return value.value ?? value.SystemTime ?? value.DateTime;
}

function payloadOf(event: JsonObject): JsonObject | undefined {
  const text = event.Payload;
  if (isObject(text)) return text;
  if (typeof text !== 'string') return undefined;
  try {
    const payload: unknown = JSON.parse(text);
    return isObject(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}

/** Security 4688 and Sysmon 1 tell the same under two namings; rules for process creation use Sysmon's. */
function addProcessNames(fields: EventFields): void {
  if (fields.get('EventID') !== '4688') return;
  fields.set('Image', fields.get('NewProcessName'));
  fields.set('ParentImage', fields.get('ParentProcessName'));
  const domain = fields.get('SubjectDomainName');
  const user = fields.get('SubjectUserName');
  if (user !== undefined) fields.set('User', domain === undefined ? user : `${domain}\\${user}`);
}
