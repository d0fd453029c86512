/** Functions of constants, as the four languages have them. All pure and bounded by the caller. */

export function numberOf(text: string): number {
  const t = text.trim();
  if (/^0[xX][0-9a-fA-F]+$/.test(t)) return Number.parseInt(t.slice(2), 16);
  if (/^&[hH][0-9a-fA-F]+&?$/.test(t)) return Number.parseInt(t.slice(2), 16);
  if (/^&[oO][0-7]+&?$/.test(t)) return Number.parseInt(t.slice(2), 8);
  return t === '' ? Number.NaN : Number(t);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64_VALUE = new Map(Array.from(BASE64, (c, i) => [c, i]));

/** Bytes as characters 0-255; undefined where the text is not Base64. */
export function fromBase64(text: string): string | undefined {
  const clean = text.replace(/\s+/g, '').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(clean)) return undefined;
  const out: string[] = [];
  let bits = 0;
  let value = 0;
  for (const c of clean) {
    value = ((value << 6) | (BASE64_VALUE.get(c) ?? 0)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push(String.fromCharCode((value >> bits) & 255));
    }
  }
  return out.join('');
}

/** Characters 0-255 that are UTF-8, or UTF-16, as text. */
export function textOfBytes(bytes: string): string {
  let zeros = 0;
  let high = false;
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes.charCodeAt(i);
    if (code === 0 && i % 2 === 1) zeros++;
    if (code > 127) high = true;
  }
  if (zeros > 0 && zeros * 2 >= bytes.length - 1) return bytes.replace(/\0/g, '');
  return high ? new TextDecoder('utf-8').decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0) & 255)) : bytes;
}

export function unescapePercent(text: string): string {
  return text.replace(/%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})/g, (_, u: string | undefined, x: string | undefined) =>
    String.fromCharCode(Number.parseInt(u ?? x ?? '0', 16)),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };
export function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,5})|#(\d{1,6})|([a-z]{2,6}));?/gi,
    (whole, x: string | undefined, d: string | undefined, n: string | undefined) => {
      if (n !== undefined) return ENTITIES[n.toLowerCase()] ?? whole;
      const code = x !== undefined ? Number.parseInt(x, 16) : Number(d);
      return code < 0x110000 ? String.fromCodePoint(code) : whole;
    },
  );
}

export const reversed = (text: string): string => text.split('').reverse().join('');

/** `{0}` in .NET format strings. */
export function formatted(pattern: string, values: readonly string[]): string {
  return pattern.replace(/\{\{|\}\}|\{(\d{1,3})[^}]*\}/g, (whole, index: string | undefined) =>
    index === undefined ? whole.slice(1) : (values[Number(index)] ?? ''),
  );
}

export function fromHex(text: string): string | undefined {
  const clean = text.replace(/[\s,-]|0x/gi, '');
  if (clean.length < 2 || clean.length % 2 === 1 || !/^[0-9a-f]+$/i.test(clean)) return undefined;
  return clean.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

export function arithmetic(op: string, a: number, b: number): number | undefined {
  switch (op) {
    case '-':
      return a - b;
    case '+':
      return a + b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '\\':
      return b === 0 ? undefined : Math.trunc(a / b);
    case '%':
    case 'mod':
      return b === 0 ? undefined : a % b;
    case '^':
    case 'xor':
      return a ^ b;
    case '&':
    case 'and':
      return a & b;
    case '|':
    case 'or':
      return a | b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    default:
      return undefined;
  }
}
