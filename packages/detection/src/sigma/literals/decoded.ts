/**
 * Literals that the raw line may hold percent-encoded, once or twice. The prefilter itself tells when an ASCII
 * *letter* is encoded (nobody does that by accident); signs such as / and @ are encoded every day, so each of them
 * gets literals of its own that find just this: with the sign encoded, the letters before it are followed by `%`, and
 * the letters behind it follow its code.
 */
import { rarity } from './rarity.js';

/**
 * All characters encoded, then all of that again (`a` = `%61` = `%25%36%31`): what tools for testing do, and no
 * encoded letter is to be seen where the second digit of the code is decimal. Counts like an encoded letter.
 *
 * Known gap: a character of which only some of the digits are encoded again (`%6%31`) and the `%u0061` of IIS are not
 * looked for where a letter is written so; literals for them have less than 7 bytes and would halve the speed.
 */
export const NESTED_ENCODINGS: readonly string[] = ['2', '3', '4', '5', '6', '7'].map((high) => `%25%3${high}%3`);

/**
 * What a literal costs the filter, in units of `rarity`: of one of 4 bytes it sees two in some places, of one of 5
 * three, then it has to look.
 */
export function priceOf(literal: string): number {
  return literal.length >= 7 ? 0.3 : literal.length === 6 ? 0.6 : literal.length === 5 ? 2 : 5;
}

/** How a blank stands in a line when it is not encoded. */
const BLANKS: readonly string[] = ['+', ' '];
/** Signs whose encoded form gets literals; of a longer text a part is taken. */
const MAX_SIGNS = 5;
const MAX_TOKENS = 48;

/**
 * Literals of which a line holds at least one when its decoded text holds `text`, unless it holds an encoded letter
 * or a nested encoding. Empty where none can be given.
 */
export function decodedLiterals(text: string): string[] {
  const tokens = (text.match(/[a-z]+|[^a-z]/g) ?? []).slice(0, MAX_TOKENS);
  let best: string[] = [];
  let bestWorth = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < tokens.length; from++) {
    let signs = 0;
    for (let to = from; to < tokens.length; to++) {
      if (!isLetters(tokens[to] ?? '')) signs++;
      if (signs > MAX_SIGNS) break;
      const window = tokens.slice(from, to + 1);
      const whole = window.join('');
      if (whole.length < 4) continue;
      const plain = plainForms(window);
      const encoded = encodedSigns(window);
      if (plain === undefined || encoded === undefined) continue;
      const literals = [...new Set([...plain, ...encoded])];
      const worth = rarity(whole) - literals.reduce((sum, literal) => sum + priceOf(literal), 0);
      if (worth <= bestWorth) continue;
      bestWorth = worth;
      best = literals;
    }
  }
  return best;
}

function isLetters(token: string): boolean {
  return /^[a-z]+$/.test(token);
}

/** The window with no sign encoded. Undefined with more than one blank. */
function plainForms(window: readonly string[]): string[] | undefined {
  const text = window.join('');
  const at = text.indexOf(' ');
  if (at < 0) return [text];
  return text.includes(' ', at + 1) ? undefined : BLANKS.map((blank) => text.replace(' ', blank));
}

/** For each sign of the window the literals that show its encoded form; undefined where one has none of 4 bytes. */
function encodedSigns(window: readonly string[]): string[] | undefined {
  const out: string[] = [];
  for (const [i, sign] of window.entries()) {
    if (isLetters(sign)) continue;
    const neighbour = (at: number): string => (isLetters(window[at] ?? '') ? (window[at] ?? '') : '');
    const before = window[i - 1] === ' ' ? BLANKS : [neighbour(i - 1)];
    const behind = neighbour(i + 1);
    const hex = sign.charCodeAt(0).toString(16).padStart(2, '0');
    const ways = [
      before.map((text) => `${text}%`),
      [`${hex}${behind}`],
      before.flatMap((text) => ['%', '%25'].map((percent) => text + percent + hex + behind)),
    ];
    let best: string[] | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    for (const literals of ways) {
      if (literals.some((literal) => literal.length < 4 || !/[a-z]{2}/.test(literal))) continue;
      // Among equally cheap ones the longest: it has the most to choose its rarest part from.
      const shortest = Math.min(...literals.map((literal) => literal.length));
      const price = literals.reduce((sum, literal) => sum + priceOf(literal), 0) - shortest / 1000;
      if (price >= lowest) continue;
      lowest = price;
      best = literals;
    }
    if (best === undefined) return undefined;
    out.push(...best);
  }
  return out;
}
