/** Values of all types as text, written as Windows' own event viewer writes them. */
import type { EvtxChunk } from './chunk.js';
import { ARRAY, TYPE } from './format.js';
import { MAX_ITEMS } from './limits.js';
import { ansi, utf16 } from './text.js';
import { fileTimeText } from './time.js';

const UPPER_HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0').toUpperCase());

/** Bytes of one item of the types that have a fixed size. */
const WIDTHS: ReadonlyMap<number, number> = new Map<number, number>([
  [TYPE.int8, 1],
  [TYPE.uint8, 1],
  [TYPE.int16, 2],
  [TYPE.uint16, 2],
  [TYPE.int32, 4],
  [TYPE.uint32, 4],
  [TYPE.int64, 8],
  [TYPE.uint64, 8],
  [TYPE.float, 4],
  [TYPE.double, 8],
  [TYPE.boolean, 4],
  [TYPE.guid, 16],
  [TYPE.fileTime, 8],
  [TYPE.systemTime, 16],
  [TYPE.hex32, 4],
  [TYPE.hex64, 8],
]);

/** The value at `at`; undefined for none, and for bytes that are too few for the type. Binary XML is not told here. */
export function valueText(chunk: EvtxChunk, type: number, at: number, size: number): string | undefined {
  if (size === 0) return undefined;
  switch (type) {
    case TYPE.text:
    case TYPE.xml:
      return utf16(chunk.bytes, at, at + size);
    case TYPE.ansi:
      return ansi(chunk.bytes, at, at + size);
    case TYPE.binary:
      return hexText(chunk, at, size);
    case TYPE.sid:
      return sidText(chunk, at, size);
    case TYPE.boolean:
      return booleanText(chunk, at, size);
    case TYPE.size:
    case TYPE.handle:
      if (size === 4) return `0x${chunk.u32(at).toString(16)}`;
      return size === 8 ? hex64Text(chunk, at) : undefined;
  }
  const width = WIDTHS.get(type);
  return width === undefined || size < width ? undefined : fixedText(chunk, type, at);
}

function fixedText(chunk: EvtxChunk, type: number, at: number): string | undefined {
  const { view } = chunk;
  switch (type) {
    case TYPE.int8:
      return String(view.getInt8(at));
    case TYPE.uint8:
      return String(chunk.u8(at));
    case TYPE.int16:
      return String(view.getInt16(at, true));
    case TYPE.uint16:
      return String(chunk.u16(at));
    case TYPE.int32:
      return String(view.getInt32(at, true));
    case TYPE.uint32:
      return String(chunk.u32(at));
    case TYPE.int64:
      return String(view.getBigInt64(at, true));
    case TYPE.uint64:
      return uint64Text(chunk, at);
    case TYPE.float:
      return String(Number(view.getFloat32(at, true).toPrecision(7)));
    case TYPE.double:
      return String(view.getFloat64(at, true));
    case TYPE.guid:
      return guidText(chunk, at);
    case TYPE.fileTime:
      return fileTimeText(chunk.u32(at), chunk.u32(at + 4));
    case TYPE.systemTime:
      return systemTimeText(chunk, at);
    case TYPE.hex32:
      return `0x${chunk.u32(at).toString(16)}`;
    case TYPE.hex64:
      return hex64Text(chunk, at);
    default:
      return undefined;
  }
}

/** The items of an array value; empty strings keep their place. */
export function arrayItems(chunk: EvtxChunk, type: number, at: number, size: number): string[] {
  const item = type & ~ARRAY;
  if (item === TYPE.text) return splitText(utf16Whole(chunk, at, size));
  if (item === TYPE.ansi) return splitText(ansi(chunk.bytes, at, at + size));
  if (item === TYPE.sid) return sidItems(chunk, at, size);
  const width = item === TYPE.size ? 8 : WIDTHS.get(item);
  if (width === undefined) return size === 0 ? [] : [hexText(chunk, at, size)];
  const items: string[] = [];
  for (let from = at; from + width <= at + size && items.length < MAX_ITEMS; from += width) {
    items.push(valueText(chunk, item, from, width) ?? '');
  }
  return items;
}

function utf16Whole(chunk: EvtxChunk, at: number, size: number): string {
  const text = utf16(chunk.bytes, at, at + size);
  // Closing zeros were cut, yet each of them ends an item; the last one ends the last.
  const zeros = (size >> 1) - text.length;
  return zeros > 1 ? text + '\0'.repeat(zeros - 1) : text;
}

function splitText(text: string): string[] {
  return text === '' ? [] : text.split('\0', MAX_ITEMS);
}

function sidItems(chunk: EvtxChunk, at: number, size: number): string[] {
  const items: string[] = [];
  let from = at;
  while (from + 8 <= at + size && items.length < MAX_ITEMS) {
    const bytes = 8 + 4 * chunk.u8(from + 1);
    if (from + bytes > at + size) break;
    items.push(sidText(chunk, from, bytes) ?? '');
    from += bytes;
  }
  return items;
}

/** Windows writes booleans with four bytes; some providers use one. Anything but zero is true. */
function booleanText(chunk: EvtxChunk, at: number, size: number): string {
  for (let i = at; i < at + size; i++) if (chunk.u8(i) !== 0) return 'true';
  return 'false';
}

function hexText(chunk: EvtxChunk, at: number, size: number): string {
  let text = '';
  for (let i = at; i < at + size; i++) text += UPPER_HEX[chunk.u8(i)];
  return text;
}

function uint64Text(chunk: EvtxChunk, at: number): string {
  const high = chunk.u32(at + 4);
  return high < 0x200000 ? String(high * 4_294_967_296 + chunk.u32(at)) : String(chunk.view.getBigUint64(at, true));
}

function hex64Text(chunk: EvtxChunk, at: number): string {
  const high = chunk.u32(at + 4);
  const low = chunk.u32(at).toString(16);
  return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, '0')}`;
}

const GUID_ORDER = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];

export function guidText(chunk: EvtxChunk, at: number): string {
  let text = '{';
  for (const i of GUID_ORDER) text += i < 0 ? '-' : UPPER_HEX[chunk.u8(at + i)];
  return `${text}}`;
}

function systemTimeText(chunk: EvtxChunk, at: number): string | undefined {
  const part = (i: number): number => chunk.u16(at + 2 * i);
  const time = Date.UTC(part(0), part(1) - 1, part(3), part(4), part(5), part(6), part(7));
  return part(0) < 1601 || Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** `S-1-5-21-…`: revision, authority (48 bits, big-endian), sub-authorities. */
function sidText(chunk: EvtxChunk, at: number, size: number): string | undefined {
  if (size < 8) return undefined;
  const count = chunk.u8(at + 1);
  if (8 + 4 * count > size) return undefined;
  let authority = 0;
  for (let i = 2; i < 8; i++) authority = authority * 256 + chunk.u8(at + i);
  let text = `S-${chunk.u8(at)}-${authority}`;
  for (let i = 0; i < count; i++) text += `-${chunk.u32(at + 8 + 4 * i)}`;
  return text;
}
