import type { EvidenceEvent, LogSource } from '@allclear/model';
import { alignTokens } from '../log/align.js';
import { decodeText } from '../log/bytes.js';
import type { LinePlace } from '../log/parser.js';
import { fitOf } from '../log/shape.js';
import { decodeTarget, decodeUrl } from '../url/decode.js';
import type { W3cLayout } from './layout.js';
import { tokenBounds } from './tokens.js';

/** How the line is cut into values. */
export interface Cutting {
  /** Values in double quotes may hold blanks. */
  readonly quotes: boolean;
  /** The number of values differs from the header's: aligned from both ends, `suspect` is 'true'. */
  readonly suspect: boolean;
}

/**
 * One line of a W3C log. Fields under their own names; '-' and empty count as absent. Virtual fields:
 * `url-decoded` (see `decodeUrl`) and `suspect` ('true' where the number of values is wrong).
 */
export class W3cRecord implements EvidenceEvent {
  readonly logSource: LogSource;
  readonly #values: (string | undefined | null)[] = [];
  #bounds: Int32Array | undefined;
  #url: string | undefined | null;
  constructor(
    private readonly line: Uint8Array,
    private readonly layout: W3cLayout,
    private readonly cutting: Cutting,
    readonly time: number | undefined,
    readonly place: LinePlace,
  ) {
    this.logSource = layout.table.logSource;
  }

  get(field: string): string | undefined {
    const i = this.layout.table.index(field);
    if (i >= 0) return this.#value(i);
    const name = field.toLowerCase();
    if (name === 'url-decoded') return this.#decodedUrl();
    return name === 'suspect' && this.cutting.suspect ? 'true' : undefined;
  }

  fieldNames(): readonly string[] {
    const { table } = this.layout;
    // Of columns with equal names (a damaged header) the first one counts, as in `get`.
    const names = table.fields.filter((name, i) => table.index(name) === i && this.#value(i) !== undefined);
    if (this.#decodedUrl() !== undefined) names.push('url-decoded');
    if (this.cutting.suspect) names.push('suspect');
    return names;
  }

  text(): string {
    return decodeText(this.line);
  }

  #decodedUrl(): string | undefined {
    if (this.#url === undefined) {
      const { stem, query, uri } = this.layout;
      const whole = stem < 0 ? this.#at(uri) : undefined;
      // Some layouts have `cs-uri` with the query in it (HTTPERR), others a query column beside it.
      const url = whole?.includes('?') ? decodeTarget(whole) : decodeUrl(whole ?? this.#at(stem), this.#at(query));
      this.#url = url ?? null;
    }
    return this.#url ?? undefined;
  }

  #at(field: number): string | undefined {
    return field < 0 ? undefined : this.#value(field);
  }

  #isPresent(field: number): boolean {
    const bounds = this.#cut();
    const start = bounds[2 * field] ?? -1;
    const length = (bounds[2 * field + 1] ?? -1) - start;
    return start >= 0 && length > 0 && !(length === 1 && this.line[start] === 0x2d);
  }

  #value(field: number): string | undefined {
    let value = this.#values[field];
    if (value === undefined) {
      value = this.#isPresent(field) ? this.#decode(field) : null;
      this.#values[field] = value;
    }
    return value === null || value === '' ? undefined : value;
  }

  #decode(field: number): string {
    const bounds = this.#cut();
    let start = bounds[2 * field] ?? 0;
    let end = bounds[2 * field + 1] ?? 0;
    const quoted = this.cutting.quotes && this.line[start] === 0x22 && end - start > 1 && this.line[end - 1] === 0x22;
    if (quoted) {
      start++;
      end--;
    }
    let value = decodeText(this.line, start, end);
    if (quoted) value = value.replaceAll('""', '"');
    return this.layout.plusIsBlank[field] ? value.replaceAll('+', ' ') : value;
  }

  /** [start, end) of each field's value in the line, -1 where it has none. */
  #cut(): Int32Array {
    this.#bounds ??= this.cutting.suspect ? this.#aligned() : this.#tokens();
    return this.#bounds;
  }

  #tokens(): Int32Array {
    return tokenBounds(this.line, 0, this.line.length, this.cutting.quotes);
  }

  #aligned(): Int32Array {
    const tokens = this.#tokens();
    const { table, shapes, flexible } = this.layout;
    const ranges = alignTokens(tokens.length / 2, table.fields.length, flexible, (field, token) =>
      fitOf(this.line, tokens[2 * token] ?? 0, tokens[2 * token + 1] ?? 0, shapes[field]),
    );
    const bounds = new Int32Array(ranges.length).fill(-1);
    for (let f = 0; f < table.fields.length; f++) {
      const first = ranges[2 * f] ?? -1;
      const last = (ranges[2 * f + 1] ?? -1) - 1;
      if (first < 0 || last < first) continue;
      const start = tokens[2 * first] ?? -1;
      // '-' and then surplus values: the field is empty and the header lacks columns.
      const absent = this.line[start] === 0x2d && tokens[2 * first + 1] === start + 1;
      bounds[2 * f] = start;
      bounds[2 * f + 1] = tokens[2 * (absent ? first : last) + 1] ?? -1;
    }
    return bounds;
  }
}
