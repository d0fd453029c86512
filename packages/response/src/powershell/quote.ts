/**
 * Values of the evidence as PowerShell data. In a single-quoted string nothing is expanded; what could end it (five kinds of
 * quotation mark count as one, see about_Quoting_Rules and the language specification, section 2.3.5.2) or could look like something else
 * on a screen is written as Base64 of its UTF-8 bytes instead. The result is ASCII, on one line, with no quotation mark inside.
 */
export function quote(value: string): string {
  const plain = /^[\x20-\x26\x28-\x7e]*$/.test(value);
  return plain ? `'${value}'` : `(ConvertFrom-Base64Text '${base64(value)}')`;
}

function base64(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}
