import { parseBinaryXml } from './binary-xml.js';
import type { EvtxChunk } from './chunk.js';
import { EvtxDamage } from './damage.js';
import { CHUNK, DEFINITION } from './format.js';
import { Template } from './template.js';
import type { Part } from './tree.js';

/** Compiles template definitions, each once for the chunk that it stands in. */
export class TemplateStore {
  #chunk: EvtxChunk | undefined;
  #compiled = 0;

  /** @param at offset of the definition in the chunk. */
  get(chunk: EvtxChunk, at: number): Template {
    return chunk.templates.get(at) ?? this.#compile(chunk, at);
  }

  inline(parts: readonly Part[]): Template {
    return new Template(parts, undefined);
  }

  #compile(chunk: EvtxChunk, at: number): Template {
    if (at < CHUNK.records) throw new EvtxDamage('a template inside the chunk header');
    const size = chunk.u32(at + DEFINITION.size);
    const from = at + DEFINITION.data;
    if (from + size > chunk.bytes.length) throw new EvtxDamage('a template that leads out of its chunk');
    this.#spend(chunk, size);
    const template = new Template(parseBinaryXml(chunk, from, from + size, true), chunk.u32(at + DEFINITION.guid));
    chunk.templates.set(at, template);
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
