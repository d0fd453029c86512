/**
 * A first look at stretches of a big event log by any thread: which of its records are worth a second one. Trying the
 * rules is nearly all of the work, and needs nothing but the record. Whoever then reads the whole log in order tries
 * them on those records alone, so that what comes out is what one thread would tell, whatever was noted.
 */
import { crc32 } from 'node:zlib';
import type { RuleSet } from '@allclear/detection';
import type { StretchReader } from '@allclear/evidence';
import { EvtxReader } from '@allclear/parsers';

/** What stands before the chunks of an event log. */
const HEADER = 4096;
const CHUNK = 65_536;
/** Head of a chunk with its checksums: equal heads, equal records. */
const CHUNK_HEAD = 128;
/** Bytes of a stretch: a fraction of a second, so that threads come to their end together. */
export const STRETCH = 64 * CHUNK;

export interface Stretch {
  /** Offsets in the file, of whole chunks but for the last one. */
  readonly from: number;
  readonly to: number;
}

/** Each chunk that holds anything: its offset / 4096, a checksum of its head, how many records are noted, their numbers. */
export type StretchNotes = Uint32Array<ArrayBuffer>;

export function stretchesOf(bytes: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (let from = HEADER; from < bytes; from += STRETCH) stretches.push({ from, to: Math.min(from + STRETCH, bytes) });
  return stretches;
}

/** Tries the rules on every record of stretches of one log, in any order. */
export class LookAhead {
  readonly #reader: EvtxReader;
  #notes: number[] = [];
  #count = 0;
  #number = 0;
  /** What is to be added to the reader's offsets: it takes the stretches for one log. */
  #shift = 0;
  #pushed = 0;

  constructor(
    private readonly file: StretchReader,
    rules: RuleSet,
  ) {
    this.#reader = new EvtxReader(
      (record) => {
        // Damage is told by whoever reads the log in order, so it has to come upon it.
        if (rules.matchFact(record).length > 0 || record.damaged) {
          this.#notes.push(this.#number);
          this.#notes[this.#count] = (this.#notes[this.#count] ?? 0) + 1;
        }
        this.#number++;
      },
      { crc32, transient: true, onChunk: (bytes, offset) => this.#chunk(bytes, offset + this.#shift) },
    );
    this.#push(new Uint8Array(HEADER));
  }

  look({ from, to }: Stretch): StretchNotes {
    this.#notes = [];
    this.#shift = from - this.#pushed;
    const bytes = this.file.read(from, to);
    this.#push(bytes);
    // A log that ends inside a chunk: the rest counts as unused.
    const rest = bytes.length % CHUNK;
    if (rest > 0) this.#push(new Uint8Array(CHUNK - rest));
    return Uint32Array.from(this.#notes);
  }

  #push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
    this.#pushed += bytes.length;
  }

  #chunk(bytes: Uint8Array, offset: number): void {
    this.#notes.push(offset / HEADER, crc32(bytes.subarray(0, CHUNK_HEAD)), 0);
    this.#count = this.#notes.length - 1;
    this.#number = 0;
  }
}

/** The notes of all stretches, asked for each record of the log in its order. */
export class KnownRecords {
  readonly #chunks = new Map<number, { readonly notes: StretchNotes; readonly at: number }>();
  #numbers: ReadonlySet<number> | undefined;
  #number = 0;

  constructor(stretches: readonly StretchNotes[]) {
    for (const notes of stretches)
      for (let at = 0; at + 2 < notes.length; at += 3 + (notes[at + 2] ?? 0))
        this.#chunks.set((notes[at] ?? 0) * HEADER, { notes, at });
  }

  /** The next chunk begins. A log that Windows goes on writing may have changed: then nothing is known of the chunk. */
  chunk(bytes: Uint8Array, offset: number): void {
    this.#number = 0;
    this.#numbers = undefined;
    const known = this.#chunks.get(offset);
    if (known === undefined) return;
    const { notes, at } = known;
    if (notes[at + 1] !== crc32(bytes.subarray(0, CHUNK_HEAD))) return;
    this.#numbers = new Set(notes.subarray(at + 3, at + 3 + (notes[at + 2] ?? 0)));
  }

  /** Whether rules are to be tried on the next record. */
  next(): boolean {
    const number = this.#number++;
    return this.#numbers === undefined || this.#numbers.has(number);
  }
}
