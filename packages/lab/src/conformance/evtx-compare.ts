/** One log as we read it against what `evtxexport` says: record by record, field by field. */
import { type EvtxRecord, readEvtx } from '@allclear/parsers';
import type { Exported, ExportedEvent } from './evtxexport.js';

export interface Difference {
  readonly record: string;
  readonly field: string;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

export interface Comparison {
  readonly ours: number;
  readonly recovered: number;
  readonly theirs: number;
  /** Records that both have. */
  readonly common: number;
  /** Fields compared in them. */
  readonly fields: number;
  readonly differences: readonly Difference[];
  /** Records that only one has. */
  readonly onlyOurs: readonly string[];
  readonly onlyTheirs: readonly string[];
}

export function compareLog(bytes: Uint8Array, exported: Exported): Comparison {
  const { records } = readEvtx(bytes);
  const own = records.filter((record) => record.recovery === undefined);
  const waiting = new Map<string, ExportedEvent[]>();
  for (const event of exported.events) {
    const key = keyOf(event.system.get('EventRecordID'), event.system.get('SystemTime'));
    waiting.set(key, [...(waiting.get(key) ?? []), event]);
  }
  const differences: Difference[] = [];
  const onlyOurs: string[] = [];
  let common = 0;
  let fields = 0;
  for (const record of own) {
    const key = keyOf(record.get('EventRecordID'), systemTime(record));
    const event = waiting.get(key)?.shift();
    if (event === undefined) onlyOurs.push(key);
    else {
      common++;
      fields += compareRecord(record, event, differences);
    }
  }
  return {
    ours: own.length,
    recovered: records.length - own.length,
    theirs: exported.events.length,
    common,
    fields,
    differences,
    onlyOurs,
    onlyTheirs: [...waiting].flatMap(([key, events]) => events.map(() => key)),
  };
}

const keyOf = (id: string | undefined, time: string | undefined): string => `${id ?? '?'} ${sameTime(time ?? '')}`;

function systemTime(record: EvtxRecord): string | undefined {
  return /<TimeCreated SystemTime="([^"]*)"/.exec(record.text())?.[1];
}

/** Fractions of a second without closing zeros. */
function sameTime(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+?))?0*Z$/, (_, seconds, fraction) =>
    fraction === undefined ? `${seconds}Z` : `${seconds}.${fraction}Z`,
  );
}

function compareRecord(record: EvtxRecord, event: ExportedEvent, differences: Difference[]): number {
  let fields = 0;
  const compare = (field: string, ours: string | undefined, theirs: string | undefined): void => {
    fields++;
    if (squeezed(ours) !== squeezed(theirs))
      differences.push({ record: record.get('EventRecordID') ?? '?', field, ours, theirs });
  };
  for (const [field, value] of event.system) {
    compare(field, field === 'SystemTime' ? systemTime(record) : record.get(field), value);
  }
  let unnamed = 0;
  const named = new Map<string, string[]>();
  for (const { name, value, markup } of event.data) {
    const own = name === undefined ? `Data[${unnamed++}]` : name;
    if (markup) compare(own, withoutTags(record.get(own)), value);
    else if (name === undefined) compare(own, record.get(own), value);
    else if (value !== '') named.set(name.toLowerCase(), [...(named.get(name.toLowerCase()) ?? []), value]);
  }
  for (const [name, values] of named) {
    const ours = record.get(`EventData_${name}`) ?? record.get(name);
    // The first of equal names is the field; an array is one field with its items in order.
    const joined = values.join(' ');
    compare(name, ours, values.length > 1 && squeezed(ours) === squeezed(joined) ? joined : values[0]);
  }
  if (record.get(`Data[${unnamed}]`) !== undefined) compare('Data', record.get(`Data[${unnamed}]`), undefined);
  return fields;
}

/** White space at the ends is the writer's, not the value's; an empty value is none. */
function squeezed(value: string | undefined): string {
  return sameTime((value ?? '').replace(/\s+/g, ' ').trim());
}

function withoutTags(text: string | undefined): string | undefined {
  return text?.replace(/<[^>]*>/g, '');
}
