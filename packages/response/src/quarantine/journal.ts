/** Appends to the journal so that each line is on the disk before the next act, and reads it back, also after a crash. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type JournalEntry, JournalRecord } from './records.js';

const START = '0'.repeat(64);

export class JournalError extends Error {}

export interface JournalContent {
  readonly records: readonly JournalRecord[];
  /** Bytes of whole lines; what follows was being written when the machine stopped. */
  readonly wholeBytes: number;
  readonly torn: boolean;
  readonly last: string;
}

/** @throws JournalError where the file cannot be read, is no journal, or was changed: the chain of hashes breaks. */
export function readJournal(path: string): JournalContent {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new JournalError(
      `cannot read the journal ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const records: JournalRecord[] = [];
  let previous = START;
  let position = 0;
  while (position < bytes.length) {
    const end = bytes.indexOf(10, position);
    if (end === -1) break;
    const line = bytes.subarray(position, end);
    const record = parse(line, path, records.length + 1);
    if (record.previous !== previous)
      throw new JournalError(
        `${path}: line ${records.length + 1} does not follow the one before: the journal was changed`,
      );
    records.push(record);
    previous = digest(line);
    position = end + 1;
  }
  if (records.length > 0 && records[0]?.kind !== 'header')
    throw new JournalError(`${path}: not a journal of a quarantine`);
  return { records, wholeBytes: position, torn: position < bytes.length, last: previous };
}

function parse(line: Uint8Array, path: string, number: number): JournalRecord {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(line).toString('utf8'));
  } catch {
    throw new JournalError(`${path}: line ${number} is not JSON: not a journal of a quarantine, or damaged`);
  }
  const parsed = JournalRecord.safeParse(value);
  if (!parsed.success) throw new JournalError(`${path}: line ${number} is no record of a quarantine journal`);
  return parsed.data;
}

export class Journal {
  readonly #file: number;
  #last: string;
  #position: number;

  private constructor(file: number, last: string, position: number) {
    this.#file = file;
    this.#last = last;
    this.#position = position;
  }

  /** Opens or creates; a half line at the end (crash while writing) is cut off: its act had not begun. */
  static open(path: string): { journal: Journal; records: readonly JournalRecord[] } {
    const known = existsSync(path);
    const content = known ? readJournal(path) : { records: [], wholeBytes: 0, torn: false, last: START };
    const file = openSync(path, known ? 'r+' : 'wx+', 0o600);
    if (content.torn) ftruncateSync(file, content.wholeBytes);
    fsyncSync(file);
    if (!known) syncFolder(dirname(path));
    return { journal: new Journal(file, content.last, content.wholeBytes), records: content.records };
  }

  append(entry: JournalEntry): void {
    const record = JournalRecord.parse({ at: new Date().toISOString(), previous: this.#last, ...entry });
    const line = Buffer.from(JSON.stringify(record), 'utf8');
    const bytes = Buffer.concat([line, Buffer.from('\n')]);
    let written = 0;
    while (written < bytes.length)
      written += writeSync(this.#file, bytes, written, bytes.length - written, this.#position + written);
    fsyncSync(this.#file);
    this.#position += bytes.length;
    this.#last = digest(line);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Makes a new or removed name in a folder last; Windows has no such call and needs none. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
