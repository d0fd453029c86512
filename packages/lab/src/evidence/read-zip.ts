import { inflateRawSync } from 'node:zlib';

/**
 * Reads the plain zips of the examples (no zip64, no encryption, no comment): for comparing them with what the sources
 * generate, without the reader under test in packages/evidence. Not for foreign archives.
 */
export function readPlainZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error('no end record at the end');
  const members = new Map<string, Uint8Array>();
  let offset = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const nameLength = view.getUint16(offset + 28, true);
    const extraLength = view.getUint16(offset + 30, true);
    const name = new TextDecoder().decode(bytes.subarray(offset + 46, offset + 46 + nameLength));
    const local = view.getUint32(offset + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const data = bytes.subarray(start, start + view.getUint32(offset + 20, true));
    members.set(name, view.getUint16(offset + 10, true) === 0 ? data : inflateRawSync(data));
    offset += 46 + nameLength + extraLength;
  }
  return members;
}
