import type { EvidenceEvent, LogSource, Place } from '@allclear/model';
import type { LinePlace } from '../log/parser.js';
import type { ProblemTally } from '../log/tally.js';
import { withoutBlanks } from './fields.js';
import type { JsonObject } from './json.js';
import { normaliseEvent } from './normalise.js';
import { eventLogSource } from './sources.js';

/** One Windows event of an export, under the names of `normaliseEvent`. */
class ExportedEvent implements EvidenceEvent {
  #folded: ReadonlyMap<string, string> | undefined;
  constructor(
    readonly logSource: LogSource,
    private readonly values: ReadonlyMap<string, string>,
    readonly place: Omit<Place, 'file'>,
    readonly time: number | undefined,
  ) {}

  get(field: string): string | undefined {
    const exact = this.values.get(field);
    if (exact !== undefined) return exact;
    this.#folded ??= fold(this.values);
    return this.#folded.get(field.toLowerCase());
  }

  fieldNames(): readonly string[] {
    return [...this.values.keys()];
  }

  /** `name=value` with escapes undone; values that `Data` repeats are left out. */
  text(): string {
    const shown = [...this.values].filter(([name]) => !/^Data\[\d+\]$/.test(name));
    return shown.map(([name, value]) => `${name}=${value}`).join(' ');
  }
}

/** Rules write `ThreatName` for what Defender calls `Threat Name`; real names come first. */
function fold(values: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const folded = new Map([...values].map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, value] of values) {
    const joined = withoutBlanks(name).toLowerCase();
    if (!folded.has(joined)) folded.set(joined, value);
  }
  return folded;
}

/** The event in a structure of any exporter; undefined where it is none. Doubts about its time go to `tally`. */
export function exportedEvent(object: JsonObject, place: LinePlace, tally: ProblemTally): EvidenceEvent | undefined {
  const event = normaliseEvent(object);
  if (event === undefined) return undefined;
  if (event.time === undefined) tally.add('ALC-P007', 'no valid time', place);
  else if (!event.time.zoned) tally.add('ALC-P007', 'no time zone given, taken as UTC', place);
  const { values } = event;
  const source = eventLogSource(
    values.get('Channel'),
    values.get('Provider_Name'),
    values.get('EventID'),
    values.get('EventType'),
  );
  const number = values.get('EventRecordID') ?? '';
  const record = /^\d{1,15}$/.test(number) ? { record: Number(number) } : {};
  return new ExportedEvent(source, values, { ...place, ...record }, event.time?.time);
}
