import type { EvidenceEvent, LogSource, Place } from '@allclear/model';
import { parseEventTime } from '../event-json/time.js';
import type { EvtxChunk } from './chunk.js';
import { EvtxDamage, isDamage } from './damage.js';
import { RECORD, TYPE } from './format.js';
import { Instance } from './instance.js';
import { MAX_ITEMS } from './limits.js';
import { renderEvent, renderParts } from './render.js';
import { buildShape, type Field, type Levels, type Shape } from './shape.js';
import type { SourceMemo } from './sources.js';
import type { TemplateStore } from './template-store.js';
import { fileTimeMs } from './time.js';
import type { Part } from './tree.js';

/** How a record was found when not in its chunk's order: in unused space, or behind damage. */
export type Recovery = 'slack' | 'damage';

/** What records of one file share. */
export interface RecordContext {
  readonly templates: TemplateStore;
  readonly sources: SourceMemo;
  /** Told where the data of an event turn out to be damaged. */
  readonly damage: (offset: number) => void;
}

/** Tells of a recovered record how it was found; other records do not have this field. */
export const RECOVERED_FIELD = '@recovered';

const NO_SHAPE: Shape = { named: [], distinct: true, byName: new Map(), unnamed: [], constant: false };
const UNNAMED = /^Data(?:\[(\d{1,4})\])?$/i;

/**
 * One event. Nothing but its template is looked up when it is made; each value is decoded when it is asked for.
 * Field names are those of `normaliseEvent`. Keeps its chunk (64 KiB) in memory.
 */
export class EvtxRecord implements EvidenceEvent {
  readonly #outer: Instance;
  #shape: Shape | undefined;
  #levels: Levels = [];
  #unnamed: readonly string[] | undefined;
  #entries: readonly (readonly [string, string])[] | undefined;
  /** By the position of the field; the empty text stands for none. */
  #texts: (string | undefined)[] | undefined;
  #eventId: string | undefined;
  #logSource: LogSource | undefined;
  #damaged = false;

  /**
   * @param at offset in the chunk, `size` the whole record's.
   * @throws EvtxDamage where the template cannot be read or the record is no event.
   */
  constructor(
    private readonly chunk: EvtxChunk,
    private readonly at: number,
    readonly size: number,
    private readonly context: RecordContext,
    readonly recovery: Recovery | undefined,
  ) {
    this.#outer = Instance.open(chunk, context.templates, at + RECORD.binaryXml, at + size - 4);
    if (this.#outer.template.eventId === undefined) throw new EvtxDamage('XML that is no event');
  }

  /** The number that the log itself gave the record; forwarded events have another one in EventRecordID. */
  get recordId(): number {
    return this.chunk.u64(this.at + RECORD.id);
  }

  /** The data of the event were looked at, and some of them cannot be read. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** Milliseconds UTC at which the record was written, from its header. */
  get written(): number | undefined {
    return fileTimeMs(this.chunk.u32(this.at + RECORD.written), this.chunk.u32(this.at + RECORD.written + 4));
  }

  /** `4624`; the only field that costs nothing. Empty where the value is damaged. */
  get eventId(): string {
    this.#eventId ??= this.#readEventId();
    return this.#eventId;
  }

  get logSource(): LogSource {
    if (this.#logSource === undefined) {
      const { channel, provider } = this.#outer.template;
      const log = this.#content(channel);
      const id = this.eventId;
      // Sysmon tells by the event type whether a registry key was made or deleted.
      const type = id === '12' ? this.get('EventType') : undefined;
      this.#logSource = this.context.sources.get(
        log,
        log === undefined ? this.#content(provider) : undefined,
        id,
        type,
      );
    }
    return this.#logSource;
  }

  get time(): number | undefined {
    const [only] = this.#outer.template.timeCreated ?? [];
    try {
      if (
        only?.kind === 'value' &&
        this.#outer.type(only.index) === TYPE.fileTime &&
        this.#outer.size(only.index) === 8
      ) {
        const at = this.#outer.frontOffset(only.index);
        return fileTimeMs(this.chunk.u32(at), this.chunk.u32(at + 4)) ?? this.written;
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    const text = this.#content(this.#outer.template.timeCreated);
    return parseEventTime(text)?.time ?? this.written;
  }

  get place(): Omit<Place, 'file'> {
    const number = this.get('EventRecordID') ?? '';
    const record = /^\d{1,15}$/.test(number) ? Number(number) : this.recordId;
    return { record, offset: this.chunk.offset + this.at };
  }

  get(field: string): string | undefined {
    if (field === 'EventID') return this.eventId === '' ? undefined : this.eventId;
    const { byName, unnamed } = this.#fields();
    const fields = byName.get(field) ?? byName.get(field.toLowerCase());
    if (fields !== undefined) {
      for (const candidate of fields) {
        const value = this.#value(candidate);
        if (value !== undefined) return value;
      }
    }
    if (unnamed.length > 0) {
      const match = UNNAMED.exec(field);
      if (match !== null) return this.#unnamedValue(match[1]);
    }
    if (field === RECOVERED_FIELD) return this.recovery;
    return this.eventId === '4688' ? this.#processName(field.toLowerCase()) : undefined;
  }

  fieldNames(): readonly string[] {
    return this.entries().map(([name]) => name);
  }

  /** All fields that have a value, in the event's order: what `fieldNames` and `get` tell, at half the price. */
  entries(): readonly (readonly [string, string])[] {
    if (this.#entries !== undefined) return this.#entries;
    const { named, distinct, unnamed } = this.#fields();
    const entries: (readonly [string, string])[] = [];
    const seen = distinct ? undefined : new Set<string>();
    for (const field of named) {
      const value = this.#value(field);
      if (value === undefined) continue;
      if (seen !== undefined) {
        const folded = field.name.toLowerCase();
        if (seen.has(folded)) continue;
        seen.add(folded);
      }
      entries.push([field.name, value]);
    }
    if (unnamed.length > 0) {
      this.#unnamedValues().forEach((value, i) => {
        if (value !== '') entries.push([`Data[${i}]`, value]);
      });
      const all = this.#unnamedValue(undefined);
      if (all !== undefined) entries.push(['Data', all]);
    }
    if (this.eventId === '4688') this.#addProcessNames(entries);
    if (this.recovery !== undefined) entries.push([RECOVERED_FIELD, this.recovery]);
    this.#entries = entries;
    return entries;
  }

  /** The texts of all fields, without their names: what keywords are looked for in. */
  values(): readonly string[] {
    const { named, distinct, unnamed } = this.#fields();
    if (!distinct || unnamed.length > 0 || this.recovery !== undefined) return this.entries().map(([, value]) => value);
    const values: string[] = [];
    for (const field of named) {
      const value = this.#value(field);
      if (value !== undefined) values.push(value);
    }
    // What goes by a second name on 4688 (`Image`, `User`) is there but for the joined account.
    const user = this.eventId === '4688' ? this.get('User') : undefined;
    if (user !== undefined) values.push(user);
    return values;
  }

  #addProcessNames(entries: (readonly [string, string])[]): void {
    const { byName } = this.#fields();
    for (const name of ['Image', 'ParentImage', 'User']) {
      const value = byName.has(name) ? undefined : this.#processName(name.toLowerCase());
      if (value !== undefined) entries.push([name, value]);
    }
  }

  /** The event as XML in one line. */
  text(): string {
    return this.#guarded(() => renderEvent(this.#outer)) ?? '';
  }

  #readEventId(): string {
    const parts = this.#outer.template.eventId ?? [];
    const only = parts[0];
    if (parts.length !== 1 || only?.kind !== 'value') return this.#content(parts)?.trim() ?? '';
    try {
      const isNumber = this.#outer.type(only.index) === TYPE.uint16 && this.#outer.size(only.index) === 2;
      return isNumber
        ? String(this.chunk.u16(this.#outer.frontOffset(only.index)))
        : (partsText(this.#outer, parts)?.trim() ?? '');
    } catch (error) {
      if (!isDamage(error)) throw error;
      return '';
    }
  }

  #fields(): Shape {
    if (this.#shape === undefined) {
      this.#shape = NO_SHAPE;
      this.#guarded(() => this.#open());
    }
    return this.#shape;
  }

  #open(): void {
    const { template } = this.#outer;
    const slot = template.dataSlot;
    let built: Levels | undefined;
    const build = (): Shape => {
      const { shape, levels, damaged } = buildShape(this.#outer);
      built = levels;
      if (damaged) this.#tellDamage();
      return shape;
    };
    let data: Instance | undefined;
    try {
      data = slot === undefined ? undefined : this.#outer.nested(slot);
      this.#shape = template.shape(data?.template, build);
    } catch (error) {
      if (!isDamage(error)) throw error;
      // Not the shape that is kept for events without data: what is damaged must not depend on what came before.
      this.#shape = build();
    }
    this.#levels = built ?? (data === undefined ? [this.#outer] : [this.#outer, data]);
  }

  #tellDamage(): void {
    this.#damaged = true;
    if (this.recovery !== 'slack') this.context.damage(this.chunk.offset + this.at);
  }

  #value(field: Field): string | undefined {
    this.#texts ??= [];
    const known = this.#texts[field.position];
    if (known !== undefined) return known === '' ? undefined : known;
    const text = this.#read(field);
    this.#texts[field.position] = text ?? '';
    return text;
  }

  #read({ level, parts, index }: Field): string | undefined {
    const instance = this.#levels[level];
    if (instance === undefined) return undefined;
    try {
      if (index < 0) return partsText(instance, parts);
      if (instance.size(index) === 0) return undefined;
      return (instance.text(index) ?? partsText(instance, parts)) || undefined;
    } catch (error) {
      if (!isDamage(error)) throw error;
      return undefined;
    }
  }

  #content(parts: readonly Part[] | undefined): string | undefined {
    return parts === undefined ? undefined : this.#guarded(() => partsText(this.#outer, parts));
  }

  #unnamedValues(): readonly string[] {
    this.#unnamed ??= this.#guarded(() => this.#readUnnamed()) ?? [];
    return this.#unnamed;
  }

  #readUnnamed(): string[] {
    const values: string[] = [];
    for (const { level, parts } of this.#fields().unnamed) {
      const instance = this.#levels[level];
      if (instance === undefined || values.length >= MAX_ITEMS) continue;
      const [only] = parts;
      if (parts.length === 1 && only?.kind === 'value' && instance.isArray(only.index)) {
        for (const item of instance.items(only.index)) if (values.length < MAX_ITEMS) values.push(item);
      } else values.push(partsText(instance, parts) ?? '');
    }
    return values;
  }

  #unnamedValue(index: string | undefined): string | undefined {
    const values = this.#unnamedValues();
    const value = index === undefined ? values.filter((v) => v !== '').join(' ') : values[Number(index)];
    return value === '' ? undefined : value;
  }

  /** Security 4688 and Sysmon 1 tell the same under two namings; rules for process creation use Sysmon's. */
  #processName(field: string): string | undefined {
    if (field === 'image') return this.get('NewProcessName');
    if (field === 'parentimage') return this.get('ParentProcessName');
    if (field !== 'user') return undefined;
    const user = this.get('SubjectUserName');
    const domain = this.get('SubjectDomainName');
    return user === undefined || domain === undefined ? user : `${domain}\\${user}`;
  }

  /** Values may be damaged where the record's frame is not; such a value is absent. */
  #guarded<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!isDamage(error)) throw error;
      return undefined;
    }
  }
}

/** Content as text; undefined where it is empty. */
function partsText(instance: Instance, parts: readonly Part[]): string | undefined {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) {
    if (only.kind === 'text') return only.text === '' ? undefined : only.text;
    if (only.kind === 'value') {
      const text = instance.text(only.index);
      if (text !== undefined) return text === '' ? undefined : text;
    }
  }
  const text = renderParts(instance, parts);
  return text === '' ? undefined : text;
}
