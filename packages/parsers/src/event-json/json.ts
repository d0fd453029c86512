/** Hand checks for parsed JSON of unknown origin. */

export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member that is an object; undefined where it is anything else. */
export function objectAt(object: JsonObject, name: string): JsonObject | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return isObject(value) ? value : undefined;
}

/** The first of the members that is a non-empty string, a number or a boolean, as text. */
export function scalarAt(object: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = Object.hasOwn(object, name) ? scalarText(object[name]) : undefined;
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Scalars as they are, structures as JSON; undefined for null and for what cannot be written (nested too deep). */
export function anyText(value: unknown): string | undefined {
  const text = scalarText(value);
  if (text !== undefined || value === null || value === undefined) return text;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Text content of an element that was XML: `{"#text": …}`, `{"Value": …}` or the value itself. */
export function elementText(value: unknown): string | undefined {
  if (!isObject(value)) return scalarText(value);
  return scalarAt(value, '#text', 'Value', 'value', '$', 'content', 'Text');
}

/** An attribute of an element that was XML, in the spellings of the converters. */
export function attribute(parent: JsonObject, element: string, name: string): string | undefined {
  const inner = objectAt(parent, element);
  const apart = objectAt(parent, `${element}_attributes`);
  const nested = inner && objectAt(inner, '#attributes');
  return (
    (nested && scalarAt(nested, name)) ??
    (apart && scalarAt(apart, name)) ??
    (inner && scalarAt(inner, name, `@${name}`, `-${name}`))
  );
}
