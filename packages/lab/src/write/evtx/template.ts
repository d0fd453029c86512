/** XML with places for values: what a template definition of a chunk holds. */
import { hash32 } from '../../random/index.js';

export interface TemplateElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, content: Content])[];
  readonly children: readonly (TemplateElement | Content)[];
}

export type Content = Literal | Place;

export interface Literal {
  readonly literal: string;
}

/** Where the value with this number goes; an optional one takes its element or attribute away where there is none. */
export interface Place {
  readonly value: number;
  readonly type: number;
  readonly optional: boolean;
}

export interface XmlTemplate {
  /** Equal templates have equal keys. */
  readonly key: string;
  /** 16 bytes; made of the key, so that equal logs have equal bytes. */
  readonly guid: Uint8Array;
  readonly root: TemplateElement;
}

export function xmlTemplate(key: string, root: TemplateElement): XmlTemplate {
  const guid = new Uint8Array(16);
  const view = new DataView(guid.buffer);
  for (let i = 0; i < 4; i++) view.setUint32(4 * i, hash32(key, i + 1), true);
  return { key, guid, root };
}

export function element(
  name: string,
  attributes: Readonly<Record<string, Content>>,
  ...children: readonly (TemplateElement | Content)[]
): TemplateElement {
  return { name, attributes: Object.entries(attributes), children };
}

export const literal = (text: string): Literal => ({ literal: text });
export const place = (value: number, type: number): Place => ({ value, type, optional: false });
export const optional = (value: number, type: number): Place => ({ value, type, optional: true });
