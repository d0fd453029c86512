/** A fact about a configuration before it knows its file. */
export type FactValues = Record<string, string | number | boolean | undefined>;
export interface FactDraft {
  readonly line: number;
  readonly values: FactValues;
}
