/** An event, or a piece of one, as XML text. Not escaped: it is for searching and quoting. */
import { EvtxDamage, isDamage } from './damage.js';
import type { Instance } from './instance.js';
import { MAX_DEPTH, MAX_INSTANCES, MAX_TEXT } from './limits.js';
import type { Part, XmlElement } from './tree.js';

/** Text of content: text and values as they are, elements with their tags. At most MAX_TEXT characters. */
export function renderParts(instance: Instance, parts: readonly Part[]): string {
  const renderer = new Renderer();
  renderer.parts(instance, parts, 0);
  return renderer.text;
}

/** The whole event as one line. */
export function renderEvent(instance: Instance): string {
  return renderParts(instance, instance.template.parts)
    .replace(/[\r\n\t]+/g, ' ')
    .trim();
}

class Renderer {
  text = '';
  #instances = 0;

  parts(instance: Instance, parts: readonly Part[], depth: number): void {
    if (depth > MAX_DEPTH) throw new EvtxDamage('values nested too deep');
    for (const part of parts) {
      if (this.text.length >= MAX_TEXT) return;
      if (part.kind === 'text') this.#write(part.text);
      else if (part.kind === 'element') this.#element(instance, part.element, depth);
      else if (part.kind === 'value') this.#value(instance, part.index, depth);
      else this.#open(() => instance.inner(part), depth);
    }
  }

  #element(instance: Instance, element: XmlElement, depth: number): void {
    if (isLeftOut(instance, element.children)) return;
    const [only] = element.children;
    if (element.children.length === 1 && only?.kind === 'value' && instance.isArray(only.index)) {
      // An array stands for as many elements.
      for (const item of instance.items(only.index)) {
        this.#start(instance, element, depth);
        this.#write(`>${item}</${element.name}>`);
      }
      return;
    }
    this.#start(instance, element, depth);
    if (element.children.length === 0) {
      this.#write('/>');
      return;
    }
    this.#write('>');
    this.parts(instance, element.children, depth + 1);
    this.#write(`</${element.name}>`);
  }

  #start(instance: Instance, element: XmlElement, depth: number): void {
    this.#write(`<${element.name}`);
    for (const { name, parts } of element.attributes) {
      if (isLeftOut(instance, parts)) continue;
      this.#write(` ${name}="`);
      this.parts(instance, parts, depth + 1);
      this.#write('"');
    }
  }

  #value(instance: Instance, index: number, depth: number): void {
    const text = instance.text(index);
    if (text !== undefined) this.#write(text);
    else this.#open(() => instance.nested(index), depth);
  }

  #open(open: () => Instance | undefined, depth: number): void {
    if (++this.#instances > MAX_INSTANCES) return;
    try {
      const nested = open();
      if (nested !== undefined) this.parts(nested, nested.template.parts, depth + 1);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }

  #write(text: string): void {
    this.text += text.length + this.text.length > MAX_TEXT ? text.slice(0, MAX_TEXT - this.text.length) : text;
  }
}

/** Nothing but an optional value that is null. */
function isLeftOut(instance: Instance, parts: readonly Part[]): boolean {
  const [only] = parts;
  return parts.length === 1 && only?.kind === 'value' && only.optional && instance.size(only.index) === 0;
}
