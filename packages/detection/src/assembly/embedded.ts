/**
 * Assemblies that stand inside a text (a page, a literal) as Base64, hexadecimal digits or a list of bytes. A page loads
 * such a thing into memory, so that no library ever lies on disk. Bounded: one pass over the text, few results.
 */
import { MAX_EMBEDDED } from './limits.js';

/** Bytes of the smallest assembly worth the name. */
const SMALLEST = 512;
/** Characters between the pieces of one constant: quotes, plus signs, line ends, assignments to the same variable. */
const JOINTS = /["'`]\s*(?:[+&]\s*(?:_\s*)?)?(?:\r?\n\s*)?(?:[+&]\s*)?@?["'`]|\s+|\\r|\\n/g;
const LONGEST = 8 * 1024 * 1024;

/** Base64 of `MZ` followed by any byte; the same digits in hexadecimal; and as numbers. */
const BASE64 = /TV[opqr][A-Za-z0-9+/]/g;
const HEX = /4d5a[0-9a-f]{2}00/gi;
const BYTES = /(?:0x4d|\b77)\s*,\s*(?:0x5a|90)\s*,/gi;

/** Content of each, in the order of the text. */
export function embeddedAssemblies(text: string): Uint8Array[] {
  const found: Uint8Array[] = [];
  const take = (pattern: RegExp, decode: (text: string, at: number) => Uint8Array | undefined): void => {
    pattern.lastIndex = 0;
    let tries = 0;
    for (let m = pattern.exec(text); m !== null && found.length < MAX_EMBEDDED && tries < 50; m = pattern.exec(text)) {
      tries++;
      const bytes = decode(text, m.index);
      if (bytes !== undefined && isProgram(bytes)) {
        found.push(bytes);
        pattern.lastIndex = m.index + bytes.length;
      }
    }
  };
  take(BASE64, fromBase64);
  take(HEX, fromHex);
  take(BYTES, fromNumbers);
  return found;
}

/** `MZ`, and the PE signature where the header says. */
export function isProgram(bytes: Uint8Array): boolean {
  if (bytes.length < SMALLEST || bytes[0] !== 0x4d || bytes[1] !== 0x5a) return false;
  const at = (bytes[0x3c] ?? 0) | ((bytes[0x3d] ?? 0) << 8);
  return bytes[at] === 0x50 && bytes[at + 1] === 0x45 && bytes[at + 2] === 0;
}

/** Characters of an alphabet from `at` on, across the joints of a constant that was put together from pieces. */
function run(text: string, at: number, alphabet: RegExp): string {
  const parts: string[] = [];
  let length = 0;
  let i = at;
  while (i < text.length && length < LONGEST) {
    alphabet.lastIndex = i;
    const piece = alphabet.exec(text)?.[0] ?? '';
    parts.push(piece);
    length += piece.length;
    i += piece.length;
    JOINTS.lastIndex = i;
    const joint = JOINTS.exec(text);
    if (joint === null || joint.index !== i || piece === '') break;
    i += joint[0].length;
  }
  return parts.join('');
}

const DIGITS = new Uint8Array(128).fill(255);
for (const [i, c] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  DIGITS[c.charCodeAt(0)] = i;

function fromBase64(text: string, at: number): Uint8Array | undefined {
  const characters = run(text, at, /[A-Za-z0-9+/]*/y);
  if (characters.length < (SMALLEST * 4) / 3) return undefined;
  const out = new Uint8Array(Math.floor((characters.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let n = 0;
  for (let i = 0; i < characters.length; i++) {
    held = ((held << 6) | (DIGITS[characters.charCodeAt(i)] ?? 0)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[n++] = (held >> bits) & 0xff;
    }
  }
  return out.subarray(0, n);
}

function fromHex(text: string, at: number): Uint8Array | undefined {
  const characters = run(text, at, /[0-9a-fA-F]*/y);
  if (characters.length < SMALLEST * 2) return undefined;
  const out = new Uint8Array(characters.length >> 1);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(characters.slice(i * 2, i * 2 + 2), 16);
  return out;
}

function fromNumbers(text: string, at: number): Uint8Array | undefined {
  const list = /(?:(?:0x[0-9a-f]{1,2}|\d{1,3})\s*,\s*){511,}/iy;
  list.lastIndex = at;
  const found = list.exec(text.slice(0, at + LONGEST))?.[0];
  if (found === undefined) return undefined;
  return Uint8Array.from(found.split(',').slice(0, -1), (n) => Number(n.trim()) & 0xff);
}
