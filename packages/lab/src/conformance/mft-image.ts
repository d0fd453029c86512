/**
 * A file table alone, put back to where it lay on its volume: a sparse image with a boot sector, that the tools of The
 * Sleuth Kit read as they read any volume. The content of other files is missing; the table is whole.
 */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { type DataRun, type MftEntry, MftReader, readEntry } from '@allclear/parsers';

const SECTOR = 512;
const ROOM = 1000;

/** False where the table does not tell its own place. */
export function writeImage(table: Uint8Array, path: string): boolean {
  const first = new Map<number, MftEntry>();
  const reader = new MftReader((record) => {
    if (record.number < 2 && !first.has(record.number)) first.set(record.number, readEntry(record));
  });
  reader.push(table.subarray(0, 8192));
  const own = content(first.get(0));
  const mirror = content(first.get(1));
  const start = own?.runs[0]?.start;
  if (own === undefined || start === undefined) return false;
  const clusters = own.runs.reduce((sum, run) => sum + run.clusters, 0);
  let clusterSize = SECTOR;
  while (clusters * clusterSize < own.size) clusterSize *= 2;
  const image = openSync(path, 'w');
  try {
    let at = 0;
    let last = 0;
    for (const run of own.runs) {
      const length = Math.min(run.clusters * clusterSize, table.length - at);
      if (run.start !== undefined && length > 0) writeSync(image, table, at, length, run.start * clusterSize);
      at += run.clusters * clusterSize;
      last = Math.max(last, end(run));
    }
    for (const run of mirror?.runs ?? []) last = Math.max(last, end(run));
    const mirrorAt = mirror?.runs[0]?.start ?? start;
    if (mirrorAt !== start) writeSync(image, table, 0, Math.min(4096, table.length), mirrorAt * clusterSize);
    const sectors = ((last + ROOM) * clusterSize) / SECTOR;
    writeSync(image, bootSector(clusterSize, reader.recordSize ?? 1024, start, mirrorAt, sectors), 0, SECTOR, 0);
    ftruncateSync(image, (sectors + 1) * SECTOR);
  } finally {
    closeSync(image);
  }
  return true;
}

const end = (run: DataRun): number => (run.start ?? 0) + run.clusters;
const content = (entry: MftEntry | undefined) =>
  entry?.streams.find((stream) => stream.name === '' && stream.runs.length > 0);

function bootSector(
  clusterSize: number,
  recordSize: number,
  table: number,
  mirror: number,
  sectors: number,
): Uint8Array {
  const bytes = new Uint8Array(SECTOR);
  const view = new DataView(bytes.buffer);
  bytes.set([0xeb, 0x52, 0x90, ...new TextEncoder().encode('NTFS    ')]);
  view.setUint16(11, SECTOR, true);
  bytes[13] = clusterSize / SECTOR;
  bytes[21] = 0xf8;
  view.setUint32(36, 0x00800080, true);
  view.setBigUint64(40, BigInt(sectors), true);
  view.setBigUint64(48, BigInt(table), true);
  view.setBigUint64(56, BigInt(mirror), true);
  // Sizes below a cluster are powers of two, negative.
  bytes[64] = recordSize >= clusterSize ? recordSize / clusterSize : 256 - Math.log2(recordSize);
  bytes[68] = 4096 >= clusterSize ? 4096 / clusterSize : 256 - 12;
  view.setBigUint64(72, 0x1234567812345678n, true);
  view.setUint16(510, 0xaa55, true);
  return bytes;
}
