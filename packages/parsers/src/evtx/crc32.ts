/** CRC-32 (polynomial 0xEDB88320) as in ISO 3309; the same function that Node's zlib offers. */
export type Crc32 = (bytes: Uint8Array, previous?: number) => number;

/** Slicing by four: tables[k] moves a byte over k further bytes. */
const TABLES = makeTables();

function makeTables(): Uint32Array {
  const tables = new Uint32Array(4 * 256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    tables[n] = c;
  }
  for (let n = 256; n < tables.length; n++) {
    const previous = tables[n - 256] ?? 0;
    tables[n] = (previous >>> 8) ^ (tables[previous & 255] ?? 0);
  }
  return tables;
}

export const crc32: Crc32 = (bytes, previous = 0) => {
  const t = TABLES;
  let c = ~previous;
  let i = 0;
  for (; i + 4 <= bytes.length; i += 4) {
    c ^= (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
    c =
      (t[768 + (c & 255)] ?? 0) ^
      (t[512 + ((c >>> 8) & 255)] ?? 0) ^
      (t[256 + ((c >>> 16) & 255)] ?? 0) ^
      (t[c >>> 24] ?? 0);
  }
  for (; i < bytes.length; i++) c = (c >>> 8) ^ (t[(c ^ (bytes[i] ?? 0)) & 255] ?? 0);
  return ~c >>> 0;
};
