/**
 * Lists of indicators as people pass them on: one a line, CSV with a header, JSON (lists of values or of objects, STIX 2.1
 * bundles, MISP events). Total: whatever the text, indicators and at most a few problems.
 * Sources: https://docs.oasis-open.org/cti/stix/v2.1/ (patterns), https://www.misp-standard.org/rfc/misp-standard-core.html
 */
import type { Problem } from '@allclear/model';
import { indicatorOf, type ListedValue } from './value.js';

export interface ListedIndicator extends ListedValue {
  /** What the list says about it, cut. */
  readonly context: string;
  readonly line?: number;
}

export interface IndicatorList {
  /** False: the file is no list of indicators at all (a readme, a configuration). */
  readonly recognised: boolean;
  readonly indicators: readonly ListedIndicator[];
  readonly problems: readonly Problem[];
}

/** Indicators of one list. */
export const MAX_LISTED = 200_000;
/** Values of one JSON document that are looked at. */
export const MAX_JSON_NODES = 2_000_000;
/** Problems of one list that are told one by one. */
const MAX_PROBLEMS = 20;
const MAX_CONTEXT = 300;
/** Share of a plain list's lines that must be indicators. */
const LIST_SHARE = 0.8;

const NOTHING: IndicatorList = { recognised: false, indicators: [], problems: [] };

/** The indicators of a list in whichever form, told by its content; `origin` is named in problems. */
export function parseIndicatorList(text: string, origin: string): IndicatorList {
  const body = text.replace(/^\uFEFF/, '');
  const first = body.trimStart().charAt(0);
  if (first === '{' || first === '[') {
    const json = parseJson(body, origin);
    // `[.]`-defanged lists may begin with a bracket, too.
    if (json.recognised || json.problems.length === 0) return json;
    const lines = parseLines(body, origin);
    return lines.recognised ? lines : json;
  }
  const csv = parseCsv(body, origin);
  return csv.recognised ? csv : parseLines(body, origin);
}

class Found {
  readonly indicators: ListedIndicator[] = [];
  readonly problems: Problem[] = [];
  refused = 0;
  readonly #seen = new Set<string>();
  #full = false;

  constructor(private readonly origin: string) {}

  add(written: string, context: string, line?: number): boolean {
    const value = indicatorOf(written);
    if (value === undefined) {
      this.refuse(written, line);
      return false;
    }
    const key = `${value.type} ${value.value.toLowerCase()}`;
    if (this.#seen.has(key)) return true;
    if (this.indicators.length >= MAX_LISTED) {
      if (!this.#full)
        this.problems.push({
          code: 'ALC-R001',
          file: this.origin,
          detail: `more than ${MAX_LISTED}; the rest was not used`,
        });
      this.#full = true;
      return true;
    }
    this.#seen.add(key);
    const told = context.trim().slice(0, MAX_CONTEXT);
    this.indicators.push({ ...value, context: told, ...(line === undefined ? {} : { line }) });
    return true;
  }

  refuse(written: string, line?: number): void {
    this.refused++;
    if (this.problems.length < MAX_PROBLEMS)
      this.problems.push({
        code: 'ALC-R001',
        file: this.origin,
        ...(line === undefined ? {} : { line }),
        detail: `neither address, domain, hash, path nor URL: ${JSON.stringify(written.slice(0, 80))}`,
      });
  }

  result(): IndicatorList {
    return { recognised: true, indicators: this.indicators, problems: this.problems };
  }
}

/** One a line; what follows a blank and `#` or `;` is a remark. Most lines must be indicators, or it is another text. */
function parseLines(text: string, origin: string): IndicatorList {
  const found = new Found(origin);
  let lines = 0;
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.trim();
    if (line === '' || /^(?:#|;|\/\/)/.test(line)) continue;
    lines++;
    const remark = line.search(/\s(?:#|;|\/\/)/);
    if (remark < 0) found.add(line, '', number);
    else found.add(line.slice(0, remark), line.slice(remark).replace(/^[\s#;/]+/, ''), number);
    // Hopeless early on: not every line of a large log needs to be tried.
    if (lines === 200 && found.refused > lines * (1 - LIST_SHARE)) return NOTHING;
  }
  return lines > 0 && found.refused <= lines * (1 - LIST_SHARE) ? found.result() : NOTHING;
}

const VALUE_COLUMNS =
  /^(?:ioc|ioc_?value|indicator|indicator_?value|value|observable|ip|ip_?address(?:es)?|src_?ip|dst_?ip|domain|host(?:name)?|fqdn|url|hash|md5|sha-?1|sha-?256|file_?hash|path|file_?path|file_?name|user_?agent)$/i;
const CONTEXT_COLUMNS =
  /^(?:comment|description|context|note|notes|threat|malware|malware_?family|campaign|tags?|reference|source)$/i;

/** A header that names a column of indicators; every such column is read. */
function parseCsv(text: string, origin: string): IndicatorList {
  const lines = text.split('\n');
  let at = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  if (at < 0) return NOTHING;
  const head = (lines[at] ?? '').trim();
  const separator = [',', ';', '\t'].find((c) => head.includes(c)) ?? ',';
  const names = cells(head, separator).map((name) => name.trim().replace(/ /g, '_'));
  const values = names.map((name, i) => (VALUE_COLUMNS.test(name) ? i : -1)).filter((i) => i >= 0);
  if (values.length === 0) return NOTHING;
  const remarks = names.map((name, i) => (CONTEXT_COLUMNS.test(name) ? i : -1)).filter((i) => i >= 0);
  const found = new Found(origin);
  for (at++; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const row = cells(line, separator);
    const context = remarks
      .map((i) => row[i] ?? '')
      .filter((c) => c !== '')
      .join('; ');
    for (const column of values) {
      const written = (row[column] ?? '').trim();
      if (written !== '' && written !== '-') found.add(written, context, at + 1);
    }
  }
  return found.result();
}

function cells(line: string, separator: string): string[] {
  const row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (quoted) {
      if (c !== '"') cell += c;
      else if (line.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === separator) {
      row.push(cell);
      cell = '';
    } else cell += c;
  }
  row.push(cell);
  return row;
}

type Plain = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function parseJson(text: string, origin: string): IndicatorList {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      recognised: false,
      indicators: [],
      problems: [{ code: 'ALC-R001', file: origin, detail: 'not valid JSON' }],
    };
  }
  if (isObject(value) && value.type === 'bundle' && Array.isArray(value.objects))
    return fromStix(value.objects, origin);
  const misp = mispAttributes(value);
  if (misp !== undefined) return fromMisp(misp, origin);
  const list = Array.isArray(value)
    ? value
    : isObject(value)
      ? (['indicators', 'iocs', 'data', 'values', 'items'].map((k) => value[k]).find((v) => Array.isArray(v)) ??
        undefined)
      : undefined;
  if (!Array.isArray(list)) return NOTHING;
  const found = new Found(origin);
  let seen = 0;
  for (const item of list.slice(0, MAX_JSON_NODES)) {
    if (typeof item === 'string') {
      seen++;
      found.add(item, '');
    } else if (isObject(item)) {
      const context = Object.entries(item)
        .filter(([name]) => CONTEXT_COLUMNS.test(name))
        .map(([, v]) => textOf(v))
        .filter((t) => t !== '')
        .join('; ');
      for (const [name, written] of Object.entries(item)) {
        if (typeof written !== 'string' || !VALUE_COLUMNS.test(name)) continue;
        seen++;
        found.add(written, context);
      }
    }
  }
  return seen > 0 && found.indicators.length > 0 && found.refused <= seen * (1 - LIST_SHARE) ? found.result() : NOTHING;
}

/** `[file:hashes.'SHA-256' = '…' OR ipv4-addr:value = '…']`: each comparison with `=` is an indicator. */
const COMPARISON =
  /(ipv4-addr:value|ipv6-addr:value|domain-name:value|url:value|file:name|file:hashes\.(?:'[^']{1,20}'|"[^"]{1,20}"|[\w-]{1,20}))\s*=\s*'((?:[^'\\]|\\.){1,2048})'/g;

function fromStix(objects: readonly unknown[], origin: string): IndicatorList {
  const found = new Found(origin);
  for (const object of objects.slice(0, MAX_JSON_NODES)) {
    if (!isObject(object) || object.type !== 'indicator' || object.revoked === true) continue;
    const pattern = textOf(object.pattern).slice(0, 65_536);
    const context = [textOf(object.name), textOf(object.description)].filter((t) => t !== '').join('; ');
    let any = false;
    for (const [, , value] of pattern.matchAll(COMPARISON)) {
      any = true;
      found.add((value ?? '').replace(/\\(.)/g, '$1'), context);
    }
    if (!any) found.refuse(pattern);
  }
  return found.result();
}

function mispAttributes(value: unknown): Plain[] | undefined {
  const events = Array.isArray(value)
    ? value
    : isObject(value) && Array.isArray(value.response)
      ? value.response
      : [value];
  const attributes: Plain[] = [];
  let any = false;
  for (const item of events.slice(0, 10_000)) {
    const event = isObject(item) && isObject(item.Event) ? item.Event : item;
    if (!isObject(event)) continue;
    for (const holder of [event, ...(Array.isArray(event.Object) ? event.Object.filter(isObject) : [])]) {
      if (!Array.isArray(holder.Attribute)) continue;
      any = true;
      for (const attribute of holder.Attribute.slice(0, MAX_LISTED))
        if (isObject(attribute)) attributes.push(attribute);
    }
  }
  return any ? attributes : undefined;
}

/** MISP types whose value is an indicator; `filename|sha256` holds two. Others (comments, dates) are passed by. */
const MISP_TYPE =
  /^(?:ip-(?:src|dst)(?:\|port)?|domain(?:\|ip)?|hostname(?:\|port)?|url|md5|sha1|sha256|filename(?:\|(?:md5|sha1|sha256))?)$/;

function fromMisp(attributes: readonly Plain[], origin: string): IndicatorList {
  const found = new Found(origin);
  for (const attribute of attributes) {
    const type = textOf(attribute.type);
    // `to_ids: false` is MISP's word for context that must not be searched for.
    if (!MISP_TYPE.test(type) || attribute.to_ids === false || attribute.deleted === true) continue;
    const parts = textOf(attribute.value).split('|');
    const kept = type.endsWith('|port') ? parts.slice(0, 1) : parts;
    for (const part of kept) found.add(part, textOf(attribute.comment));
  }
  return found.result();
}
