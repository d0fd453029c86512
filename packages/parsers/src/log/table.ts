import type { LogSource } from '@allclear/model';

/** The layout that a header established: which value stands in which column, and what kind of log it is. */
export interface LogTable {
  readonly format: 'w3c' | 'csv';
  readonly fields: readonly string[];
  /** Equal for equal layout and log source: a cache key. */
  readonly key: string;
  readonly logSource: LogSource;
  /** Column of a field: exact name first, then without regard to case; the first of equal names; -1 where absent. */
  index(field: string): number;
}

class HeaderTable implements LogTable {
  readonly key: string;
  readonly #exact = new Map<string, number>();
  readonly #folded = new Map<string, number>();
  constructor(
    readonly format: 'w3c' | 'csv',
    readonly fields: readonly string[],
    readonly logSource: LogSource,
  ) {
    const { product, service, category } = logSource;
    this.key = JSON.stringify([format, product, service, category, fields]);
    fields.forEach((name, i) => {
      if (!this.#exact.has(name)) this.#exact.set(name, i);
      const folded = name.toLowerCase();
      if (!this.#folded.has(folded)) this.#folded.set(folded, i);
    });
  }
  index(field: string): number {
    return this.#exact.get(field) ?? this.#folded.get(field.toLowerCase()) ?? -1;
  }
}

/** The layout that a header names. Equal format, columns and log source give an equal `key`. */
export function createLogTable(format: 'w3c' | 'csv', fields: readonly string[], logSource: LogSource): LogTable {
  return new HeaderTable(format, fields, logSource);
}
