/** What a file is by its first bytes, whatever its name says. Values are those of the file fact's field `magic`. */

export type FileMagic =
  | 'empty'
  | 'pst'
  | 'der'
  | 'zip'
  | '7z'
  | 'rar'
  | 'cab'
  | 'minidump'
  | 'registry'
  | 'ese'
  | 'pe'
  | 'ole'
  | 'gzip'
  | 'image'
  | 'utf16'
  | 'text'
  | 'binary';

interface Signature {
  readonly magic: FileMagic;
  readonly offset: number;
  readonly bytes: readonly number[];
}

const ascii = (text: string): number[] => Array.from(text, (c) => c.charCodeAt(0));

/** In the order of testing. Sources: the formats' specifications; ESE: [MS-ESE] database header; PST: [MS-PST] 2.2.2.6. */
const SIGNATURES: readonly Signature[] = [
  { magic: 'pst', offset: 0, bytes: ascii('!BDN') },
  { magic: 'minidump', offset: 0, bytes: ascii('MDMP') },
  { magic: 'minidump', offset: 0, bytes: ascii('PAGEDU') },
  { magic: 'registry', offset: 0, bytes: ascii('regf') },
  { magic: 'cab', offset: 0, bytes: ascii('MSCF') },
  { magic: 'rar', offset: 0, bytes: ascii('Rar!\x1a\x07') },
  { magic: '7z', offset: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { magic: 'zip', offset: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { magic: 'zip', offset: 0, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { magic: 'gzip', offset: 0, bytes: [0x1f, 0x8b, 0x08] },
  { magic: 'ole', offset: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { magic: 'image', offset: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { magic: 'image', offset: 0, bytes: [0xff, 0xd8, 0xff] },
  { magic: 'image', offset: 0, bytes: ascii('GIF87a') },
  { magic: 'image', offset: 0, bytes: ascii('GIF89a') },
  { magic: 'image', offset: 0, bytes: [0x00, 0x00, 0x01, 0x00] },
  { magic: 'ese', offset: 4, bytes: [0xef, 0xcd, 0xab, 0x89] },
];

/** How much of the file decides between text and binary. */
export const MAGIC_BYTES = 4096;

function startsWith(bytes: Uint8Array, { offset, bytes: wanted }: Signature): boolean {
  return wanted.every((value, i) => bytes[offset + i] === value);
}

/** DOS header alone is two letters; a portable executable also points at its second header. */
function isPortableExecutable(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x4d || bytes[1] !== 0x5a || bytes.length < 64) return false;
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(60, true);
  if (at + 4 > bytes.length) return at > 64 && at < 0x10000;
  return bytes[at] === 0x50 && bytes[at + 1] === 0x45 && bytes[at + 2] === 0 && bytes[at + 3] === 0;
}

/** ASN.1 SEQUENCE with a two-byte length that is plausible for the file: certificates and certificate requests. */
function isDer(bytes: Uint8Array, size: number): boolean {
  if (bytes[0] !== 0x30 || bytes[1] !== 0x82 || bytes.length < 4) return false;
  const length = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  return length + 4 <= size && length >= 16;
}

/** A header is binary where any of these bytes is no character. */
const HEADER = 8;
/** Behind it one stray control character in so many is forgiven: pages with a zero at the end exist. */
const STRAY = 200;

function isText(bytes: Uint8Array): boolean {
  const part = bytes.subarray(0, MAGIC_BYTES);
  let controls = 0;
  for (let i = 0; i < part.length; i++) {
    const byte = part[i] ?? 0;
    if (byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d || byte === 0x1b) continue;
    if (i < HEADER) return false;
    controls++;
  }
  return controls * STRAY <= part.length;
}

function isUtf16(bytes: Uint8Array): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true;
  const length = Math.min(bytes.length, MAGIC_BYTES) & ~1;
  if (length < 8) return false;
  let high = 0;
  for (let i = 0; i < length; i += 2) {
    const low = bytes[i] ?? 0;
    if (bytes[i + 1] === 0 && (low >= 0x20 || low === 9 || low === 10 || low === 13)) high++;
  }
  return high >= (length / 2) * 0.9;
}

/** `bytes`: the file's beginning (at least 4 KB where it has them); `size`: of the whole file. */
export function fileMagic(bytes: Uint8Array, size = bytes.length): FileMagic {
  if (size === 0 || bytes.length === 0) return 'empty';
  for (const signature of SIGNATURES) if (startsWith(bytes, signature)) return signature.magic;
  if (isPortableExecutable(bytes)) return 'pe';
  if (isDer(bytes, size)) return 'der';
  if (isUtf16(bytes)) return 'utf16';
  return isText(bytes) ? 'text' : 'binary';
}

/** Containers that a collector of stolen data makes, or that hold a server's secrets. */
export const CONTAINER_MAGIC: ReadonlySet<FileMagic> = new Set<FileMagic>([
  'pst',
  'zip',
  '7z',
  'rar',
  'cab',
  'minidump',
  'registry',
  'ese',
  'gzip',
]);
