/**
 * Lists inside cells: ECP `EventData` (`S:KEY=value;…`) and `GenericInfo` (`key=value;…`).
 *
 * EventData has a quoting of its own below the CSV one: an element with special characters stands in
 * single quotes with inner ones doubled. A value may hold `;` (the body of a script), so elements end only
 * outside quotes.
 */
import { MAX_LIST_ITEMS } from '../log/limits.js';

/** What may follow a `;` that ends an element: an optional quote, a type, a key, '='. */
const NEXT_ELEMENT = /^'?[A-Za-z][A-Za-z0-9]{0,4}:[^=;'<>]{1,128}=/;
const TYPED_KEY = /^(?:S|Dbl|I32|I64|F|B|DT):/;

interface Element {
  readonly text: string;
  readonly next: number;
}

/** The element that starts with a single quote at `at`. */
function wrappedElement(text: string, at: number): Element | undefined {
  for (let i = text.indexOf("'", at + 1); i >= 0; i = text.indexOf("'", i + 1)) {
    if (text[i + 1] === "'") {
      i++;
      continue;
    }
    if (i + 1 === text.length || text[i + 1] === ';') {
      return { text: text.slice(at + 1, i).replaceAll("''", "'"), next: i + 2 };
    }
  }
  return undefined;
}

/** Set once no closing quote was found to the end of the text: searching again would cost a pass each time. */
interface QuoteSearch {
  exhausted: boolean;
}

/** The element at `at`, not wrapped: ends at the first `;` outside a `='…'` value. */
function bareElement(text: string, at: number, search: QuoteSearch): Element {
  let i = at;
  while (i < text.length && text[i] !== ';') {
    if (text[i] === '=' && text[i + 1] === "'") {
      const close = search.exhausted ? -1 : valueEnd(text, i + 2);
      search.exhausted = close < 0;
      i = close < 0 ? unclosedEnd(text, i + 2) : close + 1;
    } else i++;
  }
  return { text: text.slice(at, i), next: i + 1 };
}

/** The quote that closes a parameter value: the one that `.`, `;`, a blank, ',' or the end follows. */
function valueEnd(text: string, from: number): number {
  for (let i = text.indexOf("'", from); i >= 0; i = text.indexOf("'", i + 1)) {
    if (text[i + 1] === "'") {
      i++;
      continue;
    }
    const after = text[i + 1];
    if (after === undefined || after === ';' || after === '.' || after === ',' || after === ' ') return i;
  }
  return -1;
}

/** Where a value that is never closed (a cut line, an apostrophe) ends: before the next typed key, or at the end. */
function unclosedEnd(text: string, from: number): number {
  for (let i = text.indexOf(';', from); i >= 0; i = text.indexOf(';', i + 1)) {
    if (NEXT_ELEMENT.test(text.slice(i + 1, i + 140))) return i;
  }
  return text.length;
}

/** The elements of an EventData value with their quoting undone. */
export function eventDataElements(text: string): string[] {
  const elements: string[] = [];
  const search: QuoteSearch = { exhausted: false };
  for (let at = 0; at < text.length && elements.length < MAX_LIST_ITEMS; ) {
    const wrapped = text[at] === "'" ? wrappedElement(text, at) : undefined;
    // A wrapped element that is never closed is the last one of a cut line.
    const unclosed = text[at] === "'" ? { text: text.slice(at + 1), next: text.length } : undefined;
    const element = wrapped ?? unclosed ?? bareElement(text, at, search);
    if (element.text !== '') elements.push(element.text);
    at = element.next;
  }
  return elements;
}

/**
 * Keys and values of an EventData value; type prefixes are dropped, the `<PII>` marks around a user too.
 * A key that comes again has its values joined by ';'. Empty values are left out.
 */
export function parseEventData(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const element of eventDataElements(text)) {
    const equals = element.indexOf('=');
    if (equals < 1) continue;
    const key = element.slice(0, equals).replace(TYPED_KEY, '');
    const value = element.slice(equals + 1).replace(/^<PII>([\s\S]*)<\/PII>$/, '$1');
    if (key === '' || value === '') continue;
    const before = values.get(key);
    values.set(key, before === undefined ? value : `${before};${value}`);
  }
  return values;
}

/** `key=value;key=value;` as HttpProxy and EWS write it. Items without '=' are left out. */
export function parseGenericInfo(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let at = 0;
  for (let n = 0; n < MAX_LIST_ITEMS && at < text.length; n++) {
    const semicolon = text.indexOf(';', at);
    const end = semicolon < 0 ? text.length : semicolon;
    const item = text.slice(at, end);
    const equals = item.indexOf('=');
    if (equals > 0) {
      const key = item.slice(0, equals).trim();
      const value = item.slice(equals + 1);
      const before = values.get(key);
      if (value !== '') values.set(key, before === undefined ? value : `${before};${value}`);
    }
    at = end + 1;
  }
  return values;
}
