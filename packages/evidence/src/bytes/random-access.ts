import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { openablePath } from './openable-path.js';

/** Bytes that can be read anywhere; reads are synchronous because worker threads do nothing else meanwhile. */
export interface RandomAccess {
  readonly size: number;
  /** Fills `target` from `offset`; returns the bytes read, fewer than asked only at the end. */
  readInto(target: Uint8Array, offset: number): number;
  close(): void;
}

/** A file on disk, opened read-only. */
export class FileAccess implements RandomAccess {
  readonly size: number;
  readonly #descriptor: number;
  #open = true;

  constructor(file: string) {
    this.#descriptor = openSync(openablePath(file), 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  readInto(target: Uint8Array, offset: number): number {
    let done = 0;
    while (done < target.length) {
      const read = readSync(this.#descriptor, target, done, target.length - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#descriptor);
  }
}

/** A stretch of other bytes; closing it closes those. */
export class WindowAccess implements RandomAccess {
  readonly size: number;

  constructor(
    readonly parent: RandomAccess,
    readonly start: number,
    size: number,
  ) {
    this.size = Math.max(0, Math.min(size, parent.size - start));
  }

  readInto(target: Uint8Array, offset: number): number {
    const length = Math.max(0, Math.min(target.length, this.size - offset));
    return this.parent.readInto(target.subarray(0, length), this.start + offset);
  }

  close(): void {
    this.parent.close();
  }
}

/** Exactly these bytes in a new array, shorter only at the end; none for a negative offset. */
export function readRange(access: RandomAccess, offset: number, length: number): Uint8Array {
  const wanted = offset < 0 ? 0 : Math.max(0, Math.min(length, access.size - offset));
  const bytes = new Uint8Array(wanted);
  const read = access.readInto(bytes, offset);
  return read === wanted ? bytes : bytes.subarray(0, read);
}
