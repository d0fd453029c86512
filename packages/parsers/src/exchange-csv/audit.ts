/** The JSON text in the `Data` cell of the admin audit log. */
import { MAX_JSON_VALUES } from '../log/limits.js';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalarText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack allows: only hostile input does that; the raw cell still shows it.
    return undefined;
  }
}

/** `[{Name, Value}, …]` as `Name=Value;Name=Value`; undefined where it is something else. */
function namedValues(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: string[] = [];
  for (const item of value.slice(0, MAX_JSON_VALUES)) {
    if (!isObject(item) || typeof item.Name !== 'string') return undefined;
    items.push(`${item.Name}=${scalarText(item.Value) ?? ''}`);
  }
  return items.join(';');
}

/** Members of the record by name; empty where the text is no JSON object (a cut line). */
export function parseAuditData(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return values;
  }
  if (!isObject(record)) return values;
  for (const [name, value] of Object.entries(record).slice(0, MAX_JSON_VALUES)) {
    const shown = namedValues(value) ?? scalarText(value);
    if (shown !== undefined && shown !== '') values.set(name, shown);
  }
  return values;
}
