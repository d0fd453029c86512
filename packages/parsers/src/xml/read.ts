/**
 * XML as a stream of elements with line numbers, on hostile input: never throws, stops at caps, expands no entity
 * that the document declares (saxes knows only the five predefined ones, so expansion bombs are inert text).
 * Specification: https://www.w3.org/TR/xml/
 */
import type { Problem } from '@allclear/model';
import { SaxesParser } from 'saxes';
import { decodeText } from '../web-file/decode.js';

/** Real configuration files reach about 200 kB, the largest Exchange web.config 600 kB. */
export const MAX_XML_BYTES = 16 * 1024 * 1024;
export const MAX_XML_DEPTH = 200;
export const MAX_XML_ELEMENTS = 500_000;
export const MAX_XML_ATTRIBUTES = 256;
export const MAX_XML_ERRORS = 500;
/** Text of one element and value of one attribute, in characters; the rest is cut. */
export const MAX_XML_VALUE = 65_536;
const CHUNK = 32_768;

export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** 1-based line on which the start tag ends. */
  readonly line: number;
}

export interface XmlHandler {
  /** `ancestors` from the root to the parent; valid only during the call. */
  open?(element: XmlElement, ancestors: readonly XmlElement[]): void;
  /** `text`: character data directly in the element, trimmed. */
  close?(element: XmlElement, ancestors: readonly XmlElement[], text: string): void;
}

interface Open {
  readonly element: XmlElement;
  readonly text: string[];
  length: number;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads a document; what is wrong with it is in the answer, what could be read went to the handler. */
export function readXml(bytes: Uint8Array, handler: XmlHandler): Problem[] {
  const problems: Problem[] = [];
  if (bytes.length === 0) return [{ code: 'ALC-P005', detail: 'the file has no content' }];
  if (bytes.length > MAX_XML_BYTES) {
    problems.push({ code: 'ALC-P008', detail: `read the first ${MAX_XML_BYTES} of ${bytes.length} bytes` });
  }
  // The declaration may say utf-16 although a tool has saved the text as UTF-8: the bytes decide.
  const text = decodeText(bytes.subarray(0, MAX_XML_BYTES)).text.replace(/\0+/g, '');
  const body = text.replace(/^\s*<\?xml\b[^>]*\?>/, (declaration) => declaration.replace(/[^\n]/g, ' '));
  // A fragment may have several roots: a surplus end tag must not cost the rest of the file.
  const parser = new SaxesParser({ fragment: true, position: true });
  const stack: Open[] = [];
  const ancestors: XmlElement[] = [];
  let elements = 0;
  let attributes = 0;
  let errors = 0;
  let firstError: { line: number; detail: string } | undefined;
  let stopped: string | undefined;

  const stop = (why: string): void => {
    stopped ??= why;
  };
  parser.on('error', (error) => {
    errors++;
    firstError ??= { line: Math.max(1, parser.line), detail: error.message.replace(/^\d+:\d+:\s*/, '').slice(0, 200) };
    if (errors > MAX_XML_ERRORS) stop('too many errors');
  });
  parser.on('opentagstart', () => {
    attributes = 0;
  });
  parser.on('attribute', () => {
    if (++attributes > MAX_XML_ATTRIBUTES) stop('an element has too many attributes');
  });
  parser.on('opentag', (tag) => {
    if (stopped !== undefined) return;
    if (++elements > MAX_XML_ELEMENTS) return stop('too many elements');
    if (stack.length >= MAX_XML_DEPTH) return stop('elements are nested too deeply');
    const values = new Map<string, string>();
    for (const [name, value] of Object.entries(tag.attributes)) {
      values.set(name, String(value).slice(0, MAX_XML_VALUE));
    }
    const element: XmlElement = { name: localName(tag.name), attributes: values, line: Math.max(1, parser.line) };
    handler.open?.(element, ancestors);
    stack.push({ element, text: [], length: 0 });
    ancestors.push(element);
  });
  const addText = (value: string): void => {
    const top = stack.at(-1);
    if (top === undefined || top.length >= MAX_XML_VALUE) return;
    top.text.push(value.slice(0, MAX_XML_VALUE - top.length));
    top.length += value.length;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    if (stopped !== undefined) return;
    const top = stack.pop();
    ancestors.pop();
    if (top !== undefined) handler.close?.(top.element, ancestors, top.text.join('').trim());
  });

  try {
    for (let at = 0; at < body.length && stopped === undefined; at += CHUNK) {
      parser.write(body.slice(at, at + CHUNK));
    }
    if (stopped === undefined) parser.close();
  } catch (error) {
    firstError ??= {
      line: Math.max(1, parser.line),
      detail: error instanceof Error ? error.message.slice(0, 200) : '',
    };
  }
  // A file that was cut off: what is open counts as ended.
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    ancestors.pop();
    handler.close?.(top.element, ancestors, top.text.join('').trim());
  }
  if (stopped !== undefined) {
    problems.push({ code: 'ALC-P006', line: Math.max(1, parser.line), detail: `reading stopped: ${stopped}` });
  } else if (firstError !== undefined) {
    const { line, detail } = firstError;
    problems.push({
      code: 'ALC-P006',
      line,
      detail: `not well-formed XML: ${detail}`,
      ...(errors > 1 ? { count: errors } : {}),
    });
  }
  return problems;
}
