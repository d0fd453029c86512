import type { EvidenceEvent, LogSource } from '@allclear/model';
import { alignTokens } from '../log/align.js';
import { decodeText } from '../log/bytes.js';
import type { LinePlace } from '../log/parser.js';
import { fitOf } from '../log/shape.js';
import { decodeUrl } from '../url/decode.js';
import { parseAuditData } from './audit.js';
import { cellBounds, unquotedRange } from './cells.js';
import { parseEventData, parseGenericInfo } from './event-data.js';
import type { CsvLayout } from './layout.js';

const LIST_MEMBER = /^(generic(?:info|errors|latency)|backendgenericinfo)\.(.+)$/i;

/** Exact name first, then without regard to case. */
function lookUp(values: ReadonlyMap<string, string>, name: string): string | undefined {
  const exact = values.get(name);
  if (exact !== undefined) return exact;
  const folded = name.toLowerCase();
  for (const [key, value] of values) if (key.toLowerCase() === folded) return value;
  return undefined;
}

/**
 * One row of an Exchange CSV log. Columns under their own names, then the keys inside `EventData` (ECP) or
 * the members of `Data` (admin audit). Virtual fields: `url-decoded` where there is a UrlStem; `suspect`
 * ('true' where the number of cells is wrong); on request only, one item of a list cell:
 * `GenericInfo.NoCookies`.
 */
export class CsvRecord implements EvidenceEvent {
  readonly logSource: LogSource;
  readonly #values: (string | undefined)[] = [];
  #bounds: Int32Array | undefined;
  #inner: ReadonlyMap<string, string> | undefined;
  #url: string | undefined | null;
  constructor(
    private readonly line: Uint8Array,
    private readonly layout: CsvLayout,
    private readonly suspect: boolean,
    readonly time: number | undefined,
    readonly place: LinePlace,
  ) {
    this.logSource = layout.table.logSource;
  }

  get(field: string): string | undefined {
    const i = this.layout.table.index(field);
    if (i >= 0) {
      const value = this.#value(i);
      if (value !== '') return value;
    }
    const inner = lookUp(this.#innerValues(), field);
    if (inner !== undefined || i >= 0) return inner;
    const name = field.toLowerCase();
    if (name === 'url-decoded') return this.#decodedUrl();
    if (name === 'suspect') return this.suspect ? 'true' : undefined;
    return this.#listMember(field);
  }

  fieldNames(): readonly string[] {
    const { table } = this.layout;
    // Of columns with equal names (a damaged header) the first one counts, as in `get`.
    const names = table.fields.filter((name, i) => table.index(name) === i && this.#value(i) !== '');
    const listed = new Set(names.map((n) => n.toLowerCase()));
    for (const name of this.#innerValues().keys()) if (!listed.has(name.toLowerCase())) names.push(name);
    if (this.#decodedUrl() !== undefined) names.push('url-decoded');
    if (this.suspect) names.push('suspect');
    return names;
  }

  text(): string {
    return decodeText(this.line);
  }

  #listMember(field: string): string | undefined {
    const [, cell, key] = LIST_MEMBER.exec(field) ?? [];
    if (cell === undefined || key === undefined) return undefined;
    const index = this.layout.table.index(cell);
    return index < 0 ? undefined : lookUp(parseGenericInfo(this.#value(index)), key);
  }

  #decodedUrl(): string | undefined {
    if (this.#url === undefined) {
      const { urlStem, urlQuery } = this.layout;
      const stem = urlStem < 0 ? '' : this.#value(urlStem);
      // The cell holds the query with its question mark.
      const query = urlQuery < 0 ? '' : this.#value(urlQuery).replace(/^\?/, '');
      this.#url = urlStem < 0 ? null : (decodeUrl(stem || undefined, query || undefined) ?? null);
    }
    return this.#url ?? undefined;
  }

  #innerValues(): ReadonlyMap<string, string> {
    if (this.#inner === undefined) {
      const { inner } = this.layout;
      if (inner === undefined) this.#inner = new Map();
      else if (inner.kind === 'audit') this.#inner = parseAuditData(this.#value(inner.index));
      else this.#inner = parseEventData(this.#value(inner.index));
    }
    return this.#inner;
  }

  /** '' where the cell is empty or missing. */
  #value(index: number): string {
    let value = this.#values[index];
    if (value === undefined) {
      value = this.#decode(index);
      this.#values[index] = value;
    }
    return value;
  }

  #decode(index: number): string {
    this.#bounds ??= this.suspect ? this.#aligned() : cellBounds(this.line, 0, this.line.length);
    const start = this.#bounds[2 * index] ?? -1;
    const end = this.#bounds[2 * index + 1] ?? -1;
    if (start < 0 || end <= start) return '';
    const quoted = this.line[start] === 0x22;
    const range = unquotedRange(this.line, start, end);
    const value = decodeText(this.line, range.start, range.end);
    return quoted ? value.replaceAll('""', '"') : value;
  }

  #aligned(): Int32Array {
    const cells = cellBounds(this.line, 0, this.line.length);
    const { table, shapes, flexible } = this.layout;
    const ranges = alignTokens(cells.length / 2, table.fields.length, flexible, (field, cell) => {
      const { start, end } = unquotedRange(this.line, cells[2 * cell] ?? 0, cells[2 * cell + 1] ?? 0);
      return fitOf(this.line, start, end, shapes[field]);
    });
    const bounds = new Int32Array(ranges.length).fill(-1);
    for (let f = 0; f < table.fields.length; f++) {
      const first = ranges[2 * f] ?? -1;
      const last = (ranges[2 * f + 1] ?? -1) - 1;
      if (first < 0 || last < first) continue;
      bounds[2 * f] = cells[2 * first] ?? -1;
      bounds[2 * f + 1] = cells[2 * last + 1] ?? -1;
    }
    return bounds;
  }
}
