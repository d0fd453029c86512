/**
 * Page text with the cheapest disguises taken off, for rules that look for words of code: comments inside an
 * expression, character escapes, split string literals, blanks. Linear in time and not longer than its input.
 * It is no parser: the page analysis is another part of the project.
 */

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeCharacters(text: string): string {
  return text
    .replace(/\\u\{?([0-9a-f]{4})\}?/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\U0000([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/%(2[0-9a-f]|[3-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&#(?:x([0-9a-f]{1,4})|(\d{1,5}));?/gi, (whole, hex: string | undefined, decimal: string | undefined) => {
      const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code >= 9 && code < 0xffff ? String.fromCharCode(code) : whole;
    })
    .replace(/&(lt|gt|amp|quot|apos);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole);
}

/** Takes block comments out; an unclosed one stays, so that nothing is hidden behind it. */
function withoutComments(text: string): string {
  let out = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf('/*', at);
    if (start < 0) break;
    const end = text.indexOf('*/', start + 2);
    if (end < 0) break;
    out += text.slice(at, start);
    at = end + 2;
  }
  return out + text.slice(at);
}

/** Format characters and joiners, which compilers skip inside identifiers. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g;

/** Lower case, disguises taken off, blanks at one. For matching only: the result is not code. Total. */
export function normaliseCode(text: string): string {
  const plain = withoutComments(unescapeCharacters(text.replace(INVISIBLE, '')));
  return plain
    .replace(/(["'])\s*[+&]\s*\1/g, '')
    .replace(/[ \t\r\n\f\v]+/g, ' ')
    .replace(/ ?([()[\].,;=+]) ?/g, '$1')
    .toLowerCase();
}
