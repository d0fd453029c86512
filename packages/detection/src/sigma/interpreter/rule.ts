/**
 * Sigma rules worked out straight from their YAML, value by value, without compiling anything: slow, and written to be
 * compared with the specification 2.1 line by line. The contract suite compares the engine with it. It takes rules
 * that the engine takes; what is invalid it throws at.
 */
import { inNetwork, parseAddress, parseNetwork } from '../cidr.js';
import { asciiBytes, base64, base64Offsets, binary, utf16 } from '../encodings.js';
import { compileRegex } from '../regex/index.js';
import { interpretCondition } from './condition.js';

/** An event as plain values; an absent field, null and the empty text are the same. */
export type PlainEvent = Readonly<Record<string, string>>;
export type Yaml = Readonly<Record<string, unknown>>;
/** By name in lower case. */
export type GivenPlaceholders = Readonly<Record<string, readonly string[]>>;

/** Whether the rule matches. @param rule the whole document. @throws where it is invalid. */
export function interpretRule(rule: Yaml, event: PlainEvent, given: GivenPlaceholders = {}): boolean {
  return interpretDetection(mapOf(rule.detection), event, given);
}

/** The same of a block of search identifiers and their condition, as rules and filters hold it. */
export function interpretDetection(detection: Yaml, event: PlainEvent, given: GivenPlaceholders = {}): boolean {
  const names = Object.keys(detection).filter((name) => !['condition', 'timeframe', 'rules'].includes(name));
  const holds = (name: string): boolean => interpretSearch(detection[name], event, given);
  // A list of conditions is linked with OR.
  return listOf(detection.condition).some((condition) => interpretCondition(String(condition), names, holds));
}

/** A map is AND; a list is OR, of maps and of keywords. */
function interpretSearch(search: unknown, event: PlainEvent, given: GivenPlaceholders): boolean {
  if (!Array.isArray(search) && isMap(search)) return interpretMap(search, event, given);
  return listOf(search).some((one) =>
    isMap(one) ? interpretMap(one, event, given) : interpretItem('', one, event, given),
  );
}

function interpretMap(map: Yaml, event: PlainEvent, given: GivenPlaceholders): boolean {
  return Object.entries(map).every(([key, value]) => interpretItem(key, value, event, given));
}

/** `field|modifier|…: value or values`. */
function interpretItem(key: string, raw: unknown, event: PlainEvent, given: GivenPlaceholders): boolean {
  const [field = '', ...modifiers] = key.split('|').map((part) => part.trim());
  const values = Array.isArray(raw) ? (raw as readonly unknown[]) : [raw];
  const matches = (value: unknown): boolean => interpretValue(field, modifiers, value, event, given);
  const linked = modifiers.includes('all') ? values.every(matches) : values.some(matches);
  return modifiers.includes('neq') ? !linked : linked;
}

function interpretValue(
  field: string,
  modifiers: readonly string[],
  value: unknown,
  event: PlainEvent,
  given: GivenPlaceholders,
): boolean {
  // Without a field it is a keyword: anywhere in any value.
  const contents = field === '' ? Object.values(event).filter((text) => text !== '') : [fieldOf(event, field)];
  const has = (name: string): boolean => modifiers.includes(name);
  const content = contents[0];
  if (has('exists')) return (content !== undefined) === (String(value).toLowerCase() === 'true');
  if (value === null) return content === undefined;
  if (has('re')) {
    const flags = { ignoreCase: has('i'), multiline: has('m'), dotAll: has('s') };
    return contents.some((text) => text !== undefined && compileRegex(String(value), flags).test(text));
  }
  if (has('cidr')) {
    const network = parseNetwork(String(value));
    const address = parseAddress(content ?? '');
    return network !== undefined && address !== undefined && inNetwork(network, address);
  }
  if (has('fieldref')) {
    const other = fieldOf(event, String(value));
    return content !== undefined && other !== undefined && compareTexts(content, other, modifiers);
  }
  const part = DATE_PARTS.find(has);
  const comparison = COMPARISONS.find(has);
  if (part !== undefined || comparison !== undefined) {
    const number = part === undefined ? numberOf(content) : datePart(content ?? '', part);
    return number !== undefined && COMPARE[comparison ?? 'eq'](number, Number(value));
  }
  return interpretText(field, modifiers, String(value), contents, given);
}

const COMPARISONS = ['lt', 'lte', 'gt', 'gte'] as const;
const COMPARE = {
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  eq: (a: number, b: number) => a === b,
};
const DATE_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

/** A pattern: texts between wildcards; `*` any characters, `?` one, an array one of its characters. */
type Piece = string | readonly string[] | { readonly wild: '*' | '?' };

function interpretText(
  field: string,
  modifiers: readonly string[],
  value: string,
  contents: readonly (string | undefined)[],
  given: GivenPlaceholders,
): boolean {
  const written = modifiers.includes('expand') ? expand(value, given) : [value];
  const any: Piece = { wild: '*' };
  let patterns: Piece[][] = written.map(pieces);
  for (const modifier of modifiers) {
    if (modifier === 'contains') patterns = patterns.map((one) => [any, ...one, any]);
    if (modifier === 'startswith') patterns = patterns.map((one) => [...one, any]);
    if (modifier === 'endswith') patterns = patterns.map((one) => [any, ...one]);
    if (modifier === 'windash') patterns = patterns.map((one) => one.flatMap(dashes));
    if (modifier === 'base64') patterns = patterns.map((one) => [base64(binary(plainText(one)))]);
    if (modifier === 'base64offset')
      patterns = patterns.flatMap((one) => base64Offsets(binary(plainText(one))).map((text): Piece[] => [text]));
    if (['wide', 'utf16le', 'utf16be', 'utf16'].includes(modifier))
      patterns = patterns.map((one) => [
        ...(modifier === 'utf16' ? [asciiBytes([0xff, 0xfe])] : []),
        ...one.map((piece) =>
          typeof piece === 'string' ? asciiBytes(utf16(piece, modifier === 'utf16be' ? 'be' : 'le')) : piece,
        ),
      ]);
  }
  const cased = modifiers.includes('cased');
  return patterns.some((pattern) => {
    if (field !== '' && pattern.length === 0) return contents[0] === undefined;
    const whole = field === '' ? [any, ...pattern, any] : pattern;
    return contents.some((text) => text !== undefined && matchPieces(whole, text, cased));
  });
}

/** Wildcards, unless a backslash stands before them; a backslash before a backslash is one backslash. */
function pieces(value: string): Piece[] {
  const out: Piece[] = [];
  let text = '';
  for (let i = 0; i < value.length; i++) {
    const c = value.charAt(i);
    if (c === '\\' && ['*', '?', '\\'].includes(value.charAt(i + 1))) text += value.charAt(++i);
    else if (c === '*' || c === '?') {
      if (text !== '') out.push(text);
      out.push({ wild: c });
      text = '';
    } else text += c;
  }
  return text === '' ? out : [...out, text];
}

const DASHES = ['-', '/', '–', '—', '―'];

/** The character that begins an option: no letter, digit or underscore before it, one behind it. */
function dashes(piece: Piece): Piece[] {
  if (typeof piece !== 'string') return [piece];
  const isWord = (c: string): boolean => /^\w$/.test(c);
  const out: Piece[] = [];
  for (let i = 0; i < piece.length; i++) {
    const c = piece.charAt(i);
    const begins = DASHES.includes(c) && !isWord(piece.charAt(i - 1)) && isWord(piece.charAt(i + 1));
    out.push(begins ? DASHES : c);
  }
  return out;
}

function plainText(pattern: readonly Piece[]): string {
  return pattern.map((piece) => (typeof piece === 'string' ? piece : '')).join('');
}

/** Which positions of the text can be reached, piece by piece. */
function matchPieces(pattern: readonly Piece[], value: string, cased: boolean): boolean {
  const text = cased ? value : lower(value);
  let reached = new Set([0]);
  for (const piece of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (typeof piece === 'string') {
        const wanted = cased ? piece : lower(piece);
        if (text.startsWith(wanted, at)) next.add(at + wanted.length);
      } else if (!('wild' in piece)) {
        if (piece.includes(text.charAt(at))) next.add(at + 1);
      } else if (piece.wild === '?') {
        if (at < text.length) next.add(at + 1);
      } else for (let to = at; to <= text.length; to++) next.add(to);
    }
    reached = next;
  }
  return reached.has(text.length);
}

/** Letter by letter; two letters that would turn into ASCII ones stay, and both small sigmas are one. */
function lower(text: string): string {
  return Array.from(text, (c) => (c === '\u212a' || c === '\u0130' ? c : c.toLowerCase()))
    .join('')
    .replaceAll('\u03c2', '\u03c3');
}

function compareTexts(content: string, other: string, modifiers: readonly string[]): boolean {
  const a = modifiers.includes('cased') ? content : lower(content);
  const b = modifiers.includes('cased') ? other : lower(other);
  if (modifiers.includes('contains')) return a.includes(b);
  if (modifiers.includes('startswith')) return a.startsWith(b);
  return modifiers.includes('endswith') ? a.endsWith(b) : a === b;
}

/** Every combination of the values that the placeholders stand for. */
function expand(value: string, given: GivenPlaceholders): string[] {
  const match = /\\%|%([^%\s\\]{1,200})%/.exec(value);
  if (match === null) return [value];
  const values = match[1] === undefined ? ['%'] : given[match[1].toLowerCase()];
  if (values === undefined) throw new Error(`no values are given for ${match[0]}`);
  const rest = expand(value.slice(match.index + match[0].length), given);
  return values.flatMap((one) => rest.map((tail) => value.slice(0, match.index) + one + tail));
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*(?:[+-]?\d+(?:\.\d+)?|0x[0-9a-f]+)\s*$/i.test(text) ? Number(text) : undefined;
}

/** Parts of a date as it is written; the week is that of ISO 8601. */
function datePart(text: string, part: (typeof DATE_PARTS)[number]): number | undefined {
  const date = /^\s*(\d{4})[-/](\d\d)[-/](\d\d)(?=[T ]\d\d:\d\d|\s*$)/.exec(text);
  const clock = /(?:^|[T ])(\d\d):(\d\d)(?::\d\d|$)/.exec(text.trim());
  if (part === 'hour' || part === 'minute') return clock === null ? undefined : Number(clock[part === 'hour' ? 1 : 2]);
  if (date === null) return undefined;
  const [year = 0, month = 0, day = 0] = date.slice(1).map(Number);
  if (part !== 'week') return { year, month, day }[part];
  const start = Date.UTC(year, month - 1, day);
  const thursday = new Date(start + (3 - ((new Date(start).getUTCDay() + 6) % 7)) * 86_400_000);
  return 1 + Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 604_800_000);
}

/** Exact first, then without regard to case. */
function fieldOf(event: PlainEvent, field: string): string | undefined {
  const name = Object.hasOwn(event, field)
    ? field
    : Object.keys(event).find((known) => known.toLowerCase() === field.toLowerCase());
  const value = name === undefined ? undefined : event[name];
  return value === '' ? undefined : value;
}

function isMap(value: unknown): value is Yaml {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapOf(value: unknown): Yaml {
  if (!isMap(value)) throw new Error('not a map');
  return value;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
