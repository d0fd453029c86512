/** One chunk: records with the names and templates that they use, each defined where it is used first. */
import { crc32 } from 'node:zlib';
import { utf8 } from '../text.js';
import { BoundedWriter } from './bytes.js';
import {
  CHUNK_BYTES,
  CHUNK_FLAGS,
  CHUNK_HEADER,
  FILE_HEADER_USED,
  MORE,
  NAME_BUCKETS,
  NO_DEPENDENCY,
  RECORD_MAGIC,
  TEMPLATE_BUCKETS,
  TOKEN,
  VALUE_TYPE,
} from './layout.js';
import type { Content, TemplateElement, XmlTemplate } from './template.js';
import type { EvtxValue } from './value.js';

/** A template with values. */
export interface Filled {
  readonly template: XmlTemplate;
  readonly values: readonly EvtxValue[];
}

export interface RecordContent {
  readonly id: number;
  /** 100 ns since 1601. */
  readonly written: bigint;
  /** Its template has one place more than values: there goes `data`. */
  readonly event: Filled;
  readonly data: Filled | undefined;
}

const BINARY_XML = new Uint8Array([TOKEN.fragment, 1, 1, 0]);

export class ChunkWriter {
  readonly #out: BoundedWriter;
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<string, number>();
  /** Added by the record that is being written. */
  #newNames: string[] = [];
  #newTemplates: string[] = [];
  #nameHeads = new Uint32Array(NAME_BUCKETS);
  #templateHeads = new Uint32Array(TEMPLATE_BUCKETS);
  #firstId: number | undefined;
  #lastId = 0;
  #lastRecord = 0;

  constructor() {
    this.#out = new BoundedWriter(new Uint8Array(CHUNK_BYTES), CHUNK_BYTES);
    this.#out.at = CHUNK_HEADER.records;
  }

  get isEmpty(): boolean {
    return this.#firstId === undefined;
  }

  /** False where the chunk has no room for the record; it then stays as it was. */
  add(record: RecordContent): boolean {
    const out = this.#out;
    const start = out.at;
    const nameHeads = this.#nameHeads.slice();
    const templateHeads = this.#templateHeads.slice();
    this.#newNames = [];
    this.#newTemplates = [];
    this.#write(record);
    if (out.overflowed) {
      out.memory.fill(0, start);
      out.at = start;
      this.#nameHeads = nameHeads;
      this.#templateHeads = templateHeads;
      for (const name of this.#newNames) this.#names.delete(name);
      for (const key of this.#newTemplates) this.#templates.delete(key);
      return false;
    }
    this.#firstId ??= record.id;
    this.#lastId = record.id;
    this.#lastRecord = start;
    return true;
  }

  /** All 65,536 bytes; nothing can be added afterwards. */
  finish(): Uint8Array {
    const { memory, at: free } = this.#out;
    const head = new BoundedWriter(memory, CHUNK_HEADER.records);
    head.bytes(utf8('ElfChnk\0'));
    // Numbers in the file and identifiers of the log are the same where no log has wrapped around.
    for (const id of [this.#firstId ?? 0, this.#lastId, this.#firstId ?? 0, this.#lastId]) head.u64(id);
    head.u32(FILE_HEADER_USED);
    head.u32(this.#lastRecord);
    head.u32(free);
    head.u32(crc32(memory.subarray(CHUNK_HEADER.records, free)));
    head.at = CHUNK_HEADER.names;
    for (const offset of this.#nameHeads) head.u32(offset);
    for (const offset of this.#templateHeads) head.u32(offset);
    head.patch32(CHUNK_HEADER.flags, CHUNK_FLAGS);
    const checked = crc32(memory.subarray(0, CHUNK_HEADER.flags));
    head.patch32(CHUNK_HEADER.checksum, crc32(memory.subarray(CHUNK_HEADER.names, CHUNK_HEADER.records), checked));
    return memory;
  }

  #write({ id, written, event, data }: RecordContent): void {
    const out = this.#out;
    const start = out.at;
    out.u32(RECORD_MAGIC);
    out.u32(0);
    out.u64(id);
    out.u64(written);
    this.#instance(event, data);
    // The size stands again at the end, and records are multiples of eight bytes.
    while ((out.at - start) % 8 !== 4) out.u8(0);
    const size = out.at + 4 - start;
    out.u32(size);
    out.patch32(start + 4, size);
  }

  /** Binary XML that is one template instance; `data`, if any, becomes the value behind the last. */
  #instance({ template, values }: Filled, data?: Filled): void {
    const out = this.#out;
    out.bytes(BINARY_XML);
    out.u8(TOKEN.templateInstance);
    out.u8(1);
    out.bytes(template.guid.subarray(0, 4));
    const known = this.#templates.get(template.key);
    out.u32(known ?? out.at + 4);
    if (known === undefined) this.#define(template);
    out.u32(values.length + (data === undefined ? 0 : 1));
    for (const { type, bytes } of values) this.#descriptor(bytes.length, type);
    const last = out.at;
    if (data !== undefined) this.#descriptor(0, VALUE_TYPE.binaryXml);
    for (const { bytes } of values) out.bytes(bytes);
    if (data !== undefined) {
      const start = out.at;
      this.#instance(data);
      if (!out.overflowed) out.patch16(last, out.at - start);
    }
    out.u8(TOKEN.end);
  }

  #descriptor(size: number, type: number): void {
    this.#out.u16(size);
    this.#out.u8(type);
    this.#out.u8(0);
  }

  #define({ key, guid, root }: XmlTemplate): void {
    const out = this.#out;
    this.#templates.set(key, out.at);
    this.#newTemplates.push(key);
    const bucket = (guid[0] ?? 0) % TEMPLATE_BUCKETS;
    const older = this.#templateHeads[bucket] ?? 0;
    this.#templateHeads[bucket] = out.at;
    out.u32(older);
    out.bytes(guid);
    const size = out.at;
    out.u32(0);
    out.bytes(BINARY_XML);
    this.#element(root);
    out.u8(TOKEN.end);
    out.patch32(size, out.at - size - 4);
  }

  #element({ name, attributes, children }: TemplateElement): void {
    const out = this.#out;
    out.u8(TOKEN.openElement | (attributes.length > 0 ? MORE : 0));
    out.u16(dependency(children));
    const size = out.at;
    out.u32(0);
    this.#name(name);
    if (attributes.length > 0) {
      const list = out.at;
      out.u32(0);
      for (const [i, [attribute, content]] of attributes.entries()) {
        out.u8(TOKEN.attribute | (i < attributes.length - 1 ? MORE : 0));
        this.#name(attribute);
        this.#content(content);
      }
      out.patch32(list, out.at - list - 4);
    }
    if (children.length === 0) out.u8(TOKEN.closeEmpty);
    else {
      out.u8(TOKEN.closeStart);
      for (const child of children) {
        if ('name' in child) this.#element(child);
        else this.#content(child);
      }
      out.u8(TOKEN.endElement);
    }
    out.patch32(size, out.at - size - 4);
  }

  #content(content: Content): void {
    const out = this.#out;
    if ('literal' in content) {
      out.u8(TOKEN.text);
      out.u8(VALUE_TYPE.text);
      out.u16(content.literal.length);
      out.text(content.literal);
      return;
    }
    out.u8(content.optional ? TOKEN.optionalSubstitution : TOKEN.substitution);
    out.u16(content.value);
    out.u8(content.type);
  }

  /** The offset of a name; the name itself follows where the chunk does not have it yet. */
  #name(name: string): void {
    const out = this.#out;
    const known = this.#names.get(name);
    out.u32(known ?? out.at + 4);
    if (known !== undefined) return;
    this.#names.set(name, out.at);
    this.#newNames.push(name);
    const hash = nameHash(name);
    const bucket = hash % NAME_BUCKETS;
    const older = this.#nameHeads[bucket] ?? 0;
    this.#nameHeads[bucket] = out.at;
    out.u32(older);
    out.u16(hash);
    out.u16(name.length);
    out.text(name);
    out.u16(0);
  }
}

/** An element that is nothing but an optional value depends on it. */
function dependency(children: TemplateElement['children']): number {
  const [only] = children;
  return children.length === 1 && only !== undefined && 'optional' in only && only.optional
    ? only.value
    : NO_DEPENDENCY;
}

/** The low 16 bits of a polynomial hash with factor 65,599. */
function nameHash(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 65_599) + name.charCodeAt(i)) >>> 0;
  return hash & 0xffff;
}
