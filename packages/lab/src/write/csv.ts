/** RFC 4180: quotes only where needed, inner quotes doubled; a line break cannot stand in these logs and becomes a blank. */
export function csvCell(value: string | number): string {
  const text = String(value).replace(/[\r\n]+/g, ' ');
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One row of a log with the given columns; a value for an unknown column is a mistake of the generator. */
export function csvRow(fields: readonly string[], values: Readonly<Record<string, string | number>>): string {
  for (const name of Object.keys(values)) {
    if (!fields.includes(name)) throw new RangeError(`no such column: ${name}`);
  }
  return fields.map((field) => csvCell(values[field] ?? '')).join(',');
}
