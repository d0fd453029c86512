/** The version resource: RT_VERSION in the resource tree, VS_VERSIONINFO inside. */
import type { Reader } from './reader.js';

const RT_VERSION = 16;
const FIXED_SIGNATURE = 0xfeef04bd;
export const MAX_RESOURCE_ENTRIES = 256;
export const MAX_VERSION_STRINGS = 64;
const MAX_STRING = 512;

export interface VersionResource {
  /** Four numbers of VS_FIXEDFILEINFO: `15.1.2176.9`. Numbers, so that they compare; undefined where it is missing. */
  readonly file: string | undefined;
  readonly product: string | undefined;
  /** FileVersion, ProductVersion, OriginalFilename, CompanyName …: of the first language. Free text, as somebody wrote it. */
  readonly strings: ReadonlyMap<string, string>;
}

const four = (high: number, low: number): string => [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff].join('.');

/** Offset of the n-th level entry; `id` undefined takes the first. The tree has three levels: type, name, language. */
function entry(reader: Reader, directory: number, id: number | undefined): number | undefined {
  const named = reader.u16(directory + 12) ?? 0;
  const ids = reader.u16(directory + 14) ?? 0;
  const count = Math.min(named + ids, MAX_RESOURCE_ENTRIES);
  for (let i = 0; i < count; i++) {
    const at = directory + 16 + i * 8;
    const name = reader.u32(at);
    const target = reader.u32(at + 4);
    if (name === undefined || target === undefined) return undefined;
    if (id === undefined || name === id) return target;
  }
  return undefined;
}

export function readVersion(
  reader: Reader,
  root: number,
  toOffset: (address: number) => number | undefined,
): VersionResource | undefined {
  let directory = root;
  for (const [level, id] of [RT_VERSION, undefined, undefined].entries()) {
    const target = entry(reader, directory, id);
    if (target === undefined) return undefined;
    const isDirectory = target >= 0x8000_0000;
    // Two directories, then data: anything else is damage (and could be a loop).
    if (isDirectory !== level < 2) return undefined;
    directory = root + (target & 0x7fff_ffff);
  }
  const address = reader.u32(directory);
  const size = reader.u32(directory + 4);
  const start = address === undefined ? undefined : toOffset(address);
  if (start === undefined || size === undefined) return undefined;
  return versionInfo(reader, start, Math.min(start + size, reader.length));
}

const aligned = (at: number): number => (at + 3) & ~3;

/** Offsets in the structure are aligned relative to its beginning; the resource itself is aligned in the file. */
function versionInfo(reader: Reader, start: number, end: number): VersionResource | undefined {
  const key = reader.wide(start + 6, 32);
  if (key.text !== 'VS_VERSION_INFO') return undefined;
  const fixed = start + aligned(key.next - start);
  let file: string | undefined;
  let product: string | undefined;
  const numbers = [8, 12, 16, 20].map((offset) => reader.u32(fixed + offset));
  if (reader.u32(fixed) === FIXED_SIGNATURE) {
    const [fileHigh, fileLow, productHigh, productLow] = numbers;
    if (fileHigh !== undefined && fileLow !== undefined) file = four(fileHigh, fileLow);
    if (productHigh !== undefined && productLow !== undefined) product = four(productHigh, productLow);
  }
  const valueLength = reader.u16(start + 2) ?? 0;
  return { file, product, strings: strings(reader, start, fixed + aligned(valueLength), end) };
}

/** Walks StringFileInfo/StringTable/String. Each block begins with its own length, so the walk only goes forward. */
function strings(reader: Reader, base: number, from: number, end: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const align = (at: number): number => base + aligned(at - base);
  const next = (
    at: number,
    limit: number,
  ): { key: string; value: number; length: number; units: number; end: number } | undefined => {
    const length = reader.u16(at);
    const units = reader.u16(at + 2);
    if (length === undefined || units === undefined || length < 6 || at + length > limit) return undefined;
    const key = reader.wide(at + 6, 64);
    return { key: key.text, value: align(key.next), length, units, end: at + length };
  };
  let budget = MAX_VERSION_STRINGS;
  for (let at = align(from); at < end && budget > 0; budget--) {
    const block = next(at, end);
    if (block === undefined) break;
    if (block.key === 'StringFileInfo') {
      const table = next(block.value, block.end);
      if (table !== undefined) {
        for (let s = table.value; s < table.end && found.size < MAX_VERSION_STRINGS; ) {
          const item = next(s, table.end);
          if (item === undefined) break;
          const room = Math.max(0, Math.min(item.units, MAX_STRING, (item.end - item.value) >> 1));
          if (item.key !== '' && !found.has(item.key)) found.set(item.key, reader.wide(item.value, room).text);
          s = align(item.end);
        }
      }
      break;
    }
    at = align(block.end);
  }
  return found;
}
