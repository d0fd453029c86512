/** Files written whole or not at all: beside the target first, then renamed over it. */
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CommandError, EXIT } from './exit-codes.js';

export function writeWhole(path: string, content: string): void {
  const aside = `${path}.${process.pid}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(aside, content);
    renameSync(aside, path);
  } catch (error) {
    discard(aside);
    throw new CommandError(`cannot write ${path}: ${reason(error)}`, EXIT.usage);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never made: a part of its path is a file, or not ours to enter. The first error is the one to tell.
  }
}

/** Asked before hours of work: can files be made below this folder? Makes nothing. */
export function requireWritable(folder: string): void {
  let place = resolve(folder);
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  try {
    if (!statSync(place).isDirectory()) throw new CommandError(`it is a file`, EXIT.usage);
    accessSync(place, constants.W_OK);
  } catch (error) {
    throw new CommandError(`cannot write to ${folder}: ${place}: ${reason(error)}`, EXIT.usage);
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
      EEXIST: 'a file stands where a folder is needed',
      EROFS: 'the disk is read-only',
    };
    return known[error.code] ?? error.code;
  }
  return error instanceof Error ? error.message : String(error);
}
