/** Header and comment lines of the W3C and Exchange logs. */
import { bomLength, decodeText, isBlank } from './bytes.js';
import { MAX_LINE_BYTES } from './limits.js';

/** First cells of the plain CSV header row of the Exchange logs. */
const FIRST_CELLS = ['datetime', 'timestamp', 'date-time'];

function isLetter(b: number | undefined): boolean {
  if (b === undefined) return false;
  const lower = b | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Whether the text at `at` is one of the known first cells, bare or quoted, followed by a comma. */
function startsWithHeaderCell(bytes: Uint8Array, start: number, end: number): boolean {
  const quoted = bytes[start] === 0x22;
  const from = quoted ? start + 1 : start;
  return FIRST_CELLS.some((cell) => {
    const after = from + cell.length;
    if (after + (quoted ? 1 : 0) >= end) return false;
    for (let i = 0; i < cell.length; i++) {
      const b = bytes[from + i] ?? 0;
      const folded = b >= 0x41 && b <= 0x5a ? b | 0x20 : b;
      if (folded !== cell.charCodeAt(i)) return false;
    }
    return quoted ? bytes[after] === 0x22 && bytes[after + 1] === 0x2c : bytes[after] === 0x2c;
  });
}

/**
 * Whether a line belongs to `LogParser.header`: '#' first, a byte order mark before a header, or the first
 * cell of a plain CSV header. A byte order mark directly before a data row or a JSON object is no header:
 * that line is a record and must not be lost.
 */
export function isHeaderLine(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (start >= end) return false;
  if (first === 0x23) return true;
  if (first === 0xef) {
    const bom = bomLength(bytes, start, end);
    if (bom === 0) return false;
    const at = start + bom;
    if (at >= end || bytes[at] === 0x23 || isBlank(bytes[at] ?? 0)) return true;
    if (startsWithHeaderCell(bytes, at, end)) return true;
    if (!isLetter(bytes[at]) && bytes[at] !== 0x22) return false;
    return bytes.subarray(at, end).includes(0x2c);
  }
  if (first !== 0x22 && !isLetter(first)) return false;
  return startsWithHeaderCell(bytes, start, end);
}

/** A `#Name: value` line. */
export interface Directive {
  /** Lower case, e.g. `fields`, `log-type`. */
  readonly name: string;
  readonly value: string;
}

/** The line as a directive; undefined for comments and other lines. */
export function parseDirective(bytes: Uint8Array, start: number, end: number): Directive | undefined {
  const at = start + bomLength(bytes, start, end);
  if (bytes[at] !== 0x23) return undefined;
  const text = decodeText(bytes, at + 1, Math.min(end, at + MAX_LINE_BYTES));
  const colon = text.indexOf(':');
  if (colon < 1 || colon > 32) return undefined;
  const name = text.slice(0, colon).trim().toLowerCase();
  const value = text.slice(colon + 1).trim();
  return { name, value: name === 'fields' ? lastWholeFieldList(value) : value };
}

/** Damaged files hold `#Fields: a,b#Fields: a,b,c` in one line: the longest of the lists is taken. */
function lastWholeFieldList(value: string): string {
  if (!/#fields:/i.test(value)) return value;
  const lists = value.split(/#fields:/i).map((s) => s.trim());
  return lists.reduce((best, s) => (s.length >= best.length ? s : best), '');
}
