import { type RandomAccess, readRange } from '../bytes/random-access.js';
import { SIGNATURE as SEVEN_ZIP } from './seven-zip/read.js';
import { readTarHeader } from './tar/format.js';

export type ContainerKind = 'zip' | 'gzip' | 'tar' | 'seven-zip';
/** Enough for every signature. */
export const SIGNATURE_BYTES = 512;

/** Which container these first bytes begin; undefined for none. */
export function sniffContainer(head: Uint8Array): ContainerKind | undefined {
  const [a, b, c, d] = head;
  if (a === 0x50 && b === 0x4b) {
    const zip = (c === 3 && d === 4) || (c === 5 && d === 6) || (c === 7 && d === 8);
    if (zip) return 'zip';
  }
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (head.length >= SEVEN_ZIP.length && SEVEN_ZIP.every((byte, i) => head[i] === byte)) return 'seven-zip';
  return readTarHeader(head) === undefined ? undefined : 'tar';
}

export const sniffAccess = (access: RandomAccess): ContainerKind | undefined =>
  sniffContainer(readRange(access, 0, SIGNATURE_BYTES));

const ARCHIVE_NAME = /\.(zip|7z|tar|tgz|tar\.gz)$/i;
const SINGLE_GZIP_NAME = /\.gz$/i;
/** Logs and exports that somebody packed one by one, wherever they lie. */
const PACKED_LOG_NAME = /\.(log|txt|csv|json|jsonl|ndjson|xml|config|evtx)\.gz$/i;

export const hasArchiveName = (path: string): boolean => ARCHIVE_NAME.test(path);
/** A file name of an archive that is given, or lies at the top of what is given. */
export const isAtTop = (path: string): boolean => !path.includes('/');

/**
 * A single file packed with gzip that is read as that file. Deeper in a tree only logs are: an archive in a drive's
 * folders is itself evidence, left as it is.
 */
export const isPackedFile = (path: string): boolean =>
  PACKED_LOG_NAME.test(path) || (isAtTop(path) && SINGLE_GZIP_NAME.test(path) && !ARCHIVE_NAME.test(path));

export const withoutGz = (path: string): string => path.replace(SINGLE_GZIP_NAME, '');

/** Folders that only the root of a Windows drive has: archives beside them are evidence, not containers of evidence. */
export function looksLikeDriveRoot(topFolders: Iterable<string>): boolean {
  for (const folder of topFolders)
    if (/^(windows|inetpub|program files( \(x86\))?|programdata)$/i.test(folder)) return true;
  return false;
}

/** A Velociraptor container: its metadata, and the collection as the only other member. */
export function isVelociraptorContainer(topNames: readonly string[]): boolean {
  const names = topNames.map((name) => name.toLowerCase()).sort();
  return names.length === 2 && names[0] === 'data.zip' && names[1] === 'metadata.json';
}
