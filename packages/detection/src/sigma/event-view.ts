/** One event as rules look at it: field mapping applied, each value read and folded once for all rules. */
import type { EvidenceEvent } from '@allclear/model';
import { fold } from './text.js';

/** Rule field (lower case) -> the event's own fields, the first that has a value counts. */
export type FieldNames = ReadonlyMap<string, readonly string[]>;

/** Virtual fields that do not stand in the record as they are: no keyword looks there. */
const DERIVED: ReadonlySet<string> = new Set(['url-decoded', 'suspect']);

/** Readers of event logs give all texts at once, which costs half of asking for each name. */
interface TellsValues extends EvidenceEvent {
  values(): readonly string[];
}

function tellsValues(event: EvidenceEvent): event is TellsValues {
  return 'values' in event && typeof event.values === 'function';
}

/** The value of a rule's field; undefined where it is absent or empty. */
export function fieldValue(event: EvidenceEvent, names: FieldNames, field: string): string | undefined {
  let value = event.get(field);
  if (value === undefined && names.size > 0) {
    for (const name of names.get(field.toLowerCase()) ?? []) {
      value = event.get(name);
      if (value !== undefined && value !== '') break;
    }
  }
  return value === '' ? undefined : value;
}

export class EventView {
  readonly #raw = new Map<string, string | undefined>();
  readonly #folded = new Map<string, string>();
  #text: string | undefined;
  #foldedText: string | undefined;
  #everything: readonly string[] | undefined;
  #everythingFolded: string[] | undefined;

  constructor(
    readonly event: EvidenceEvent,
    readonly names: FieldNames,
  ) {}

  /** The value of a rule's field; undefined where it is absent or empty. */
  value(field: string): string | undefined {
    const known = this.#raw.get(field);
    if (known !== undefined || this.#raw.has(field)) return known;
    const value = fieldValue(this.event, this.names, field);
    this.#raw.set(field, value);
    return value;
  }

  folded(field: string): string | undefined {
    const known = this.#folded.get(field);
    if (known !== undefined) return known;
    const value = this.value(field);
    if (value === undefined) return undefined;
    const text = fold(value);
    this.#folded.set(field, text);
    return text;
  }

  /** The event's own name for a rule's field. */
  ownName(field: string): string {
    if (this.event.get(field) !== undefined) return field;
    return this.names.get(field.toLowerCase())?.find((name) => this.event.get(name) !== undefined) ?? field;
  }

  text(): string {
    this.#text ??= this.event.text();
    return this.#text;
  }

  foldedText(): string {
    this.#foldedText ??= fold(this.text());
    return this.#foldedText;
  }

  /**
   * What keywords are looked for in: the record's line, then the value of each field as it is decoded. Of a Windows
   * event only the values: its line is markup of the form that it was exported in (XML, JSON, CSV), not the event's own.
   */
  everything(): readonly string[] {
    this.#everything ??= this.#allValues();
    return this.#everything;
  }

  #allValues(): readonly string[] {
    const isWindowsEvent = this.event.logSource.product === 'windows' && this.event.get('EventID') !== undefined;
    if (isWindowsEvent && tellsValues(this.event)) return this.event.values();
    const values = isWindowsEvent ? [] : [this.text()];
    for (const name of this.event.fieldNames()) {
      if (DERIVED.has(name.toLowerCase())) continue;
      const value = this.event.get(name);
      if (value !== undefined) values.push(value);
    }
    return values;
  }

  everythingFolded(): readonly string[] {
    this.#everythingFolded ??= this.everything().map(fold);
    return this.#everythingFolded;
  }
}
