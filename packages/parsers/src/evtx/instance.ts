import { type InstanceLayout, instanceLayout, parseBinaryXml } from './binary-xml.js';
import type { EvtxChunk } from './chunk.js';
import { EvtxDamage } from './damage.js';
import { ARRAY, TOKEN, TYPE } from './format.js';
import { MAX_ITEMS } from './limits.js';
import type { Template } from './template.js';
import type { TemplateStore } from './template-store.js';
import { utf16 } from './text.js';
import type { Part } from './tree.js';
import { arrayItems, valueText } from './value.js';

const FRAGMENT_BYTES = 4;
const NO_VALUES: InstanceLayout = { identifier: 0, definition: 0, count: 0, descriptors: 0, values: 0 };

/** A template with the values of one record. */
export class Instance {
  #offsets: Int32Array | undefined;

  private constructor(
    readonly chunk: EvtxChunk,
    readonly template: Template,
    private readonly layout: InstanceLayout,
    private readonly limit: number,
    private readonly store: TemplateStore,
  ) {}

  /** Reads the binary XML in [at, limit): an instance of a template, or elements without one. */
  static open(chunk: EvtxChunk, store: TemplateStore, at: number, limit: number): Instance {
    let from = at;
    while (from < limit && chunk.u8(from) === TOKEN.fragment) from += FRAGMENT_BYTES;
    if (from >= limit) throw new EvtxDamage('no binary XML');
    if (chunk.u8(from) === TOKEN.templateInstance) {
      const layout = instanceLayout(chunk, from, limit);
      const template = store.get(chunk, layout.definition);
      if (template.identifier !== layout.identifier) throw new EvtxDamage('a template that is another one');
      return new Instance(chunk, template, layout, limit, store);
    }
    const template = store.inline(parseBinaryXml(chunk, from, limit, false));
    return new Instance(chunk, template, NO_VALUES, limit, store);
  }

  get count(): number {
    return this.layout.count;
  }

  type(index: number): number {
    return index < this.layout.count ? this.chunk.u8(this.layout.descriptors + 4 * index + 2) : TYPE.nothing;
  }

  size(index: number): number {
    return index < this.layout.count ? this.chunk.u16(this.layout.descriptors + 4 * index) : 0;
  }

  /** Offset of a value; the value lies inside the record, or this is damage. */
  offset(index: number): number {
    this.#offsets ??= this.#sum();
    return this.#offsets[index] ?? this.limit;
  }

  /** Values at the front are found without summing up all sizes. */
  frontOffset(index: number): number {
    if (this.#offsets !== undefined) return this.offset(index);
    let at = this.layout.values;
    for (let i = 0; i < index; i++) at += this.size(i);
    if (at + this.size(index) > this.limit) throw new EvtxDamage('values that lead out of their record');
    return at;
  }

  #sum(): Int32Array {
    const { count, descriptors, values } = this.layout;
    const offsets = new Int32Array(count + 1);
    let at = values;
    for (let i = 0; i < count; i++) {
      offsets[i] = at;
      at += this.chunk.u16(descriptors + 4 * i);
    }
    offsets[count] = at;
    if (at > this.limit) throw new EvtxDamage('values that lead out of their record');
    return offsets;
  }

  /** A value as text, items of an array joined by blanks; undefined for none and for XML. */
  text(index: number): string | undefined {
    const type = this.type(index);
    const size = this.size(index);
    if (size === 0) return undefined;
    const at = this.offset(index);
    if (type === TYPE.text) return utf16(this.chunk.bytes, at, at + size);
    if (type & ARRAY) return arrayItems(this.chunk, type, at, size).join(' ');
    return valueText(this.chunk, type, at, size);
  }

  isArray(index: number): boolean {
    return (this.type(index) & ARRAY) !== 0;
  }

  items(index: number): readonly string[] {
    const size = this.size(index);
    return size === 0 ? [] : arrayItems(this.chunk, this.type(index), this.offset(index), size).slice(0, MAX_ITEMS);
  }

  /** XML that is a value of this one; undefined where the value is none. */
  nested(index: number): Instance | undefined {
    if (this.type(index) !== TYPE.binaryXml) return undefined;
    const size = this.size(index);
    if (size === 0) return undefined;
    const at = this.offset(index);
    return Instance.open(this.chunk, this.store, at, at + size);
  }

  /** The instance that stands in the XML itself. */
  inner(part: Part & { readonly kind: 'instance' }): Instance {
    return Instance.open(this.chunk, this.store, part.at, part.limit);
  }
}
