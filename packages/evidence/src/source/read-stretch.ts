import { FileAccess, readRange } from '../bytes/random-access.js';
import type { UnitLocator } from '../unit.js';

/** Whether any stretch of the file can be read without reading what stands before it. */
export function hasStretches(locator: UnitLocator): boolean {
  return locator.form === 'plain' && locator.source.at === 'file';
}

/**
 * Reads stretches of a file on disk, one after the other, for a first look at it: what is wrong with the file is told by
 * who reads all of it. @throws what the system throws. Close it when done.
 */
export function openStretches(locator: UnitLocator): StretchReader {
  if (locator.form !== 'plain' || locator.source.at !== 'file') throw new RangeError('a file that is read in order');
  const access = new FileAccess(locator.source.file);
  return {
    read: (from, to) => readRange(access, from, to - from),
    close: () => access.close(),
  };
}

export interface StretchReader {
  /** The bytes of [from, to) in memory of their own, fewer at the end of the file. */
  read(from: number, to: number): Uint8Array;
  close(): void;
}
