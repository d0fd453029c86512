/**
 * Literals that the raw line may hold percent-encoded, once or twice. The prefilter itself tells when an ASCII
 * *letter* is encoded (nobody does that by accident); signs such as / and @ are encoded every day, so each of them
 * gets a literal of its own that finds just this: with the sign encoded, the letters before it are followed by `%`,
 * or the letters behind it follow its last hexadecimal digit, however deep the encoding.
 */
import { rarity } from './rarity.js';

/**
 * Encodings of encoding: a letter written as `%25%36%31`, `%%36%31`, `%6%31` … whose *digits* are encoded, so that no
 * encoded letter is to be seen; and the `%u0061` of IIS. Any of these in a line counts like an encoded letter.
 */
export const NESTED_ENCODINGS: readonly string[] = [
  '%25%3',
  ...['4', '5', '6', '7'].flatMap((digit) => [`%%3${digit}`, `%${digit}%3`, `%25${digit}%3`]),
  ...['%', '%25'].flatMap((percent) => [`${percent}u00`, `${percent}u%3`, `${percent}u0%3`]),
];

/** What each further literal costs the filter, in units of `rarity`. */
export const PRICE_OF_LITERAL = 0.3;

/** Signs whose encoded form gets its own literal; more and a shorter text is taken. */
const MAX_SIGNS = 5;
const MAX_TOKENS = 48;

/**
 * Literals of which a line holds at least one when its decoded text holds `text`, unless it holds an encoded letter.
 * Empty where none can be given.
 */
export function decodedLiterals(text: string): string[] {
  const tokens = (text.match(/[a-z]+|[^a-z]/g) ?? []).slice(0, MAX_TOKENS);
  let best: string[] = [];
  let bestWorth = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < tokens.length; from++) {
    let signs = 0;
    for (let to = from; to < tokens.length; to++) {
      const token = tokens[to] ?? '';
      if (!isLetters(token)) signs++;
      if (signs > MAX_SIGNS) break;
      const window = tokens.slice(from, to + 1);
      const encoded = encodedSigns(window);
      if (encoded === undefined) continue;
      const whole = window.join('');
      if (whole.length < 4) continue;
      const worth = rarity(whole) - encoded.length * PRICE_OF_LITERAL;
      if (worth > bestWorth) {
        bestWorth = worth;
        best = [...new Set([whole, ...encoded])];
      }
    }
  }
  return best;
}

function isLetters(token: string): boolean {
  return /^[a-z]+$/.test(token);
}

/** For each sign of the window a literal that shows its encoded form; undefined where one has none of 4 bytes. */
function encodedSigns(window: readonly string[]): string[] | undefined {
  const out: string[] = [];
  for (const [i, sign] of window.entries()) {
    if (isLetters(sign)) continue;
    const before = window[i - 1] ?? '';
    const behind = window[i + 1] ?? '';
    const last = sign.charCodeAt(0).toString(16).slice(-1);
    const left = isLetters(before) ? `${before}%` : '';
    const right = isLetters(behind) ? `${last}${behind}` : '';
    const literal = left.length >= right.length ? left : right;
    if (literal.length < 4) return undefined;
    out.push(literal);
  }
  return out;
}
