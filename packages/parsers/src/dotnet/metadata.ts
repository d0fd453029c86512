/** The metadata root, its streams and tables: rows as numbers, heaps as text. ECMA-335 II.24 and II.25.3.3. */
import type { Problem } from '@allclear/model';
import type { PeSection } from '../pe/index.js';
import { Cursor } from './cursor.js';
import { MAX_NAME, MAX_NAME_CHARS, MAX_ROWS, MAX_STREAMS, MAX_USER_STRING } from './limits.js';
import { COLUMNS, type CodedIndex, type Column, LAST_TABLE } from './schema.js';

const ROOT_SIGNATURE = 0x424a5342;
const METADATA_HEADER = 8;

interface Heap {
  readonly start: number;
  readonly end: number;
}
interface Table {
  readonly rows: number;
  readonly size: number;
  readonly at: number;
  /** Offset and width of each column. */
  readonly columns: readonly { readonly at: number; readonly width: number; readonly kind: Column }[];
}
const NO_HEAP: Heap = { start: 0, end: 0 };

/** What an index points to: number of the table and row from 1; row 0: nothing. */
export interface RowIndex {
  readonly table: number;
  readonly row: number;
}

export class Metadata {
  readonly #view: DataView;
  #strings = NO_HEAP;
  #user = NO_HEAP;
  #guids = NO_HEAP;
  #blobs = NO_HEAP;
  readonly #tables = new Map<number, Table>();
  readonly #names = new Map<number, string>();
  #nameChars = 0;
  readonly problems: Problem[] = [];
  /** `v4.0.30319`; for information only. */
  version = '';
  /** True for `#-`: an uncompressed stream of tables, which only obfuscators and editors write. */
  uncompressed = false;

  /** `root`: file offset of the metadata root. */
  constructor(
    readonly bytes: Uint8Array,
    root: number,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#read(root);
  }

  #damaged(detail: string): void {
    if (this.problems.length < 10) this.problems.push({ code: 'ALC-P006', detail });
  }

  #read(root: number): void {
    const cursor = new Cursor(this.bytes, root);
    if (cursor.u32() !== ROOT_SIGNATURE) {
      this.#damaged('the metadata root of the assembly is missing');
      return;
    }
    cursor.at += 8;
    const versionLength = Math.min(cursor.u32(), 255);
    this.version = this.#zeroEnded(cursor.at, cursor.at + versionLength, 255);
    cursor.at += versionLength + 2;
    const streams = cursor.u16();
    let tables: Heap | undefined;
    for (let i = 0; i < Math.min(streams, MAX_STREAMS) && !cursor.overrun; i++) {
      const offset = cursor.u32();
      const size = cursor.u32();
      const name = this.#zeroEnded(cursor.at, cursor.at + 32, 32);
      cursor.at += Math.min(32, (name.length + 4) & ~3);
      const start = Math.min(root + offset, this.bytes.length);
      const heap = { start, end: Math.min(start + size, this.bytes.length) };
      // The first of a name counts, as for the runtime; obfuscators append others.
      if (name === '#~' || name === '#-') {
        tables ??= heap;
        if (name === '#-') this.uncompressed = true;
      } else if (name === '#Strings' && this.#strings === NO_HEAP) this.#strings = heap;
      else if (name === '#US' && this.#user === NO_HEAP) this.#user = heap;
      else if (name === '#GUID' && this.#guids === NO_HEAP) this.#guids = heap;
      else if (name === '#Blob' && this.#blobs === NO_HEAP) this.#blobs = heap;
    }
    if (tables === undefined) this.#damaged('the assembly has no stream of tables');
    else this.#readTables(tables);
  }

  #readTables(heap: Heap): void {
    const cursor = new Cursor(this.bytes, heap.start);
    cursor.at += 6;
    const sizes = cursor.u8();
    cursor.at += 1;
    const low = cursor.u32();
    const high = cursor.u32();
    cursor.at += 8;
    const counts: number[] = [];
    for (let i = 0; i < 64; i++) {
      const present = i < 32 ? (low >>> i) & 1 : (high >>> (i - 32)) & 1;
      counts.push(present === 1 ? cursor.u32() : 0);
    }
    // Undocumented: 4 more bytes where this bit is set.
    if ((sizes & 0x40) !== 0) cursor.at += 4;
    let at = cursor.at;
    const width = (kind: Column): number => {
      if (kind === '2') return 2;
      if (kind === '4') return 4;
      if (kind === 's') return (sizes & 1) !== 0 ? 4 : 2;
      if (kind === 'g') return (sizes & 2) !== 0 ? 4 : 2;
      if (kind === 'b') return (sizes & 4) !== 0 ? 4 : 2;
      if ('table' in kind) return (counts[kind.table] ?? 0) > 0xffff ? 4 : 2;
      const most = Math.max(0, ...kind.tables.map((t) => counts[t] ?? 0));
      return most > 0xffff >>> kind.bits ? 4 : 2;
    };
    for (const [number, kinds] of COLUMNS.entries()) {
      const claimed = counts[number] ?? 0;
      const columns: { at: number; width: number; kind: Column }[] = [];
      let size = 0;
      for (const kind of kinds) {
        columns.push({ at: size, width: width(kind), kind });
        size += width(kind);
      }
      const fit = Math.max(0, Math.floor((this.bytes.length - at) / size));
      const rows = Math.min(claimed, fit, MAX_ROWS);
      if (rows < claimed) this.#damaged(`table ${number} claims ${claimed} rows, ${rows} can be used`);
      this.#tables.set(number, { rows, size, at, columns });
      at += claimed * size;
    }
    if (counts.slice(LAST_TABLE + 1).some((n) => n > 0)) this.#damaged('tables that no specification knows');
  }

  rows(table: number): number {
    return this.#tables.get(table)?.rows ?? 0;
  }

  /** Number in a column of a row (from 1); 0 where there is no such row. */
  value(table: number, row: number, column: number): number {
    const t = this.#tables.get(table);
    const c = t?.columns[column];
    if (t === undefined || c === undefined || row < 1 || row > t.rows) return 0;
    const at = t.at + (row - 1) * t.size + c.at;
    return c.width === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  name(table: number, row: number, column: number): string {
    return this.string(this.value(table, row, column));
  }

  /** The coded index in a column. */
  coded(table: number, row: number, column: number): RowIndex {
    const kind = this.#tables.get(table)?.columns[column]?.kind;
    const raw = this.value(table, row, column);
    if (kind === undefined || typeof kind === 'string') return { table: -1, row: 0 };
    return 'table' in kind ? { table: kind.table, row: raw } : decodeIndex(raw, kind);
  }

  /** `#Strings`. */
  string(index: number): string {
    const known = this.#names.get(index);
    if (known !== undefined) return known;
    const at = this.#strings.start + index;
    const text =
      index === 0 || this.#nameChars > MAX_NAME_CHARS ? '' : this.#zeroEnded(at, this.#strings.end, MAX_NAME);
    this.#nameChars += text.length + 1;
    this.#names.set(index, text);
    return text;
  }

  /** `#Blob`: the bytes without their length. */
  blob(index: number): Uint8Array {
    const cursor = new Cursor(this.bytes, this.#blobs.start + index, this.#blobs.end);
    const length = cursor.compressed();
    if (index === 0 || cursor.overrun) return new Uint8Array(0);
    return this.bytes.subarray(cursor.at, Math.min(cursor.at + length, this.#blobs.end));
  }

  /** `#US`: the literal that a token 0x70…… names; undefined where there is none. */
  userString(index: number): string | undefined {
    const cursor = new Cursor(this.bytes, this.#user.start + index, this.#user.end);
    const length = cursor.compressed();
    if (cursor.overrun || cursor.at + length > this.#user.end) return undefined;
    const bytes = this.bytes.subarray(cursor.at, cursor.at + Math.min(length & ~1, MAX_USER_STRING * 2));
    return utf16(bytes);
  }

  /** All literals, in the order of the heap, with their index. */
  *userStrings(): Generator<{ readonly index: number; readonly text: string }> {
    const cursor = new Cursor(this.bytes, this.#user.start + 1, this.#user.end);
    while (cursor.at < this.#user.end) {
      const index = cursor.at - this.#user.start;
      const length = cursor.compressed();
      if (cursor.overrun || cursor.at + length > this.#user.end) return;
      if (length > 0) {
        yield {
          index,
          text: utf16(this.bytes.subarray(cursor.at, cursor.at + Math.min(length & ~1, MAX_USER_STRING * 2))),
        };
      }
      cursor.at += length;
    }
  }

  /** `#GUID`, lower case with hyphens; undefined where there is none. */
  guid(index: number): string | undefined {
    const at = this.#guids.start + (index - 1) * 16;
    if (index < 1 || at + 16 > this.#guids.end) return undefined;
    const hex = (i: number): string => (this.bytes[at + i] ?? 0).toString(16).padStart(2, '0');
    const order = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];
    return order.map((i) => (i < 0 ? '-' : hex(i))).join('');
  }

  #zeroEnded(from: number, limit: number, characters: number): string {
    const end = Math.min(limit, this.bytes.length, from + characters * 3);
    let stop = Math.max(from, 0);
    while (stop < end && this.bytes[stop] !== 0) stop++;
    return from < 0 || from >= stop ? '' : utf8.decode(this.bytes.subarray(from, stop)).slice(0, characters);
  }
}

const utf8 = new TextDecoder();
const wide = new TextDecoder('utf-16le');
const utf16 = (bytes: Uint8Array): string => wide.decode(bytes);

export function decodeIndex(raw: number, kind: CodedIndex): RowIndex {
  const tag = raw & ((1 << kind.bits) - 1);
  return { table: kind.tables[tag] ?? -1, row: raw >>> kind.bits };
}

/** The CLR header's metadata address of a PE image; undefined where there is none. */
export function metadataOffset(
  bytes: Uint8Array,
  sections: readonly PeSection[],
): { readonly root: number; readonly resources: number | undefined; readonly entryPoint: number } | undefined {
  const cursor = new Cursor(bytes, 0x3c);
  const optional = cursor.u32() + 24;
  cursor.at = optional;
  const directories = optional + (cursor.u16() === 0x20b ? 112 : 96);
  cursor.at = directories + 14 * 8;
  const clr = fileOffset(sections, cursor.u32());
  if (clr === undefined || cursor.overrun) return undefined;
  cursor.at = clr + METADATA_HEADER;
  const root = fileOffset(sections, cursor.u32());
  cursor.at = clr + 20;
  const entryPoint = cursor.u32();
  const resources = fileOffset(sections, cursor.u32());
  return root === undefined ? undefined : { root, resources, entryPoint };
}

/** File offset of a relative virtual address. */
export function fileOffset(sections: readonly PeSection[], address: number): number | undefined {
  if (address === 0) return undefined;
  for (const s of sections) {
    const inside = address - s.virtualAddress;
    if (inside >= 0 && inside < s.size) return s.offset + inside;
  }
  return undefined;
}
