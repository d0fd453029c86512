import { MAX_JSON_VALUES } from '../log/limits.js';
import { anyText, elementText, isObject, type JsonObject, objectAt, scalarAt } from './json.js';

/** Members of an event under one naming, in order; the first of equal names (any case) stays. */
export class EventFields {
  readonly values = new Map<string, string>();
  readonly #folded = new Set<string>();
  readonly #unnamed: string[] = [];
  #data = false;

  set(name: string, value: string | undefined): void {
    if (value === undefined || value === '' || this.values.size >= MAX_JSON_VALUES) return;
    const folded = name.toLowerCase();
    if (this.#folded.has(folded)) return;
    this.#folded.add(folded);
    this.values.set(name, value);
  }

  /** Something beside the members of System and the message is known. */
  get hasData(): boolean {
    return this.#data || this.#unnamed.some((value) => value !== '');
  }

  /** A member of the event's data; where System has the name already, it is told as `EventData_<name>`. */
  setData(name: string, value: string | undefined): void {
    const folded = name.toLowerCase();
    if (value !== undefined && value !== '' && !UNTOLD.has(folded)) this.#data = true;
    this.set(SYSTEM_NAMES.has(folded) && this.#folded.has(folded) ? dataName(name) : name, value);
  }

  get(name: string): string | undefined {
    return this.values.get(name);
  }

  /** A `<Data>` without a name; empty ones keep their place in the count. */
  addUnnamed(value: string | undefined): void {
    if (this.#unnamed.length < MAX_JSON_VALUES / 2) this.#unnamed.push(value ?? '');
  }

  /** `Data[0]`, `Data[1]` … and `Data`, all joined by a blank. */
  finishUnnamed(): void {
    this.#unnamed.forEach((value, i) => {
      this.set(`Data[${i}]`, value);
    });
    this.set('Data', this.#unnamed.filter((v) => v !== '').join(' '));
  }
}

/** System fields, lower case, whose names the data of some events have too (`Version`, `Task`, `Channel`). */
export const SYSTEM_NAMES: ReadonlySet<string> = new Set([
  'eventid',
  'provider_name',
  'channel',
  'computer',
  'level',
  'eventrecordid',
  'version',
  'task',
  'opcode',
  'keywords',
  'qualifiers',
  'security_userid',
]);

/** Members of flat exports that tell nothing of the event's own data, lower case. */
const UNTOLD: ReadonlySet<string> = new Set([
  ...SYSTEM_NAMES,
  'providerid',
  'processid',
  'threadid',
  'execution_processid',
  'execution_threadid',
  'userid',
  'activityid',
  'relatedactivityid',
  'containerlog',
  'matchedqueryids',
  'bookmark',
  'leveldisplayname',
  'opcodedisplayname',
  'taskdisplayname',
  'keywordsdisplaynames',
]);

/** The name under which rules know a field whose own name has blanks (SigmaHQ, log source guide of Defender). */
export function withoutBlanks(name: string): string {
  return name.replaceAll(' ', '');
}

export function dataName(name: string): string {
  return `EventData_${name}`;
}

const NO_FIELDS = new Set(['#attributes', '#text', 'xmlns', '@xmlns', '@Name']);
/** `Data_1` is what NXLog calls unnamed values; Winlogbeat calls them `param1`, which elsewhere is a name of its own. */
const NUMBERED = /^Data_(\d{1,3})$/;
const NUMBERED_BY_BEATS = /^param(\d{1,3})$/;

/** Takes the content of EventData in the forms of the exporters. */
export function addEventData(fields: EventFields, data: unknown, exporter?: 'winlogbeat'): void {
  if (Array.isArray(data)) {
    for (const item of data.slice(0, MAX_JSON_VALUES)) addDataItem(fields, item);
    return;
  }
  if (!isObject(data)) {
    const text = elementText(data);
    if (text !== undefined && text !== '') fields.addUnnamed(text);
    return;
  }
  const dataTaken = addNumbered(fields, data, exporter === 'winlogbeat' ? NUMBERED_BY_BEATS : NUMBERED);
  for (const [name, value] of Object.entries(data).slice(0, MAX_JSON_VALUES)) {
    if (NO_FIELDS.has(name) || name.endsWith('_attributes')) continue;
    if (name === 'Data') {
      if (!dataTaken) addData(fields, value);
    } else fields.setData(name, elementText(value) ?? anyText(value));
  }
  addData(fields, data['#text']);
}

/** The value of `Data`: one unnamed string, a list of them, or elements with names. */
function addData(fields: EventFields, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, MAX_JSON_VALUES)) addDataItem(fields, item);
  } else if (isObject(value) && Array.isArray(value['#text'])) addData(fields, value['#text']);
  else addDataItem(fields, value);
}

function addDataItem(fields: EventFields, item: unknown): void {
  if (!isObject(item)) {
    fields.addUnnamed(elementText(item) ?? '');
    return;
  }
  const attributes = objectAt(item, '#attributes');
  const name = (attributes && scalarAt(attributes, 'Name')) ?? scalarAt(item, '@Name', 'Name', '-Name');
  const value = elementText(item);
  if (name === undefined) fields.addUnnamed(value ?? '');
  else fields.setData(name, value);
}

/** Unnamed values under numbered names, in their order; true where the member `Data` is one of them. */
function addNumbered(fields: EventFields, data: JsonObject, pattern: RegExp): boolean {
  const numbered = Object.keys(data).filter((k) => pattern.test(k));
  if (numbered.length === 0) return false;
  const byNumber = new Map(numbered.map((k) => [Number(pattern.exec(k)?.[1] ?? 0), data[k]]));
  // NXLog's numbers begin behind a first `Data` without one.
  const withData = numbered.some((k) => k.startsWith('Data_'));
  if (withData) fields.addUnnamed(elementText(data.Data));
  const highest = Math.max(...byNumber.keys());
  for (let i = 1; i <= highest; i++) fields.addUnnamed(elementText(byNumber.get(i)));
  return withData;
}
