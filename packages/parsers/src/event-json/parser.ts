import type { EvidenceEvent, LogSource, Place, Problem } from '@allclear/model';
import { MAX_LINE_BYTES } from '../log/limits.js';
import type { LinePlace, LogParser } from '../log/parser.js';
import { ProblemTally } from '../log/tally.js';
import { LineDecoder } from '../text-log/line-decoder.js';
import { withoutBlanks } from './fields.js';
import { isObject } from './json.js';
import { normaliseEvent } from './normalise.js';
import { eventLogSource } from './sources.js';

/** One Windows event out of a JSON line, under the names of `normaliseEvent`. */
class JsonEvent implements EvidenceEvent {
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

  /** `name=value` with JSON's escapes undone; values that `Data` repeats are left out. */
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

/**
 * Reads exported Windows events, one JSON object a line. Lines of an array (`[`, `{…},`, `]`) are accepted.
 * JSON escapes (`\u003c`, `\\`) hide text from a search over raw bytes: rules must see every record.
 */
export class EventJsonParser implements LogParser {
  readonly table = undefined;
  readonly #tally = new ProblemTally();
  readonly #decoder = new LineDecoder();

  get problems(): readonly Problem[] {
    return this.#tally.list();
  }

  /** JSON lines have no header. */
  header(): void {}

  record(bytes: Uint8Array, start: number, end: number, place: LinePlace): EvidenceEvent | undefined {
    if (end - start > MAX_LINE_BYTES) {
      // A cut object is no JSON any more: the line is lost, and both problems say so.
      this.#tally.add('ALC-P002', 'an event of more than 1 MiB', place);
      this.#tally.add('ALC-P001', 'an event of more than 1 MiB (skipped)', place);
      return undefined;
    }
    const line = this.#decoder
      .decode(bytes, start, end)
      .trim()
      .replace(/^\[(?=\s*\{)/, '')
      .replace(/(?<=\})[\],\s]+$/, '');
    if (line === '' || line === '[' || line === ']' || line === ',') return undefined;
    const object = this.#parse(line);
    if (object === undefined) {
      this.#tally.add('ALC-P001', 'no JSON object (skipped)', place);
      return undefined;
    }
    const event = normaliseEvent(object);
    if (event === undefined) {
      this.#tally.add('ALC-P001', 'a JSON object that is no Windows event (skipped)', place);
      return undefined;
    }
    if (event.time === undefined) this.#tally.add('ALC-P007', 'no valid time', place);
    else if (!event.time.zoned) this.#tally.add('ALC-P007', 'no time zone given, taken as UTC', place);
    const { values } = event;
    const source = eventLogSource(
      values.get('Channel'),
      values.get('Provider_Name'),
      values.get('EventID'),
      values.get('EventType'),
    );
    const number = values.get('EventRecordID') ?? '';
    const record = /^\d{1,15}$/.test(number) ? { record: Number(number) } : {};
    return new JsonEvent(source, values, { ...place, ...record }, event.time?.time);
  }

  #parse(line: string): Readonly<Record<string, unknown>> | undefined {
    try {
      const value: unknown = JSON.parse(line);
      return isObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}
