/**
 * Where in the evidence something stands, so that a stranger can look it up again.
 * `file` is the path inside the evidence, '/'-separated, without the outermost container's name,
 * so that it is the same for a folder, a zip and a tar of equal content.
 */
import { z } from 'zod';

export const Place = z.object({
  file: z.string(),
  /** 1-based line in the (decompressed) file. */
  line: z.number().int().positive().optional(),
  /** Record number as the format itself counts it. */
  record: z.number().int().nonnegative().optional(),
  /** Byte offset of the record's first byte in the (decompressed) file. */
  offset: z.number().int().nonnegative().optional(),
  /** Path of an element inside a structured file, e.g. `sites/Default Web Site/owa`. */
  key: z.string().optional(),
});
export type Place = z.infer<typeof Place>;

/** The Sigma log source of an event; all lower case. */
export interface LogSource {
  readonly product?: string;
  readonly service?: string;
  readonly category?: string;
}

/**
 * One record of evidence as rules see it. Fields carry the source's own names; a field that no rule asks
 * for is never decoded. Name look-up is exact first, then without regard to case.
 */
export interface EvidenceEvent {
  /** Milliseconds since 1970-01-01 UTC; undefined where the record tells no (valid) time. */
  readonly time: number | undefined;
  readonly logSource: LogSource;
  /** Line, record, offset: what of the place this record knows. The file is known to the caller. */
  readonly place: Omit<Place, 'file'>;
  /** The value as text, undefined where the field is absent or empty ('-' in W3C logs). */
  get(field: string): string | undefined;
  /** All field names that this record has, in the source's order. */
  fieldNames(): readonly string[];
  /** The record as one line of text, for keyword rules and for quoting (unescaped, may be long). */
  text(): string;
}

/** An event made of plain values: facts about files and configuration, and test examples. */
export class FactEvent implements EvidenceEvent {
  readonly #values: ReadonlyMap<string, string>;
  readonly #names: readonly string[];
  constructor(
    readonly logSource: LogSource,
    values: Readonly<Record<string, string | number | boolean | undefined>>,
    readonly place: Omit<Place, 'file'> = {},
    readonly time: number | undefined = undefined,
  ) {
    const entries = Object.entries(values).filter(([, v]) => v !== undefined && v !== '');
    this.#names = entries.map(([k]) => k);
    const map = new Map<string, string>();
    for (const [k, v] of entries) map.set(k.toLowerCase(), String(v));
    this.#values = map;
  }
  get(field: string): string | undefined {
    return this.#values.get(field.toLowerCase());
  }
  fieldNames(): readonly string[] {
    return this.#names;
  }
  text(): string {
    return this.#names.map((n) => `${n}=${this.get(n) ?? ''}`).join(' ');
  }
}
