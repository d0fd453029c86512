/**
 * Case folding for Sigma's case-insensitive comparison. As `toLowerCase`, except that U+212A KELVIN SIGN and U+0130
 * (I with dot) stay what they are: a text that matches an ASCII literal then holds that literal as ASCII bytes, on
 * which the literal filter relies.
 */
export function fold(text: string): string {
  return /[\u0130\u212a]/.test(text)
    ? text.replace(/[^\u0130\u212a]+/g, (part) => part.toLowerCase())
    : text.toLowerCase();
}
