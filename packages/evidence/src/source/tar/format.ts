/** Layout of tar headers: POSIX ustar and pax, and GNU's long names, big numbers and sparse members. */
export const BLOCK = 512;

export interface TarHeader {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number | undefined;
  readonly type: string;
}

/** undefined for a block whose checksum does not match. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.length < BLOCK || !checksumMatches(block)) return undefined;
  const size = number(block, 124, 12);
  const seconds = number(block, 136, 12);
  if (size === undefined) return undefined;
  const ustar = text(block, 257, 5) === 'ustar';
  const prefix = ustar && text(block, 257, 8) !== 'ustar  ' ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
    modified: seconds === undefined ? undefined : seconds * 1000,
    type: String.fromCharCode(block[156] ?? 0),
  };
}

/** Sum of all bytes, its own field counted as blanks; old writers summed signed bytes. */
function checksumMatches(block: Uint8Array): boolean {
  const stored = number(block, 148, 8);
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return stored === unsigned || stored === signed;
}

function text(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}

/** Octal digits, or GNU's big-endian binary with the first bit set; undefined for neither. */
function number(block: Uint8Array, start: number, length: number): number | undefined {
  const first = block[start] ?? 0;
  if (first === 0x80) {
    let value = 0;
    for (let i = start + 1; i < start + length; i++) value = value * 256 + (block[i] ?? 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = text(block, start, length).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined;
}

/** Records of a pax header: `<length> <key>=<value>\n`. Damaged ones end the list. */
export function readPax(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  const decoder = new TextDecoder();
  let at = 0;
  while (at < bytes.length) {
    const blank = bytes.indexOf(0x20, at);
    if (blank === -1 || blank - at > 10) break;
    const length = Number(decoder.decode(bytes.subarray(at, blank)));
    if (!Number.isInteger(length) || length <= blank - at + 1 || at + length > bytes.length) break;
    const record = decoder.decode(bytes.subarray(blank + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
