/** Files written whole or not at all: beside the target first, then renamed over it. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError, EXIT } from './exit-codes.js';

export function writeWhole(path: string, content: string): void {
  const aside = `${path}.${process.pid}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(aside, content);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw new CommandError(`cannot write ${path}: ${reason(error)}`, EXIT.usage);
  }
}

/** A folder name for a host: no separators, no reserved Windows names, never empty. */
export function hostFolder(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 80);
  const short = /^[a-z0-9-]+\./i.test(plain) ? (plain.split('.')[0] ?? plain) : plain;
  const safe = short === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(short) ? `host_${short}` : short;
  let candidate = safe;
  for (let n = 2; taken.has(candidate.toLowerCase()); n++) candidate = `${safe}-${n}`;
  return candidate;
}

export function reason(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const known: Record<string, string> = {
      ENOENT: 'no such file or folder',
      EACCES: 'access denied',
      EPERM: 'not permitted',
      ENOSPC: 'no space left',
      EISDIR: 'it is a folder',
      ENOTDIR: 'a part of the path is not a folder',
      EROFS: 'the disk is read-only',
    };
    return known[error.code] ?? error.code;
  }
  return error instanceof Error ? error.message : String(error);
}
