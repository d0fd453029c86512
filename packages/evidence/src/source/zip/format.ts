/** Layout of zip headers (PKWARE APPNOTE 6.3.10), and the fields of an entry common to both of its headers. */
import { damaged } from '../../problem.js';
import { METHOD_AES } from './member.js';

export const LOCAL_HEADER = 0x04034b50;
export const CENTRAL_HEADER = 0x02014b50;
export const DIRECTORY_END = 0x06054b50;
export const DIRECTORY_END_64 = 0x06064b50;
export const DIRECTORY_LOCATOR_64 = 0x07064b50;
export const DESCRIPTOR = 0x08074b50;
/** First four bytes of a split or once split zip. */
export const SPLIT_MARKER = 0x08074b50;

export const LOCAL_SIZE = 30;
export const CENTRAL_SIZE = 46;
export const DIRECTORY_END_SIZE = 22;
export const DIRECTORY_LOCATOR_64_SIZE = 20;
export const DIRECTORY_END_64_SIZE = 56;

const EXTRA_ZIP64 = 0x0001;
const EXTRA_NTFS = 0x000a;
const EXTRA_TIME = 0x5455;
const EXTRA_AES = 0x9901;
const FULL_32 = 0xffffffff;

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A 64-bit number that must be exact. */
export function uint64(view: DataView, offset: number): number {
  const value = view.getBigUint64(offset, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('a size in the zip is impossible');
  return Number(value);
}

export interface Sizes {
  size: number;
  packed: number;
  offset: number;
}

export interface Extra {
  aes?: { version: number; strength: number; method: number };
  modified?: number;
}

/** Reads the extra fields; 64-bit values replace those of `sizes` that are at their 32-bit maximum. Damaged fields are skipped. */
export function readExtra(bytes: Uint8Array, sizes: Sizes): Extra {
  const view = viewOf(bytes);
  const extra: Extra = {};
  for (let at = 0; at + 4 <= bytes.length; ) {
    const id = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    const start = at + 4;
    const end = start + length;
    if (end > bytes.length) break;
    if (id === EXTRA_ZIP64) readZip64(view, start, end, sizes);
    else if (id === EXTRA_AES && length >= 7)
      extra.aes = {
        version: view.getUint16(start, true),
        strength: view.getUint8(start + 4),
        method: view.getUint16(start + 5, true),
      };
    else if (id === EXTRA_TIME && length >= 5 && (view.getUint8(start) & 1) !== 0)
      extra.modified ??= view.getInt32(start + 1, true) * 1000;
    else if (id === EXTRA_NTFS && length >= 32 && view.getUint16(start + 4, true) === 1)
      extra.modified = fileTime(view.getBigUint64(start + 8, true));
    at = end;
  }
  return extra;
}

function readZip64(view: DataView, start: number, end: number, sizes: Sizes): void {
  let at = start;
  for (const key of ['size', 'packed', 'offset'] as const) {
    if (sizes[key] !== FULL_32 || at + 8 > end) continue;
    sizes[key] = uint64(view, at);
    at += 8;
  }
}

/** 100 ns since 1601 to milliseconds since 1970. */
export function fileTime(ticks: bigint): number {
  return Number(ticks / 10_000n) - 11_644_473_600_000;
}

/** DOS date and time as UTC milliseconds; undefined for an impossible one. */
export function dosTime(time: number, date: number): number | undefined {
  const month = (date >> 5) & 15;
  const day = date & 31;
  if (month < 1 || month > 12 || day < 1) return undefined;
  return Date.UTC(1980 + (date >> 9), month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

/** The method that really compressed the data, and the encryption around it. */
export function encryptionOf(
  method: number,
  extra: Extra,
): { method: number; aes?: { version: number; strength: number } } {
  if (method !== METHOD_AES || extra.aes === undefined) return { method };
  return { method: extra.aes.method, aes: { version: extra.aes.version, strength: extra.aes.strength } };
}
