/**
 * Where the value of a field is not what stands in the raw line, only the parts of a literal that cannot differ may
 * be looked for. Facts: IIS writes `+` for blanks in some fields; CSV doubles quotes; the ECP logs double the
 * apostrophes inside EventData; the admin audit log holds JSON in a CSV cell.
 */
import type { LogSource } from '@allclear/model';
import type { LiteralPart } from './requirement.js';

export interface TableLayout {
  readonly format: string;
  readonly fields: readonly string[];
  readonly logSource: LogSource;
}

/**
 * A text that stands in the raw line itself (ASCII, lower case), or, where `decoded`, there percent-encoded, and its
 * blanks as + signs.
 */
export interface RawLiteral {
  readonly text: string;
  readonly decoded: boolean;
  /** Column of the value that begins or ends with it; -1 where that is not known. */
  readonly column: number;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** The virtual field that holds stem and query after percent-decoding. */
export const DECODED_FIELD = 'url-decoded';
/** Says what the parser thinks of the line: not in the line at all. */
const SUSPECT_FIELD = 'suspect';

/** Characters that may stand differently in the raw text. */
const W3C = /[^\x21-\x7e]|"/u;
const CSV = /[^\x20-\x7e]|"/u;
const CSV_QUOTED = /[^\x20-\x7e]|["';\\]/u;
/** What survives any quoting, JSON included. */
const PLAIN = /[^a-z0-9_.-]/u;
/** Stem and query stand apart in the line; a percent sign can be written in many ways; of blanks see decoded.ts. */
const DECODED = /[^\x20-\x7e]|[?%"]/u;

export class Layout {
  readonly #columns: ReadonlyMap<string, number>;
  readonly #table: TableLayout | undefined;
  readonly #anyColumns: boolean;

  /**
   * Without a table: what holds for every layout.
   * @param anyColumns the table's own list is not known; whatever is not obviously virtual is taken for a column.
   */
  constructor(table?: TableLayout, anyColumns = false) {
    this.#table = table;
    this.#anyColumns = anyColumns;
    this.#columns = new Map((table?.fields ?? []).map((name, i) => [name.toLowerCase(), i]));
  }

  /** As much as a rule's own log source tells. */
  static ofLogSource(logSource: LogSource): Layout {
    const { product, service, category } = logSource;
    const isW3c = category === 'webserver' || service === 'iis' || service === 'httperr';
    if (!isW3c && (product !== 'exchange' || service === undefined)) return new Layout();
    return new Layout({ format: isW3c ? 'w3c' : 'csv', fields: [], logSource }, true);
  }

  get isW3c(): boolean {
    return this.#table?.format === 'w3c';
  }

  /**
   * True where no record of this table can have the field. Never said of tables whose cells hold fields of their own,
   * nor of `Cell.member`.
   */
  lacks(field: string): boolean {
    const name = field.toLowerCase();
    if (this.#table === undefined || this.#columns.has(name)) return false;
    const { product, service } = this.#table.logSource;
    const closed = this.isW3c || (product === 'exchange' && service === 'httpproxy');
    return closed && name !== DECODED_FIELD && name !== SUSPECT_FIELD && !name.includes('.');
  }

  raw(part: LiteralPart): RawLiteral[] {
    const name = part.field?.toLowerCase();
    if (name === SUSPECT_FIELD) return [];
    const decoded = name === DECODED_FIELD;
    const column = name === undefined ? -1 : (this.#columns.get(name) ?? -1);
    const pieces = part.text.split(this.#unsafe(name, column, decoded));
    return pieces
      .map((text, i) => ({
        text,
        decoded,
        column,
        atStart: part.atStart && i === 0,
        atEnd: part.atEnd && i === pieces.length - 1,
      }))
      .filter(({ text }) => text !== '');
  }

  #unsafe(name: string | undefined, column: number, decoded: boolean): RegExp {
    if (decoded) return DECODED;
    const service = this.#table?.logSource.service ?? '';
    if (this.#table === undefined || service === 'admin-audit') return PLAIN;
    const virtual = this.#anyColumns ? (name?.includes('.') ?? false) : column < 0;
    if (name !== undefined && virtual && !service.startsWith('ecp-')) return PLAIN;
    if (this.isW3c) return W3C;
    if (this.#table.format !== 'csv' || this.#table.logSource.product !== 'exchange') return PLAIN;
    return service.startsWith('ecp-') || name === undefined ? CSV_QUOTED : CSV;
  }
}
