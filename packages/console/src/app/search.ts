/** What stands in the address: plain `name=value` pairs, so that a link says what it shows and can be typed. */
import type { Output, Shape } from '../api/client.js';

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (typeof value === 'string' || typeof value === 'number') if (value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Keeps what is valid of a query; a bad value is dropped alone, not with all the others. */
export function tolerant<S extends { readonly shape: Readonly<Record<string, Shape<unknown>>> } & Shape<unknown>>(
  schema: S,
): (search: Record<string, unknown>) => Output<S> {
  return (search) => {
    const kept: Record<string, unknown> = {};
    for (const [name, shape] of Object.entries(schema.shape)) {
      const value = search[name];
      if (value === undefined || value === '') continue;
      const parsed = shape.safeParse(value);
      if (parsed.success && parsed.data !== undefined) kept[name] = parsed.data;
    }
    const whole = schema.safeParse(kept);
    return (whole.success ? whole.data : {}) as Output<S>;
  };
}
