/** Writes records of the change journal as Windows does: for tests and for the lab. */
import type { FileReference } from '../../mft/index.js';

export interface WrittenUsnRecord {
  readonly file: FileReference;
  readonly parent: FileReference;
  readonly name: string;
  /** FILETIME ticks. */
  readonly ticks: bigint;
  readonly reason: number;
  readonly attributes?: number;
  readonly source?: number;
  readonly version?: 2 | 3;
}

const PAGE = 4096;

/**
 * A journal whose first record has the number (USN) `start`: a place in the whole stream, of which the released beginning
 * is left out. No record crosses a page.
 */
export function buildJournal(records: readonly WrittenUsnRecord[], start = 0): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const record of records) {
    const length = lengthOf(record);
    if ((at % PAGE) + length > PAGE) {
      const gap = PAGE - (at % PAGE);
      parts.push(new Uint8Array(gap));
      at += gap;
    }
    parts.push(buildUsnRecord(record, start + at));
    at += length;
  }
  const bytes = new Uint8Array(at);
  let to = 0;
  for (const part of parts) {
    bytes.set(part, to);
    to += part.length;
  }
  return bytes;
}

const lengthOf = (record: WrittenUsnRecord): number =>
  Math.ceil(((record.version === 3 ? 76 : 60) + 2 * record.name.length) / 8) * 8;

/** One record; `usn` is its number, its place in the whole stream. */
export function buildUsnRecord(record: WrittenUsnRecord, usn: number): Uint8Array {
  const wide = record.version === 3;
  const bytes = new Uint8Array(lengthOf(record));
  const view = new DataView(bytes.buffer);
  const reference = (at: number, { number, sequence }: FileReference): void => {
    view.setUint32(at, number % 2 ** 32, true);
    view.setUint16(at + 4, Math.floor(number / 2 ** 32), true);
    view.setUint16(at + 6, sequence, true);
  };
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, wide ? 3 : 2, true);
  reference(8, record.file);
  reference(wide ? 24 : 16, record.parent);
  const rest = wide ? 40 : 24;
  view.setUint32(rest, usn % 2 ** 32, true);
  view.setUint32(rest + 4, Math.floor(usn / 2 ** 32), true);
  view.setBigUint64(rest + 8, record.ticks, true);
  view.setUint32(rest + 16, record.reason, true);
  view.setUint32(rest + 20, record.source ?? 0, true);
  view.setUint32(rest + 28, record.attributes ?? 0x20, true);
  view.setUint16(rest + 32, 2 * record.name.length, true);
  view.setUint16(rest + 34, rest + 36, true);
  for (let i = 0; i < record.name.length; i++) view.setUint16(rest + 36 + 2 * i, record.name.charCodeAt(i), true);
  return bytes;
}
