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

export function reason(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const known: Record<string, string> = {
      ENOENT: 'no such file or folder',
      EACCES: 'access denied',
      EPERM: 'not permitted',
      EBUSY: 'another program has it open',
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
