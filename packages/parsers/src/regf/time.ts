/** FILETIME to milliseconds since 1970 UTC. */

/** Seconds between 1601 and 1970. */
const EPOCH_MS = 11_644_473_600_000;
/** Before it and after it a time is damage, or means "never". */
const FIRST = Date.UTC(1980, 0, 1);
const LAST = Date.UTC(9999, 11, 31);

/** Undefined for zero, for "never" and for what no calendar holds. Little endian, eight bytes at `at`. */
export function fileTimeAt(view: DataView, at: number): number | undefined {
  if (at < 0 || at + 8 > view.byteLength) return undefined;
  const ms = (view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true)) / 10_000 - EPOCH_MS;
  return ms >= FIRST && ms <= LAST ? Math.floor(ms) : undefined;
}

/** The same out of the bytes of a value. */
export function fileTimeOf(bytes: Uint8Array, at = 0): number | undefined {
  return fileTimeAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at);
}
