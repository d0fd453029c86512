/** PostgreSQL's text holds every character but NUL and halves of surrogate pairs; evidence holds those, too. */
export function clean(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\ufffd'), 'utf8').toString('utf8');
}

/** Plain data with every text in it, also names of members, made storable. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [clean(name), storable(member)]));
}

/** NUL and halves of surrogate pairs as JSON.stringify writes them; also matches where a text says so itself, which is harmless. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

/** Plain data as JSON that PostgreSQL takes. Most documents need no second look. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  return UNSTORABLE.test(text) ? JSON.stringify(storable(value)) : text;
}
