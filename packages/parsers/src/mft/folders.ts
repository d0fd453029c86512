/** Folders of a volume, compactly: what paths are rebuilt from. */
import { MAX_DEPTH, MAX_NAME_BYTES, MAX_PATH, MAX_RECORDS } from './limits.js';
import type { FileReference } from './record.js';
import { utf16At } from './text.js';

/** Record of the root folder. */
export const ROOT = 5;
const PIECE = 1 << 20;
const CACHE = 20_000;
const UNKNOWN = '?';

/** Bytes of names, appended; a name never lies across two pieces. */
export class NameArena {
  readonly #pieces: Uint8Array[] = [];
  #left = 0;
  #bytes = 0;

  /** Where the name was put; -1 where there is no room left. */
  add(bytes: Uint8Array, at: number, characters: number): number {
    const length = 2 * characters;
    if (length > this.#left) {
      if (this.#bytes + PIECE > MAX_NAME_BYTES) return -1;
      this.#pieces.push(new Uint8Array(PIECE));
      this.#bytes += PIECE;
      this.#left = PIECE;
    }
    const piece = this.#pieces[this.#pieces.length - 1];
    const from = PIECE - this.#left;
    piece?.set(bytes.subarray(at, at + length), from);
    this.#left -= length;
    return (this.#pieces.length - 1) * PIECE + from;
  }

  text(at: number, characters: number): string {
    const piece = this.#pieces[Math.floor(at / PIECE)];
    return piece === undefined ? '' : utf16At(piece, at % PIECE, characters);
  }
}

export interface FolderPath {
  /** Below the root of the volume, `inetpub\wwwroot`; empty for the root itself. Begins with `?` where its top is unknown. */
  readonly path: string;
  /** False where a folder above is gone, was used for another one, or leads back to itself. */
  readonly whole: boolean;
  /** A folder above was deleted. */
  readonly deleted: boolean;
}

const NUMBERS = 5;
const PARENT = 0;
/** Sequence numbers of the parent and of the folder itself in one word. */
const SEQUENCES = 1;
const NAME = 2;
/** Characters of the name, and whether the folder is in use. */
const LENGTH = 3;
const NUMBER = 4;
const IN_USE = 0x1_0000;

/** Memory: 4 bytes for each record of the table, and 20 bytes and its name for each folder. */
export class FolderTable {
  /** Slot + 1 by record. */
  #slots = new Int32Array(1 << 16);
  #values = new Uint32Array(NUMBERS << 12);
  #count = 0;
  readonly #names = new NameArena();
  readonly #cache = new Map<number, FolderPath>();
  /** Folders that there was no room for. */
  dropped = 0;

  get size(): number {
    return this.#count;
  }

  add(
    own: FileReference,
    inUse: boolean,
    parent: FileReference,
    bytes: Uint8Array,
    at: number,
    characters: number,
  ): void {
    if (own.number >= MAX_RECORDS) {
      this.dropped++;
      return;
    }
    const nameAt = this.#names.add(bytes, at, characters);
    if (nameAt < 0) {
      this.dropped++;
      return;
    }
    const slot = this.#slot(own.number);
    // Records beyond MAX_RECORDS are no folders that we know.
    const above = parent.number >= MAX_RECORDS ? MAX_RECORDS : parent.number;
    const sequences = parent.sequence * 0x1_0000 + own.sequence;
    this.#values.set([above, sequences, nameAt, characters | (inUse ? IN_USE : 0), own.number], slot * NUMBERS);
    this.#cache.clear();
  }

  #slot(number: number): number {
    if (number >= this.#slots.length) {
      let length = this.#slots.length;
      while (length <= number) length += length >> 1;
      const grown = new Int32Array(length);
      grown.set(this.#slots);
      this.#slots = grown;
    }
    const known = this.#slots[number] ?? 0;
    if (known > 0) return known - 1;
    if ((this.#count + 1) * NUMBERS > this.#values.length) {
      const grown = new Uint32Array(this.#values.length + (this.#values.length >> 1));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#slots[number] = ++this.#count;
    return this.#count - 1;
  }

  /** Path of the folder that `reference` names. */
  path(reference: FileReference): FolderPath {
    const key = reference.number * 65_536 + reference.sequence;
    const known = this.#cache.get(key);
    if (known) return known;
    if (this.#cache.size >= CACHE) this.#cache.clear();
    const found = this.#walk(reference);
    this.#cache.set(key, found);
    return found;
  }

  #walk(reference: FileReference): FolderPath {
    const names: string[] = [];
    let { number, sequence } = reference;
    let deleted = false;
    let length = 0;
    for (let depth = 0; depth < MAX_DEPTH && length < MAX_PATH; depth++) {
      if (number === ROOT) return { path: names.reverse().join('\\'), whole: true, deleted };
      const slot = (number < this.#slots.length ? (this.#slots[number] ?? 0) : 0) - 1;
      if (slot < 0) break;
      const at = slot * NUMBERS;
      const inUse = this.#inUse(at);
      // A record that is deleted counts on at once: what lay in the folder names the number before.
      const own = this.#value(at, SEQUENCES) % 0x1_0000;
      if (sequence !== 0 && own !== sequence && (inUse || own !== (sequence + 1) % 65_536)) break;
      if (!inUse) deleted = true;
      const name = this.#names.text(this.#value(at, NAME), this.#value(at, LENGTH) % IN_USE);
      names.push(name);
      length += name.length + 1;
      number = this.#value(at, PARENT);
      sequence = this.#value(at, SEQUENCES) >>> 16;
    }
    return { path: [UNKNOWN, ...names.reverse()].join('\\').slice(-MAX_PATH), whole: false, deleted };
  }

  #value(at: number, field: number): number {
    return this.#values[at + field] ?? 0;
  }

  #inUse(at: number): boolean {
    return this.#value(at, LENGTH) >= IN_USE;
  }

  /** Every folder: its reference as its content names it, and its path. */
  *all(): Generator<{ readonly reference: FileReference; readonly inUse: boolean } & FolderPath> {
    for (let slot = 0; slot < this.#count; slot++) {
      const at = slot * NUMBERS;
      const inUse = this.#inUse(at);
      const own = this.#value(at, SEQUENCES) % 0x1_0000;
      const reference = { number: this.#value(at, NUMBER), sequence: inUse ? own : (own + 65_535) % 65_536 };
      yield { reference, inUse, ...this.#walk(reference) };
    }
  }
}
