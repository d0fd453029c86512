/**
 * One `<Event>` as the Event Viewer, wevtutil, Get-WinEvent's ToXml, evtxexport and evtx_dump write it, as the structure
 * that `normaliseEvent` reads. A reader of its own: an export of the security log holds millions of these.
 * Source: https://learn.microsoft.com/windows/win32/wes/eventschema-schema
 */
import type { JsonObject } from '../event-json/json.js';
import { MAX_EVENT_DEPTH, MAX_EVENT_ELEMENTS } from './limits.js';

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
  /** What stands between its tags, as it is written: the value of a field that holds XML. */
  inner: string;
  readonly from: number;
}

/** Total: what is not well-formed is read as far as it goes; undefined where there is no `<System>`. */
export function parseEventXml(xml: string): JsonObject | undefined {
  const root = parseElements(xml);
  const event = root.children.find((e) => e.name === 'Event');
  const system = event?.children.find((e) => e.name === 'System');
  if (event === undefined || system === undefined) return undefined;
  const data: JsonObject[] = [];
  let message: string | undefined;
  for (const section of event.children) {
    if (section === system) continue;
    if (section.name === 'RenderingInfo') message = childText(section, 'Message');
    else if (section.name === 'UserData') for (const own of section.children) members(own, data, 0);
    else members(section, data, 0);
  }
  return {
    System: Object.fromEntries(system.children.map((e) => [e.name, { '#attributes': attributes(e), '#text': e.text }])),
    EventData: data,
    ...(message === undefined ? {} : { Message: message }),
  };
}

/** Fields in the order of the document; containers of fields are opened, as the reader of binary logs does. */
function members(element: Element, data: JsonObject[], depth: number): void {
  if (element.children.length === 0 && element.text.trim() !== '') data.push({ '#text': element.text });
  for (const child of element.children) {
    const name = child.attributes.get('Name');
    if (child.name === 'Data' || child.name === 'ComplexData')
      data.push(name === undefined ? { '#text': wholeText(child) } : { '@Name': name, '#text': wholeText(child) });
    else if (child.children.length > 0 && depth < MAX_EVENT_DEPTH) members(child, data, depth + 1);
    else data.push({ '@Name': child.name, '#text': child.text });
  }
}

function wholeText(element: Element): string {
  return element.children.length > 0 ? element.inner : element.text;
}

function childText(element: Element, name: string): string | undefined {
  return element.children.find((e) => e.name === name)?.text;
}

function attributes(element: Element): JsonObject {
  return Object.fromEntries(element.attributes);
}

const ATTRIBUTE = /([\w:.-]{1,128})\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function parseElements(xml: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [], text: '', inner: '', from: 0 };
  const stack: Element[] = [root];
  let count = 0;
  let skipped = 0;
  let at = 0;
  const addText = (text: string): void => {
    const top = stack.at(-1);
    if (top === undefined || top === root || skipped > 0 || text === '') return;
    // White space between elements is layout; a value may well be blank.
    if (top.children.length > 0 && text.trim() === '') return;
    top.text += text;
  };
  while (at < xml.length) {
    const open = xml.indexOf('<', at);
    if (open < 0) break;
    if (open > at) addText(unescaped(xml.slice(at, open)));
    if (xml.startsWith('<![CDATA[', open)) {
      const end = xml.indexOf(']]>', open);
      addText(xml.slice(open + 9, end < 0 ? xml.length : end));
      at = end < 0 ? xml.length : end + 3;
      continue;
    }
    if (xml.startsWith('<!--', open)) {
      const end = xml.indexOf('-->', open + 4);
      at = end < 0 ? xml.length : end + 3;
      continue;
    }
    const close = tagEnd(xml, open);
    if (close < 0) break;
    at = close + 1;
    const second = xml.charCodeAt(open + 1);
    if (second === 33 || second === 63) continue;
    if (second === 47) {
      if (skipped > 0) skipped--;
      else if (stack.length > 1) leave(stack, localName(xml.slice(open + 2, close).trim()), xml, open);
      continue;
    }
    const empty = xml.charCodeAt(close - 1) === 47;
    const tag = xml.slice(open + 1, empty ? close - 1 : close);
    if (++count > MAX_EVENT_ELEMENTS || stack.length > MAX_EVENT_DEPTH) {
      if (!empty) skipped++;
      continue;
    }
    const element = elementOf(tag, close + 1);
    const parent = stack.at(-1);
    if (parent !== undefined && parent !== root && parent.children.length === 0 && parent.text.trim() === '')
      parent.text = '';
    parent?.children.push(element);
    if (!empty) stack.push(element);
  }
  return root;
}

/** A quoted attribute value may hold '>'. */
function tagEnd(xml: string, open: number): number {
  const end = xml.indexOf('>', open);
  if (end < 0) return -1;
  let quote = '';
  for (let i = open + 1; i < xml.length; i++) {
    const c = xml.charAt(i);
    if (quote === '') {
      if (c === '>') return i;
      if (c === '"' || c === "'") quote = c;
    } else if (c === quote) quote = '';
    // An unclosed quote: the first '>' is the better guess.
    else if (c === '<') return end;
  }
  return end;
}

/** Ends the element of that name; an end tag that fits nothing is passed by. */
function leave(stack: Element[], name: string, xml: string, end: number): void {
  for (let i = stack.length - 1; i > 0; i--) {
    const element = stack[i];
    if (element?.name !== name) continue;
    if (element.children.length > 0) element.inner = xml.slice(element.from, end);
    stack.length = i;
    return;
  }
}

function elementOf(tag: string, from: number): Element {
  const blank = tag.search(/\s/);
  const found = new Map<string, string>();
  if (blank > 0)
    for (const [, name, double, single] of tag.slice(blank).matchAll(ATTRIBUTE))
      if (name !== undefined && found.size < 64) found.set(localName(name), unescaped(double ?? single ?? ''));
  return {
    name: localName(blank > 0 ? tag.slice(0, blank) : tag),
    attributes: found,
    children: [],
    text: '',
    inner: '',
    from,
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w{2,4}));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return ENTITIES.get(name) ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
