/**
 * Marvin32, the checksum of entries in transaction logs of Windows 8.1 and later.
 * Source: "Windows registry file format specification", M. Suhanov, section on the new log format.
 */
const SEED_LOW = 0x7a4e55c5;
const SEED_HIGH = 0x82ef4d88;

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** Low and high half. */
export function marvin32(bytes: Uint8Array): readonly [low: number, high: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let low = SEED_LOW | 0;
  let high = SEED_HIGH | 0;
  const mix = (value: number): void => {
    low = (low + value) | 0;
    high ^= low;
    low = (rotate(low, 20) + high) | 0;
    high = rotate(high, 9) ^ low;
    low = (rotate(low, 27) + high) | 0;
    high = rotate(high, 19);
  };
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) mix(view.getInt32(at, true));
  let rest = 0x80;
  for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | (bytes[at] ?? 0);
  mix(rest);
  mix(0);
  return [low >>> 0, high >>> 0];
}
