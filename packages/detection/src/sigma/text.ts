/**
 * Case folding for Sigma's case-insensitive comparison: letter by letter, as `toLowerCase`, except that U+212A KELVIN
 * SIGN and U+0130 (I with dot) stay what they are: a text that matches an ASCII literal then holds that literal as
 * ASCII bytes, on which the literal filter relies. Both small sigmas are one letter: which of them `toLowerCase` gives
 * depends on what follows, and a rule may look for a part of a word.
 */
export function fold(text: string): string {
  return /[\u0130\u212a\u03a3\u03c2]/.test(text)
    ? text.replace(/[^\u0130\u212a]+/g, (part) => part.toLowerCase()).replaceAll('\u03c2', '\u03c3')
    : text.toLowerCase();
}
