/**
 * Transaction logs (`SYSTEM.LOG1`, `.LOG2`, `.LOG`): what Windows had changed but not yet written into the hive.
 * Source: "Windows registry file format specification", M. Suhanov, sections on both log formats and on dirty hives.
 */
import type { Problem } from '@allclear/model';
import { BASE_BLOCK, type BaseBlock, baseBlockChecksum, readBaseBlock, SECTOR } from './header.js';
import { MAX_GROWTH, MAX_LOG_ENTRIES } from './limits.js';
import { marvin32 } from './marvin.js';

const HVLE = 0x454c7648;
const DIRT = 0x54524944;
const ENTRY_HEADER = 40;
const NEW_FORMAT = 6;

interface Entry {
  readonly sequence: number;
  readonly binsSize: number;
  readonly pages: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
}

export interface Replay {
  /** The hive with the changes; the bytes that were given where there is nothing to replay. */
  readonly bytes: Uint8Array;
  /** Log entries applied. */
  readonly entries: number;
  readonly problems: readonly Problem[];
}

/** True where Windows had not finished writing the hive: its logs then hold what is missing. */
export function isDirty(block: BaseBlock): boolean {
  return block.primarySequence !== block.secondarySequence || !block.checksumFits;
}

/** Applies the logs to a hive that needs them; the order in which they are given does not matter. Total. */
export function replayLogs(hive: Uint8Array, logs: readonly Uint8Array[]): Replay {
  const nothing: Replay = { bytes: hive, entries: 0, problems: [] };
  const block = readBaseBlock(hive);
  if (block === undefined || !isDirty(block)) return nothing;
  const parsed = logs.flatMap((bytes) => {
    const own = readBaseBlock(bytes);
    return own === undefined || !own.checksumFits ? [] : [{ bytes, block: own }];
  });
  // A hive whose own header is damaged takes what the logs' headers tell.
  const from = block.checksumFits ? block.secondarySequence : 0;
  const problems: Problem[] = [];
  let damaged = 0;
  const entries = parsed
    .filter((log) => log.block.fileType === NEW_FORMAT)
    .flatMap((log) => {
      const read = readEntries(log.bytes);
      damaged += read.damaged;
      return read.entries;
    })
    .filter((entry) => entry.sequence >= from)
    .sort((a, b) => a.sequence - b.sequence);
  const chosen: Entry[] = [];
  for (const entry of entries) {
    const last = chosen.at(-1);
    // Behind a hole in the sequence the pages would not fit to each other.
    if (last !== undefined && entry.sequence > last.sequence + 1) break;
    if (last === undefined || entry.sequence > last.sequence) chosen.push(entry);
  }
  if (chosen.length === 0) {
    const old = parsed
      .filter((log) => log.block.fileType !== NEW_FORMAT && log.block.primarySequence === log.block.secondarySequence)
      .filter((log) => log.block.primarySequence >= from)
      .sort((a, b) => b.block.primarySequence - a.block.primarySequence)[0];
    const entry = old && readOldLog(old.bytes, old.block);
    if (entry) chosen.push(entry);
  }
  if (damaged > 0)
    problems.push({ code: 'ALC-P006', count: damaged, detail: 'damaged entries of a transaction log were left out' });
  const base = parsed[0]?.block;
  if (chosen.length === 0) return { ...nothing, problems };
  return { bytes: apply(hive, chosen, block.checksumFits ? undefined : base), entries: chosen.length, problems };
}

function readEntries(log: Uint8Array): { entries: Entry[]; damaged: number } {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const entries: Entry[] = [];
  let at = SECTOR;
  while (at + ENTRY_HEADER <= log.length && entries.length < MAX_LOG_ENTRIES) {
    if (view.getUint32(at, true) !== HVLE) break;
    const size = view.getUint32(at + 4, true);
    if (size < SECTOR || size % SECTOR !== 0 || at + size > log.length) return { entries, damaged: 1 };
    // Leftovers of earlier rounds follow the last valid entry; a checksum that does not fit ends the log.
    const hashes = [...marvin32(log.subarray(at + ENTRY_HEADER, at + size)), ...marvin32(log.subarray(at, at + 32))];
    if (hashes.some((hash, i) => view.getUint32(at + 24 + 4 * i, true) !== hash)) return { entries, damaged: 1 };
    const count = view.getUint32(at + 20, true);
    const pages: { offset: number; bytes: Uint8Array }[] = [];
    let page = at + ENTRY_HEADER + 8 * count;
    for (let i = 0; i < count; i++) {
      const reference = at + ENTRY_HEADER + 8 * i;
      if (reference + 8 > at + size) break;
      const length = view.getUint32(reference + 4, true);
      if (page + length > at + size) break;
      pages.push({ offset: view.getUint32(reference, true), bytes: log.subarray(page, page + length) });
      page += length;
    }
    if (pages.length !== count) return { entries, damaged: 1 };
    entries.push({ sequence: view.getUint32(at + 12, true), binsSize: view.getUint32(at + 16, true), pages });
    at += size;
  }
  return { entries, damaged: 0 };
}

/** Windows XP to 8: a map of dirty sectors (one bit each), then the sectors. */
function readOldLog(log: Uint8Array, block: BaseBlock): Entry | undefined {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const map = SECTOR + 4;
  const mapBytes = Math.floor(block.binsSize / SECTOR / 8);
  if (map + mapBytes > log.length || view.getUint32(SECTOR, true) !== DIRT) return undefined;
  const pages: { offset: number; bytes: Uint8Array }[] = [];
  let at = Math.ceil((map + mapBytes) / SECTOR) * SECTOR;
  for (let i = 0; i < mapBytes * 8; i++) {
    if (((log[map + (i >> 3)] ?? 0) & (1 << (i & 7))) === 0) continue;
    // Sectors beyond a truncated log would leave a mixture of old and new.
    if (at + SECTOR > log.length) return undefined;
    pages.push({ offset: i * SECTOR, bytes: log.subarray(at, at + SECTOR) });
    at += SECTOR;
  }
  return { sequence: block.primarySequence, binsSize: block.binsSize, pages };
}

function apply(hive: Uint8Array, entries: readonly Entry[], header: BaseBlock | undefined): Uint8Array {
  let bins = Math.max(0, hive.length - BASE_BLOCK);
  for (const entry of entries) if (entry.binsSize <= hive.length + MAX_GROWTH) bins = Math.max(bins, entry.binsSize);
  const result = new Uint8Array(BASE_BLOCK + bins);
  result.set(hive);
  const view = new DataView(result.buffer);
  for (const { pages, binsSize, sequence } of entries) {
    for (const { offset, bytes } of pages) {
      const at = BASE_BLOCK + offset;
      if (at + bytes.length <= result.length) result.set(bytes, at);
    }
    view.setUint32(4, sequence, true);
    view.setUint32(8, sequence, true);
    view.setUint32(40, binsSize, true);
  }
  if (header) view.setUint32(36, header.root, true);
  view.setUint32(508, baseBlockChecksum(view), true);
  return result;
}
