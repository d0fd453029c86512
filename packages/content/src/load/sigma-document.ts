export interface SigmaDocument {
  /** Path of the file: relative to the own data, as the user's folder gives it, or `pack NAME/path` for an added pack. */
  readonly origin: string;
  /** One YAML document as plain values; it holds `detection`, `correlation`, `filter` or `placeholders`. */
  readonly document: unknown;
}

/** Whether a YAML document claims to be a rule, a correlation or a filter of Sigma, or says what placeholders stand for. */
export function isSigmaDocument(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return 'detection' in value || 'correlation' in value || 'filter' in value || 'placeholders' in value;
}
