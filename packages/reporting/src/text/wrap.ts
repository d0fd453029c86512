/** Wrapping by the columns that a terminal uses. */

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{M}/u;

/** Columns that the text takes: 2 for East Asian wide characters, 0 for combining marks. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) width += characterColumns(character);
  return width;
}

function characterColumns(character: string): number {
  if (character.length === 1 && character <= '\u02ff') return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Breaks one word that is wider than a line. */
function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const next = characterColumns(character);
    if (used + next > width && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += next;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/** Lines of at most `width` columns, broken at blanks, inside a word only where it is wider than a line. Never empty. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(2, width);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const wide = columns(word);
    if (used > 0 && used + 1 + wide <= room) {
      line += ` ${word}`;
      used += 1 + wide;
      continue;
    }
    if (used > 0) lines.push(line);
    const pieces = wide > room ? breakWord(word, room) : [word];
    line = pieces.pop() ?? '';
    used = columns(line);
    lines.push(...pieces);
  }
  if (used > 0 || lines.length === 0) lines.push(line);
  return lines;
}
