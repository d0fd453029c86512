/** Tokens of binary XML -> a tree. Works with an explicit stack, so that no nesting can exhaust ours. */
import type { EvtxChunk } from './chunk.js';
import { EvtxDamage } from './damage.js';
import { DEFINITION, MORE, TOKEN, TYPE } from './format.js';
import { MAX_DEPTH, MAX_NODES, MAX_VALUES } from './limits.js';
import type { Part, XmlElement } from './tree.js';

const FRAGMENT_BYTES = 4;
/** Token, version, identifier, offset of the definition. */
const INSTANCE_BYTES = 10;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Where the parts of a template instance stand. */
export interface InstanceLayout {
  /** First four bytes of the definition's GUID. */
  readonly identifier: number;
  /** Offset of the definition. */
  readonly definition: number;
  readonly count: number;
  /** Offset of the first value's size and type. */
  readonly descriptors: number;
  readonly values: number;
}

/** @param at offset of the instance's token. */
export function instanceLayout(chunk: EvtxChunk, at: number, limit: number): InstanceLayout {
  const identifier = chunk.u32(at + 2);
  const definition = chunk.u32(at + 6);
  let next = at + INSTANCE_BYTES;
  // The first use of a template in a chunk brings its definition along.
  if (definition === next) next += DEFINITION.data + chunk.u32(next + DEFINITION.size);
  if (next + 4 > limit) throw new EvtxDamage('a template that leads out of its record');
  const count = chunk.u32(next);
  if (count > MAX_VALUES) throw new EvtxDamage('too many values');
  const descriptors = next + 4;
  const values = descriptors + 4 * count;
  if (values > limit) throw new EvtxDamage('values that lead out of their record');
  return { identifier, definition, count, descriptors, values };
}

function instanceEnd(chunk: EvtxChunk, at: number, limit: number): number {
  const { count, descriptors, values } = instanceLayout(chunk, at, limit);
  let end = values;
  for (let i = 0; i < count; i++) end += chunk.u16(descriptors + 4 * i);
  return end;
}

/** Where XML names something: the only bytes in which equal definitions of two chunks differ. */
export interface NameReference {
  /** Offset of the name's offset. */
  readonly at: number;
  readonly name: string;
  /** The name stands right behind it. */
  readonly inline: boolean;
}

/** What a definition needs of its chunk. */
export interface Relocation {
  readonly names: NameReference[];
  /** A template instance inside: it stands where it stands. */
  fixed: boolean;
}

/**
 * @param dependencies elements carry a dependency identifier: those of template definitions do.
 * @param relocation is told the names that the XML refers to.
 * @returns the parts at the top; undamaged XML has one element there.
 */
export function parseBinaryXml(
  chunk: EvtxChunk,
  from: number,
  limit: number,
  dependencies: boolean,
  relocation?: Relocation,
): Part[] {
  const top: Part[] = [];
  const stack: XmlElement[] = [];
  /** Where content goes: an attribute's value or an element's content. */
  let target = top;
  let nodes = 0;
  let at = from;
  const inside = (): Part[] => stack.at(-1)?.children ?? top;
  const add = (part: Part): void => {
    if (++nodes > MAX_NODES) throw new EvtxDamage('too many elements');
    target.push(part);
  };
  const named = (offset: number): { name: string; next: number } => {
    const place = chunk.u32(offset);
    const next = offset + 4;
    const name = chunk.name(place);
    relocation?.names.push({ at: offset, name, inline: place === next });
    return { name, next: place === next ? next + chunk.nameBytes(next) : next };
  };
  while (at < limit) {
    const token = chunk.u8(at);
    switch (token & ~MORE) {
      case TOKEN.end:
        return top;
      case TOKEN.fragment:
        at += FRAGMENT_BYTES;
        break;
      case TOKEN.openElement: {
        const { name, next } = named(at + (dependencies ? 7 : 5));
        const element: XmlElement = { name, attributes: [], children: [] };
        target = inside();
        add({ kind: 'element', element });
        if (stack.push(element) > MAX_DEPTH) throw new EvtxDamage('elements nested too deep');
        target = element.children;
        at = next + (token & MORE ? 4 : 0);
        break;
      }
      case TOKEN.attribute: {
        const { name, next } = named(at + 1);
        const element = stack.at(-1);
        if (element === undefined || ++nodes > MAX_NODES) throw new EvtxDamage('an attribute without an element');
        target = [];
        element.attributes.push({ name, parts: target });
        at = next;
        break;
      }
      case TOKEN.closeStart:
        target = inside();
        at++;
        break;
      case TOKEN.closeEmpty:
      case TOKEN.endElement:
        if (stack.pop() === undefined) throw new EvtxDamage('an element that ends twice');
        target = inside();
        at++;
        break;
      case TOKEN.value: {
        if (chunk.u8(at + 1) !== TYPE.text) throw new EvtxDamage('a literal of a type that is no text');
        const length = chunk.u16(at + 2);
        add({ kind: 'text', text: chunk.text(at + 4, length, limit) });
        at += 4 + 2 * length;
        break;
      }
      case TOKEN.cdata: {
        const length = chunk.u16(at + 1);
        add({ kind: 'text', text: chunk.text(at + 3, length, limit) });
        at += 3 + 2 * length;
        break;
      }
      case TOKEN.character:
        add({ kind: 'text', text: String.fromCharCode(chunk.u16(at + 1)) });
        at += 3;
        break;
      case TOKEN.entity: {
        const { name, next } = named(at + 1);
        add({ kind: 'text', text: ENTITIES.get(name) ?? `&${name};` });
        at = next;
        break;
      }
      case TOKEN.instructionTarget:
        at = named(at + 1).next;
        break;
      case TOKEN.instructionData:
        at += 3 + 2 * chunk.u16(at + 1);
        break;
      case TOKEN.templateInstance:
        if (relocation !== undefined) relocation.fixed = true;
        add({ kind: 'instance', at, limit });
        at = instanceEnd(chunk, at, limit);
        break;
      case TOKEN.substitution:
      case TOKEN.optionalSubstitution:
        add({ kind: 'value', index: chunk.u16(at + 1), optional: (token & ~MORE) === TOKEN.optionalSubstitution });
        at += 4;
        break;
      default:
        throw new EvtxDamage('an unknown token');
    }
  }
  return top;
}
