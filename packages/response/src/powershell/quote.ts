/**
 * Values of the evidence as PowerShell data. In a single-quoted string nothing is expanded; what could end it (five kinds of
 * quotation mark count as one, see about_Quoting_Rules and the language specification, section 2.3.5.2) or could look like something else
 * on a screen is written as the numbers of its UTF-16 units instead. The result is ASCII, on one line, with no quotation mark inside.
 */
export function quote(value: string): string {
  if (/^[\x20-\x26\x28-\x7e]*$/.test(value)) return `'${value}'`;
  const units = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index));
  return `(Join-Text '${units.join(' ')}')`;
}
