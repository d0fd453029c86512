const ENCODER = new TextEncoder();

export const CRLF = '\r\n';
export const UTF8_BOM = new Uint8Array([0xef, 0xbb, 0xbf]);

export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** UTF-16LE with BOM, as scheduled tasks are stored. */
export function utf16WithBom(text: string): Uint8Array {
  return Uint8Array.from([0xff, 0xfe, ...utf16(text)]);
}

export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), true);
  return bytes;
}

/** Text that the sources store as base64, so that no plain signature of a web shell lies on disk. */
export function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
