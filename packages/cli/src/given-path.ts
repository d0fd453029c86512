/**
 * The paths that a person means by what the shell handed over. Shells of Windows expand no wildcards, and they turn
 * `"E:\"` into `E:"`, because a backslash before a quotation mark keeps it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { posix, win32 } from 'node:path';

export interface FileSystem {
  readonly platform: NodeJS.Platform;
  exists(path: string): boolean;
  /** Names in a folder; empty where it cannot be listed. */
  names(folder: string): readonly string[];
}

const SYSTEM: FileSystem = {
  platform: process.platform,
  exists: existsSync,
  names(folder) {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  },
};

/** One path: without the quotation mark that Windows left at its end; `E:` is the drive, not a folder open on it. */
export function meantPath(given: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return given;
  const path = given.replace(/"+$/, '');
  return /^[A-Za-z]:$/.test(path) ? `${path}\\` : path;
}

/** All paths; a `*` or `?` in a last part that does not exist by that name stands for the names it fits, in order. */
export function meantPaths(given: readonly string[], system: FileSystem = SYSTEM): string[] {
  return given.flatMap((path) => expand(meantPath(path, system.platform), system));
}

function expand(path: string, system: FileSystem): string[] {
  const { dirname, basename, join } = system.platform === 'win32' ? win32 : posix;
  const pattern = basename(path);
  if (!/[*?]/.test(pattern) || system.exists(path)) return [path];
  const fits = wildcard(pattern, system.platform === 'win32');
  const folder = dirname(path);
  const names = system.names(folder).filter((name) => fits.test(name));
  return names.length === 0 ? [path] : [...names].sort().map((name) => join(folder, name));
}

function wildcard(pattern: string, anyCase: boolean): RegExp {
  // Runs of stars are one: a pattern of many would take long on long names.
  const source = pattern
    .replace(/\*+/g, '*')
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, anyCase ? 'isu' : 'su');
}
