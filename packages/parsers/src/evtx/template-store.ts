import { type NameReference, parseBinaryXml, type Relocation } from './binary-xml.js';
import type { EvtxChunk } from './chunk.js';
import { EvtxDamage } from './damage.js';
import { CHUNK, DEFINITION } from './format.js';
import { MAX_KEPT_BYTES } from './limits.js';
import { Template } from './template.js';
import type { Part } from './tree.js';

/** A definition that was compiled in an earlier chunk. */
interface Known {
  readonly template: Template;
  /** The definition's data, and 0xFF for each byte that must be equal in another chunk. */
  readonly data: Uint8Array;
  readonly mask: Uint8Array;
  /** Offsets count from the data's first byte. */
  readonly names: readonly NameReference[];
}

/**
 * Compiles template definitions, each once for the file. Every chunk brings its definitions along again; the GUID alone
 * does not make them the same, since a hostile file may give two the same one: all bytes and names are compared.
 */
export class TemplateStore {
  readonly #known = new Map<string, Known[]>();
  #kept = 0;
  #chunk: EvtxChunk | undefined;
  #compiled = 0;

  /** @param at offset of the definition in the chunk. */
  get(chunk: EvtxChunk, at: number): Template {
    return chunk.templates.get(at) ?? this.#open(chunk, at);
  }

  inline(parts: readonly Part[]): Template {
    return new Template(parts, undefined);
  }

  /** Bytes of definitions that are kept. */
  get kept(): number {
    return this.#kept;
  }

  #open(chunk: EvtxChunk, at: number): Template {
    if (at < CHUNK.records) throw new EvtxDamage('a template inside the chunk header');
    const size = chunk.u32(at + DEFINITION.size);
    const from = at + DEFINITION.data;
    if (from + size > chunk.bytes.length) throw new EvtxDamage('a template that leads out of its chunk');
    this.#spend(chunk, size);
    const identifier = chunk.u32(at + DEFINITION.guid);
    const key = `${identifier}:${chunk.u32(at + DEFINITION.guid + 4)}:${chunk.u32(at + DEFINITION.guid + 12)}:${size}`;
    const known = this.#known.get(key)?.find((one) => isSame(one, chunk, from));
    const template = known?.template ?? this.#compile(chunk, from, size, identifier, key);
    chunk.templates.set(at, template);
    return template;
  }

  #compile(chunk: EvtxChunk, from: number, size: number, identifier: number, key: string): Template {
    const relocation: Relocation = { names: [], fixed: false };
    const template = new Template(parseBinaryXml(chunk, from, from + size, true, relocation), identifier);
    if (relocation.fixed || this.#kept + size > MAX_KEPT_BYTES) return template;
    this.#kept += size;
    const mask = new Uint8Array(size).fill(0xff);
    for (const { at, inline } of relocation.names) {
      // The name's offset; of a name that stands behind it, the offset of the next name with the same hash.
      mask.fill(0, at - from, at - from + (inline ? 8 : 4));
    }
    const known = {
      template,
      data: chunk.bytes.slice(from, from + size),
      mask,
      names: relocation.names.map((name) => ({ ...name, at: name.at - from })),
    };
    this.#known.set(key, [...(this.#known.get(key) ?? []), known]);
    return template;
  }

  /** Definitions cannot overlap: a chunk whose definitions are larger than itself wants to keep us busy. */
  #spend(chunk: EvtxChunk, size: number): void {
    if (this.#chunk !== chunk) {
      this.#chunk = chunk;
      this.#compiled = 0;
    }
    this.#compiled += size;
    if (this.#compiled > 2 * CHUNK.bytes) throw new EvtxDamage('templates that overlap');
  }
}

function isSame({ data, mask, names }: Known, chunk: EvtxChunk, from: number): boolean {
  const { bytes } = chunk;
  for (let i = 0; i < data.length; i++) {
    if ((((data[i] ?? 0) ^ (bytes[from + i] ?? 0)) & (mask[i] ?? 0)) !== 0) return false;
  }
  for (const { at, name, inline } of names) {
    const place = chunk.u32(from + at);
    if ((place === from + at + 4) !== inline || chunk.name(place) !== name) return false;
  }
  return true;
}
