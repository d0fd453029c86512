/** What the cells of a hive hold: key nodes, lists of subkeys, values and their data. Every reader is total. */
import type { Cell, Cells } from './cells.js';
import { utf16Text } from './key.js';
import { MAX_LIST_DEPTH, MAX_NAME_BYTES, MAX_VALUE_BYTES } from './limits.js';
import { fileTimeAt } from './time.js';

const letters = (text: string): number => text.charCodeAt(0) | (text.charCodeAt(1) << 8);
export const NK = letters('nk');
export const VK = letters('vk');
const LF = letters('lf');
const LH = letters('lh');
const LI = letters('li');
const RI = letters('ri');
const DB = letters('db');

/** Bytes before the name. */
const NK_FIXED = 76;
const VK_FIXED = 20;
const NK_ROOT = 0x0004;
const NK_COMPRESSED_NAME = 0x0020;
const VK_COMPRESSED_NAME = 0x0001;
/** Size with this bit: up to four bytes stand in the value itself. */
const INLINE = 0x80000000;
/** Data of one segment of a big value, and the size from which a value is a big one (format 1.4 and later). */
const SEGMENT = 16_344;

export interface KeyNode {
  readonly offset: number;
  readonly name: string;
  readonly isRoot: boolean;
  readonly lastWritten: number | undefined;
  readonly parent: number;
  readonly subkeyCount: number;
  readonly subkeyList: number;
  readonly valueCount: number;
  readonly valueList: number;
  readonly classOffset: number;
  readonly classLength: number;
}

export interface ValueNode {
  readonly offset: number;
  readonly name: string;
  readonly type: number;
  readonly size: number;
  readonly inline: boolean;
  readonly dataOffset: number;
}

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** Names are cut where their cell ends. Undefined where there is no key node. */
export function readKeyNode(cells: Cells, offset: number, cell: Cell): KeyNode | undefined {
  if (cells.signature(cell) !== NK || cell.end - cell.start < NK_FIXED) return undefined;
  const flags = cells.u16(cell, 2);
  const name = cells.slice(cell, NK_FIXED, Math.min(cells.u16(cell, 72), MAX_NAME_BYTES));
  return {
    offset,
    name: flags & NK_COMPRESSED_NAME ? latin1(name) : utf16Text(name),
    isRoot: (flags & NK_ROOT) !== 0,
    lastWritten: fileTimeAt(cells.view, cell.start + 4),
    parent: cells.u32(cell, 16),
    subkeyCount: cells.u32(cell, 20),
    subkeyList: cells.u32(cell, 28),
    valueCount: cells.u32(cell, 36),
    valueList: cells.u32(cell, 40),
    classOffset: cells.u32(cell, 48),
    classLength: cells.u16(cell, 74),
  };
}

export function readClassName(cells: Cells, node: KeyNode): string | undefined {
  if (node.classLength === 0) return undefined;
  const cell = cells.at(node.classOffset);
  return cell && utf16Text(cells.slice(cell, 0, node.classLength));
}

export function readValueNode(cells: Cells, offset: number, cell: Cell): ValueNode | undefined {
  if (cells.signature(cell) !== VK || cell.end - cell.start < VK_FIXED) return undefined;
  const size = cells.u32(cell, 4);
  const name = cells.slice(cell, VK_FIXED, cells.u16(cell, 2));
  return {
    offset,
    name: cells.u16(cell, 16) & VK_COMPRESSED_NAME ? latin1(name) : utf16Text(name),
    type: cells.u32(cell, 12),
    size: (size & ~INLINE) >>> 0,
    inline: (size & INLINE) !== 0,
    dataOffset: cells.u32(cell, 8),
  };
}

/** At most MAX_VALUE_BYTES; shorter than the declared size where cells end earlier. */
export function readValueData(cells: Cells, cell: Cell, node: ValueNode): Uint8Array {
  if (node.inline) return cells.slice(cell, 8, Math.min(node.size, 4));
  if (node.size === 0) return new Uint8Array(0);
  const data = cells.at(node.dataOffset);
  if (data === undefined) return new Uint8Array(0);
  const wanted = Math.min(node.size, MAX_VALUE_BYTES);
  if (node.size > SEGMENT && cells.signature(data) === DB && data.end - data.start < node.size) {
    return readSegments(cells, data, wanted);
  }
  return cells.slice(data, 0, wanted);
}

function readSegments(cells: Cells, db: Cell, wanted: number): Uint8Array {
  const list = cells.at(cells.u32(db, 4));
  const whole = new Uint8Array(wanted);
  let at = 0;
  if (list) {
    for (let i = 0; i < cells.u16(db, 2) && at < wanted; i++) {
      const segment = cells.at(cells.u32(list, 4 * i));
      if (segment === undefined) break;
      const part = cells.slice(segment, 0, Math.min(SEGMENT, wanted - at));
      whole.set(part, at);
      at += part.length;
    }
  }
  return at === wanted ? whole : whole.subarray(0, at);
}

/** Offsets of subkeys in a list, lists of lists opened. `spend` is asked before each; false ends the reading. */
export function* subkeyOffsets(
  cells: Cells,
  list: number,
  spend: () => boolean,
  damaged: () => void,
  depth = 0,
): Generator<number> {
  const cell = cells.at(list);
  const signature = cell === undefined ? 0 : cells.signature(cell);
  const step = signature === LF || signature === LH ? 8 : signature === LI || signature === RI ? 4 : 0;
  if (cell === undefined || step === 0 || depth >= MAX_LIST_DEPTH) {
    damaged();
    return;
  }
  const fits = Math.floor((cell.end - cell.start - 4) / step);
  const count = cells.u16(cell, 2);
  if (count > fits) damaged();
  for (let i = 0; i < Math.min(count, fits); i++) {
    if (!spend()) return;
    const offset = cells.u32(cell, 4 + step * i);
    if (signature === RI) yield* subkeyOffsets(cells, offset, spend, damaged, depth + 1);
    else yield offset;
  }
}
