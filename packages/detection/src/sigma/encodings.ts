/** Base64 (RFC 4648) and UTF-16 of rule values. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Bytes that an earlier modifier made are carried in a string as code units U+F700…U+F7FF (private use), so that
 * `wide|base64` encodes bytes and not their UTF-8 form.
 */
const BYTE_BASE = 0xf700;

/** Bytes as text a log can hold: NUL and ASCII as themselves, others marked as bytes. */
export function asciiBytes(bytes: readonly number[]): string {
  return bytes.map((b) => String.fromCharCode(b < 0x80 ? b : BYTE_BASE + b)).join('');
}

export function utf16(text: string, order: 'le' | 'be'): number[] {
  const out: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    out.push(...(order === 'le' ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff]));
  }
  return out;
}

/** The bytes of a value: UTF-8, marked bytes as they are. */
export function binary(text: string): number[] {
  const out: number[] = [];
  const encoder = new TextEncoder();
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code >= BYTE_BASE + 0x80 && code <= BYTE_BASE + 0xff) out.push(code - BYTE_BASE);
    else out.push(...encoder.encode(character));
  }
  return out;
}

export function base64(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(i, i + 3);
    const group = (a << 16) | (b << 8) | c;
    const left = bytes.length - i;
    out += ALPHABET[group >> 18];
    out += ALPHABET[(group >> 12) & 63];
    out += left > 1 ? ALPHABET[(group >> 6) & 63] : '=';
    out += left > 2 ? ALPHABET[group & 63] : '=';
  }
  return out;
}

/** The three forms that bytes can have inside longer Base64 text, without the characters their neighbours change. */
export function base64Offsets(bytes: readonly number[]): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = base64([...new Array<number>(offset).fill(0x20), ...bytes]);
    const start = [0, 2, 3][offset] ?? 0;
    const cut = [0, 3, 2][(bytes.length + offset) % 3] ?? 0;
    return encoded.slice(start, encoded.length - cut);
  });
}
