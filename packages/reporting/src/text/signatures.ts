/**
 * Keeps our own output out of quarantine. Reports quote what attackers wrote, and antivirus takes a report that holds a
 * web shell's text for a web shell. One letter of such a text is written the long way that the format offers (a
 * character reference in HTML, \uXXXX in JSON): readers and parsers see the same value, a search for bytes does not.
 */

/** Texts that antivirus looks for, in lower case and base64: this file must not hold them either. */
const ENCODED = [
  'ZXZhbCg=',
  'ZXhlY3V0ZWdsb2JhbA==',
  'ZXhlY3V0ZShyZXF1ZXN0',
  'cnVuYXQ9',
  'dW5zYWZl',
  'anNjcmlwdA==',
  'Y29tc3Zjcw==',
  'c2VrdXJsc2E=',
  'bHNhZHVtcA==',
  'bWltaWthdHo=',
  'ZWNobyBbc10=',
  'ZWNobyBbZV0=',
  'aW52b2tlLXBvd2Vyc2hlbGx0Y3A=',
  'aW52b2tlLWV4cHJlc3Npb24=',
  'cHJvY2Vzc3N0YXJ0aW5mbw==',
  'ZG93bmxvYWRzdHJpbmc=',
  'ZnJvbWJhc2U2NHN0cmluZw==',
  'cG93ZXJjYXQ=',
  'bmFub2R1bXA=',
  'bWluaWR1bXA=',
  'cHJvY2R1bXA=',
  'd2luZG93c3R5bGUgaGlkZGVu',
  'cmVxdWVzdFs=',
  'cmVxdWVzdC5pdGVt',
  'cmVxdWVzdC5mb3Jt',
  'c2VydmVyaW5mb34=',
];

/** A letter that is no hexadecimal digit: never part of a `\uXXXX`, and behind the first one never part of a `\n`. */
const SAFE_LETTER = /[g-z]/;

interface Signature {
  readonly text: string;
  /** Where the letter stands that is written otherwise. */
  readonly at: number;
}

const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  ENCODED.map((encoded) => {
    const text = atob(encoded);
    return [text, { text, at: 1 + text.slice(1).search(SAFE_LETTER) }];
  }),
);

const PATTERN = new RegExp([...SIGNATURES.keys()].map((text) => text.replace(/[[\]().]/g, '\\$&')).join('|'), 'gi');

function breakUp(text: string, write: (letter: string) => string): string {
  return text.replace(PATTERN, (found) => {
    const at = SIGNATURES.get(found.toLowerCase())?.at ?? 1;
    return found.slice(0, at) + write(found.charAt(at)) + found.slice(at + 1);
  });
}

/** For HTML that is escaped already, in elements and in attributes. */
export function breakUpHtml(escaped: string): string {
  return breakUp(escaped, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** For JSON text: `JSON.parse` gives the same value. Markup cannot begin in it either. */
export function breakUpJson(json: string): string {
  return breakUp(json, jsonEscape).replaceAll('<', '\\u003c');
}

/** `A` -> `\u0041`, a code unit each. */
export function jsonEscape(character: string): string {
  let text = '';
  for (let unit = 0; unit < character.length; unit++) {
    text += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }
  return text;
}
