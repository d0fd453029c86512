import type { Problem, ProblemCode } from '@allclear/model';

interface Entry {
  count: number;
  line: number | undefined;
  offset: number | undefined;
  readonly kinds: Map<string, number>;
}

/**
 * Problems of one file, one entry a code whatever the number: how often, where first, and what kinds.
 * Kinds are fixed sentences of the parsers, never text out of the evidence, so that the tally stays small.
 */
export class ProblemTally {
  readonly #entries = new Map<ProblemCode, Entry>();

  add(code: ProblemCode, kind: string, place: { line?: number; offset?: number } = {}): void {
    let entry = this.#entries.get(code);
    if (entry === undefined) {
      entry = { count: 0, line: place.line, offset: place.offset, kinds: new Map() };
      this.#entries.set(code, entry);
    }
    entry.count++;
    entry.kinds.set(kind, (entry.kinds.get(kind) ?? 0) + 1);
  }

  list(): readonly Problem[] {
    return [...this.#entries].map(([code, e]) => ({
      code,
      ...(e.line === undefined ? {} : { line: e.line }),
      ...(e.offset === undefined ? {} : { offset: e.offset }),
      ...(e.count > 1 ? { count: e.count } : {}),
      detail: [...e.kinds].map(([kind, n]) => (n > 1 ? `${n} × ${kind}` : kind)).join('; '),
    }));
  }
}
