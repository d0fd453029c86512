/** The records of one chunk: in order, behind damage, and in the space that the chunk does not use (any more). */
import type { EvtxChunk } from './chunk.js';
import { CHUNK, RECORD } from './format.js';
import type { Recovery } from './record.js';

export interface ChunkVisitor {
  record(at: number, size: number, recovery: Recovery | undefined): void;
  /** Bytes that should be a record and are none. */
  damage(at: number): void;
}

/** @param ordered false: the chunk's header is not believed, records are searched for. */
export function walkChunk(chunk: EvtxChunk, ordered: boolean, visitor: ChunkVisitor): void {
  const whole = chunk.bytes.length;
  if (!ordered) {
    search(chunk, 0, whole, 'damage', visitor);
    return;
  }
  const told = chunk.u32(CHUNK.freeSpace);
  const free = told >= CHUNK.records && told <= whole ? told : whole;
  let at: number = CHUNK.records;
  let last = -1;
  for (;;) {
    const size = recordSize(chunk, at, whole);
    // A log that was not closed has records behind the end that its header tells: their numbers go on.
    const id = size > 0 ? chunk.u64(at + RECORD.id) : -1;
    if (at >= free && (size === 0 || id !== last + 1)) break;
    if (size === 0) {
      if (isEmpty(chunk, at, free)) break;
      visitor.damage(at);
      search(chunk, at, free, 'damage', visitor);
      at = free;
      break;
    }
    visitor.record(at, size, undefined);
    last = id;
    at += size;
  }
  search(chunk, Math.max(at, CHUNK.records), whole, 'slack', visitor);
}

/** Size of the record at `at`, the same before and behind it; 0 where there is none. */
function recordSize(chunk: EvtxChunk, at: number, end: number): number {
  if (at + RECORD.smallest > end || chunk.u32(at) !== RECORD.magic) return 0;
  const size = chunk.u32(at + RECORD.size);
  if (size < RECORD.smallest || at + size > end || chunk.u32(at + size - 4) !== size) return 0;
  // Numbers beyond 2^53 are damage, not records.
  return chunk.u32(at + RECORD.id + 4) < 0x200000 ? size : 0;
}

function search(chunk: EvtxChunk, from: number, end: number, recovery: Recovery, visitor: ChunkVisitor): void {
  let at = from;
  while (at + RECORD.smallest <= end) {
    at = chunk.bytes.indexOf(RECORD.magic & 0xff, at);
    if (at < 0 || at >= end) return;
    const size = recordSize(chunk, at, end);
    if (size > 0) visitor.record(at, size, recovery);
    at += Math.max(size, 1);
  }
}

/** A chunk that tells more than it holds ends in zeros. */
function isEmpty(chunk: EvtxChunk, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if (chunk.bytes[i] !== 0) return false;
  return true;
}
