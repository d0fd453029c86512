/**
 * Makes every character visible that a terminal, a browser or a reader would obey, hide or reorder instead of
 * showing: control characters, bidirectional marks, zero-width and other ignorable characters, line and paragraph
 * separators, lone surrogates, and piles of combining marks. They are written as `\n`, `\x1b` or `\u202e`.
 *
 * A backslash that stands in the value itself stays single (Windows paths would be unreadable otherwise); where the
 * difference matters, HTML marks the escapes and assessment.json holds the raw value.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]|(?<=\p{M}{4})\p{M}/gu;

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** The value as one line of text that holds only characters that show. */
export function visible(value: string): string {
  return value.replace(HIDDEN, escapeCharacter);
}

export interface VisiblePart {
  readonly text: string;
  /** True where the text stands for a character that would not have shown. */
  readonly escaped: boolean;
}

/** As {@link visible}, in parts, so that a target can mark the escapes. */
export function visibleParts(value: string): VisiblePart[] {
  const parts: VisiblePart[] = [];
  let escapes = '';
  let end = 0;
  for (const match of value.matchAll(HIDDEN)) {
    if (match.index > end) {
      if (escapes !== '') parts.push({ text: escapes, escaped: true });
      parts.push({ text: value.slice(end, match.index), escaped: false });
      escapes = '';
    }
    escapes += escapeCharacter(match[0]);
    end = match.index + match[0].length;
  }
  if (escapes !== '') parts.push({ text: escapes, escaped: true });
  if (end < value.length) parts.push({ text: value.slice(end), escaped: false });
  return parts;
}

/** Cuts a long value and says so: `abc… [cut: 1,234 characters in all]`. `limit` counts UTF-16 units that stay. */
export function cut(value: string, limit: number): string {
  if (value.length <= limit) return value;
  const high = value.charCodeAt(limit - 1);
  const keep = high >= 0xd800 && high <= 0xdbff ? limit - 1 : limit;
  return `${value.slice(0, keep)}… [cut: ${value.length.toLocaleString('en-GB')} characters in all]`;
}
