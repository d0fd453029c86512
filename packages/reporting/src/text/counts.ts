/** Numbers and lists in sentences. */

/** `12,345` */
export function number(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 1 });
}

/** `1 request`, `14 requests`, `2 virtual directories` (give the plural where it is not "+s"). */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** `512 bytes`, `1.4 MB`: decimal units. */
export function bytes(count: number): string {
  if (count < 1000) return counted(count, 'byte');
  let value = count;
  let unit = '';
  for (unit of ['kB', 'MB', 'GB', 'TB', 'PB']) {
    value /= 1000;
    if (value < 999.95) break;
  }
  return `${value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

/** `a`, `a and b`, `a, b and c`; beyond `limit`: `a, b and 7 more`. */
export function list(items: readonly string[], limit = Number.POSITIVE_INFINITY): string {
  const shown = items.length > limit ? [...items.slice(0, limit), `${number(items.length - limit)} more`] : [...items];
  const last = shown.pop();
  if (last === undefined) return '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** First letter small unless the word is an acronym or a name with further capitals; final full stop gone. */
export function asClause(sentence: string): string {
  const text = sentence.trim().replace(/\.$/, '');
  return /^[A-Z][a-z]*(?:\s|$)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
