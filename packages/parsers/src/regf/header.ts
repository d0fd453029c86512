/**
 * The base block of a hive and of its transaction logs.
 * Source: "Windows NT Registry File (REGF) format", libregf documentation; "Windows registry file format specification", M. Suhanov.
 */
import { utf16Text } from './key.js';
import { fileTimeAt } from './time.js';

export const BASE_BLOCK = 4096;
/** Of a transaction log the base block is one sector. */
export const SECTOR = 512;
const REGF = 0x66676572;

export interface BaseBlock {
  readonly primarySequence: number;
  readonly secondarySequence: number;
  readonly lastWritten: number | undefined;
  readonly major: number;
  readonly minor: number;
  /** 0: a hive; 1 or 2: a log of Windows XP to 8; 6: a log of Windows 8.1 and later. */
  readonly fileType: number;
  /** Offset of the root key's cell from the first bin. */
  readonly root: number;
  /** Bytes of all bins. */
  readonly binsSize: number;
  /** The end of the path under which Windows opened the hive. */
  readonly fileName: string;
  readonly checksumFits: boolean;
}

/** XOR of the first 127 double words. */
export function baseBlockChecksum(view: DataView): number {
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= view.getUint32(at, true);
  sum >>>= 0;
  return sum === 0 ? 1 : sum === 0xffffffff ? 0xfffffffe : sum;
}

/** Undefined where the bytes do not begin with `regf` or are shorter than a sector. */
export function readBaseBlock(bytes: Uint8Array): BaseBlock | undefined {
  if (bytes.length < SECTOR) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== REGF) return undefined;
  return {
    primarySequence: view.getUint32(4, true),
    secondarySequence: view.getUint32(8, true),
    lastWritten: fileTimeAt(view, 12),
    major: view.getUint32(20, true),
    minor: view.getUint32(24, true),
    fileType: view.getUint32(28, true),
    root: view.getUint32(36, true),
    binsSize: view.getUint32(40, true),
    fileName: utf16Text(bytes.subarray(48, 112)).split('\0')[0] ?? '',
    checksumFits: view.getUint32(508, true) === baseBlockChecksum(view),
  };
}
