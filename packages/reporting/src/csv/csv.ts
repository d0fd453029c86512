/**
 * CSV as RFC 4180 has it (quoted where needed, CRLF), safe to open in a spreadsheet: a value that a spreadsheet would
 * take for a formula gets an apostrophe in front, and control characters are made visible.
 * Source: OWASP, CSV Injection.
 */
import { visible } from '../text/visible.js';

/** First characters that start a formula, ASCII and full-width; tab and CR because spreadsheets drop them first. */
const FORMULA = /^[\s\p{Cf}\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

/** Semicolon too: spreadsheets of half of Europe split there. */
const NEEDS_QUOTES = /[",;\r\n]|^\s|\s$/;

export function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${visible(value)}` : visible(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvRow(values: readonly (string | number | undefined)[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}
