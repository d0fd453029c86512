/** XML as binary XML describes it, with places for the values of an instance. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: XmlAttribute[];
  readonly children: Part[];
}

export interface XmlAttribute {
  readonly name: string;
  readonly parts: Part[];
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'element'; readonly element: XmlElement }
  /** The value with this number; an optional one leaves out its element or attribute where it is null. */
  | { readonly kind: 'value'; readonly index: number; readonly optional: boolean }
  /** A template instance at this offset of the chunk, ending before `limit`. */
  | { readonly kind: 'instance'; readonly at: number; readonly limit: number };

export function childElement(parent: XmlElement, name: string): XmlElement | undefined {
  for (const part of parent.children) if (part.kind === 'element' && part.element.name === name) return part.element;
  return undefined;
}

export function attributeParts(element: XmlElement | undefined, name: string): readonly Part[] | undefined {
  return element?.attributes.find((attribute) => attribute.name === name)?.parts;
}
