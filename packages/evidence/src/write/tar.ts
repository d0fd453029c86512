/** Writes tar archives (ustar, with pax headers where a name or a size needs one) as a stream, deterministically. */
import { BLOCK } from '../source/tar/format.js';
import { type ArchiveEntry, chunksOf, DEFAULT_MODIFIED } from './entry.js';

const MAX_USTAR_NAME = 100;
const MAX_USTAR_SIZE = 8 ** 11 - 1;

/** Streamed entries must tell their size and keep to it; otherwise this throws RangeError. */
export async function* writeTar(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    const size = entry.data instanceof Uint8Array ? entry.data.length : entry.size;
    if (size === undefined) throw new RangeError(`${entry.path}: a streamed tar entry needs its size`);
    yield* headers(entry, size);
    let written = 0;
    for await (const chunk of chunksOf(entry.data)) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== size) throw new RangeError(`${entry.path}: ${written} bytes, announced were ${size}`);
    yield padding(size);
  }
  yield new Uint8Array(2 * BLOCK);
}

function* headers(entry: ArchiveEntry, size: number): Generator<Uint8Array> {
  const name = Buffer.from(entry.path);
  const modified = entry.modified ?? DEFAULT_MODIFIED;
  const records: [string, string][] = [];
  const isPlainName = name.length <= MAX_USTAR_NAME && name.every((byte) => byte < 0x80);
  if (!isPlainName) records.push(['path', entry.path]);
  if (size > MAX_USTAR_SIZE) records.push(['size', String(size)]);
  if (modified % 1000 !== 0) records.push(['mtime', (modified / 1000).toFixed(3)]);
  if (records.length > 0) {
    const pax = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
    yield header(Buffer.from('pax-header'), pax.length, modified, 'x');
    yield pax;
    yield padding(pax.length);
  }
  const shown = isPlainName
    ? name
    : Buffer.from(`long/${entry.path.replace(/[^ -~]/g, '_').slice(-MAX_USTAR_NAME + 5)}`);
  yield header(shown, size > MAX_USTAR_SIZE ? 0 : size, modified, '0');
}

/** A record's length counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (rest + String(length).length !== length) length++;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function header(name: Buffer, size: number, modified: number, type: string): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0, 0, MAX_USTAR_NAME);
  block.write('0000644\0', 100, 'latin1');
  block.write('0000000\0', 108, 'latin1');
  block.write('0000000\0', 116, 'latin1');
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  const seconds = Math.max(0, Math.floor(modified / 1000));
  block.write(`${seconds.toString(8).padStart(11, '0')}\0`, 136, 'latin1');
  block.write('        ', 148, 'latin1');
  block.write(type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

const padding = (size: number): Uint8Array => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
