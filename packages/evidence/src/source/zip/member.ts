/** One entry of a zip as its directory (or its local header) describes it. Plain data: it travels to worker threads. */
export interface ZipMember {
  readonly path: string;
  /** Of the local header, from the first byte of the zip. */
  readonly offset: number;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** Compression method; with WinZip AES the one inside. */
  readonly method: number;
  readonly flags: number;
  /** DOS time field: the check byte of ZipCrypto when sizes follow the data. */
  readonly dosTime: number;
  readonly aes?: { readonly version: number; readonly strength: number };
  /** Milliseconds since 1970. */
  readonly modified?: number;
}

export const FLAG_ENCRYPTED = 1 << 0;
/** Sizes and checksum follow the data. */
export const FLAG_DESCRIPTOR = 1 << 3;
export const FLAG_STRONG_ENCRYPTION = 1 << 6;
export const FLAG_UTF8 = 1 << 11;

export const METHOD_STORED = 0;
export const METHOD_DEFLATE = 8;
export const METHOD_AES = 99;

const METHOD_NAMES: Readonly<Record<number, string>> = {
  1: 'shrink',
  6: 'implode',
  9: 'deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};
export const methodName = (method: number): string => METHOD_NAMES[method] ?? `number ${method}`;
