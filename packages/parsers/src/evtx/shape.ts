/**
 * The fields of events with one outer template and one template of event data: name -> where its value stands.
 * Worked out once for all records that have the same two templates.
 */
import { dataName, SYSTEM_NAMES, withoutBlanks } from '../event-json/fields.js';
import { EvtxDamage, isDamage } from './damage.js';
import type { Instance } from './instance.js';
import { MAX_DEPTH, MAX_INSTANCES } from './limits.js';
import { renderParts } from './render.js';
import { attributeParts, type Part, type XmlElement } from './tree.js';

/** A field may come from the record's own instance (level 0) or from one that is a value of it. */
export interface Field {
  readonly name: string;
  /** Number of the field within its shape: where a record keeps the text. */
  readonly position: number;
  readonly level: number;
  readonly parts: readonly Part[];
  /** The number of the value that is all there is; -1 where there is text or more than one. */
  readonly index: number;
}

export interface Shape {
  /** In the event's order; where names are equal, the first that has a value counts. */
  readonly named: readonly Field[];
  /** No two names are equal, whatever their case. */
  readonly distinct: boolean;
  /** By name as it is, and by name in lower case. */
  readonly byName: ReadonlyMap<string, readonly Field[]>;
  /** `<Data>` without a name. */
  readonly unnamed: readonly Field[];
  /** Depends on nothing but the templates. */
  readonly constant: boolean;
}

/** Fields that repeat the same value: a template that does it more often wants to blow up memory. */
export const MAX_REPEATS = 16;
/** As many fields as exported events may have. */
export const MAX_FIELDS = 1024;

export interface BuiltShape {
  readonly shape: Shape;
  readonly levels: Levels;
  /** Data of the event could not be read; the fields of the others are there. */
  readonly damaged: boolean;
}

/** The instances that a record consists of, its own first. */
export type Levels = readonly Instance[];

export function buildShape(outer: Instance): BuiltShape {
  const builder = new ShapeBuilder(outer);
  const { template } = outer;
  for (const { name, parts } of template.systemFields()) builder.add(name, 0, parts);
  for (const part of template.root?.children ?? []) {
    if (part.kind === 'element' && part.element === template.system) continue;
    builder.safely(part);
  }
  for (const { name, parts } of template.lateSystemFields()) builder.add(name, 0, parts);
  return { shape: builder.finish(), levels: builder.levels, damaged: builder.damaged };
}

class ShapeBuilder {
  readonly levels: Instance[];
  readonly #named: Field[] = [];
  readonly #unnamed: Field[] = [];
  readonly #repeats = new Map<string, number>();
  readonly #slot: number | undefined;
  #constant = true;
  damaged = false;

  constructor(outer: Instance) {
    this.levels = [outer];
    this.#slot = outer.template.dataSlot;
  }

  add(name: string, level: number, parts: readonly Part[]): void {
    if (this.#allowed(level, parts)) this.#named.push(this.#field(name, level, parts));
  }

  safely(part: Part): void {
    try {
      this.section(part, 0, 0);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.damaged = true;
      this.#constant = false;
    }
  }

  /** A child of `<Event>`: EventData, UserData and their like, or the place for one. */
  section(part: Part, level: number, depth: number): void {
    if (part.kind === 'element') {
      const { element } = part;
      // What stands in UserData is an element of the provider's own; its members are the fields.
      if (element.name === 'UserData') this.#each(element.children, level, depth, (e, l, d) => this.#members(e, l, d));
      else this.#members(element, level, depth);
    } else this.#each([part], level, depth, (e, l, d) => this.section({ kind: 'element', element: e }, l, d));
  }

  finish(): Shape {
    const byName = new Map<string, Field[]>();
    for (const field of this.#named) {
      for (const key of new Set([field.name, field.name.toLowerCase()])) {
        const same = byName.get(key);
        if (same === undefined) byName.set(key, [field]);
        else same.push(field);
      }
    }
    for (const field of this.#named) {
      const joined = withoutBlanks(field.name);
      if (joined === field.name) continue;
      for (const key of [joined, joined.toLowerCase()]) if (!byName.has(key)) byName.set(key, [field]);
    }
    const distinct = new Set(this.#named.map(({ name }) => name.toLowerCase())).size === this.#named.length;
    return { named: this.#named, distinct, byName, unnamed: this.#unnamed, constant: this.#constant };
  }

  /** Calls `take` for elements, also those that are values; other content is a value without a name. */
  #each(
    parts: readonly Part[],
    level: number,
    depth: number,
    take: (element: XmlElement, level: number, depth: number) => void,
  ): void {
    if (depth > MAX_DEPTH) throw new EvtxDamage('values nested too deep');
    for (const part of parts) {
      if (part.kind === 'element') take(part.element, level, depth + 1);
      else if (part.kind === 'text') {
        if (part.text.trim() !== '') this.#addUnnamed(level, [part]);
      } else this.#open(part, level, depth, take);
    }
  }

  #open(
    part: Part & { readonly kind: 'value' | 'instance' },
    level: number,
    depth: number,
    take: (element: XmlElement, level: number, depth: number) => void,
  ): void {
    const instance = this.levels[level];
    const nested = part.kind === 'value' ? instance?.nested(part.index) : instance?.inner(part);
    if (nested === undefined) {
      this.#addUnnamed(level, [part]);
      return;
    }
    // One value with a template of its own is the rule and told by the cache's key; anything else is not.
    if (level > 0 || part.kind !== 'value' || part.index !== this.#slot || nested.template.identifier === undefined)
      this.#constant = false;
    if (this.levels.length > MAX_INSTANCES) throw new EvtxDamage('too many templates in one record');
    const deeper = this.levels.push(nested) - 1;
    this.#each(nested.template.parts, deeper, depth + 1, take);
  }

  #members(element: XmlElement, level: number, depth: number): void {
    const inner = element.children.filter((part) => part.kind !== 'element');
    this.#each(inner, level, depth, (e, l, d) => this.#member(e, l, d));
    for (const part of element.children) if (part.kind === 'element') this.#member(part.element, level, depth + 1);
  }

  #member(element: XmlElement, level: number, depth: number): void {
    if (element.name === 'Data' || element.name === 'ComplexData') {
      const name = attributeParts(element, 'Name');
      if (name === undefined) this.#addUnnamed(level, element.children);
      else this.#addData(this.#nameOf(name, level), level, element.children);
      return;
    }
    if (element.children.some((part) => part.kind === 'element')) this.#members(element, level, depth + 1);
    else this.#addData(element.name, level, element.children);
  }

  /** Where System has the name too, the data is found under a second one. */
  #addData(name: string, level: number, parts: readonly Part[]): void {
    this.add(name, level, parts);
    if (SYSTEM_NAMES.has(name.toLowerCase())) this.add(dataName(name), level, parts);
  }

  #nameOf(parts: readonly Part[], level: number): string {
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'text') return only.text;
    this.#constant = false;
    const instance = this.levels[level];
    return instance === undefined ? '' : renderParts(instance, parts);
  }

  #addUnnamed(level: number, parts: readonly Part[]): void {
    if (this.#allowed(level, parts)) this.#unnamed.push(this.#field('Data', level, parts));
  }

  #field(name: string, level: number, parts: readonly Part[]): Field {
    return { name, position: this.#named.length + this.#unnamed.length, level, parts, index: indexOf(parts) };
  }

  #allowed(level: number, parts: readonly Part[]): boolean {
    if (this.#named.length + this.#unnamed.length >= MAX_FIELDS) return false;
    for (const part of parts) {
      if (part.kind !== 'value') continue;
      const key = `${level}:${part.index}`;
      const repeats = (this.#repeats.get(key) ?? 0) + 1;
      this.#repeats.set(key, repeats);
      if (repeats > MAX_REPEATS) return false;
    }
    return true;
  }
}

function indexOf(parts: readonly Part[]): number {
  const only = parts[0];
  return parts.length === 1 && only?.kind === 'value' ? only.index : -1;
}
