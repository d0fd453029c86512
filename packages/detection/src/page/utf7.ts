/** UTF-7 (RFC 2152), which a page can ask the server for with its code page. */
import { fromBase64 } from './fold.js';

export const UTF7 = /codepage\s*=\s*["']?\s*0*65000|encoding\s*=\s*["']utf-7/i;

export function fromUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (whole, encoded: string) => {
    if (encoded === '') return whole.endsWith('-') ? '+' : whole;
    const bytes = fromBase64(encoded) ?? '';
    let out = '';
    for (let i = 0; i + 1 < bytes.length; i += 2)
      out += String.fromCharCode((bytes.charCodeAt(i) << 8) | bytes.charCodeAt(i + 1));
    return out;
  });
}
