/** Writes prefetch files of Windows 10 (version 30): for tests and for the lab. */

export interface WrittenPrefetch {
  readonly executable: string;
  readonly runs: number;
  /** FILETIME ticks, latest first, at most eight. */
  readonly ran: readonly bigint[];
  readonly files: readonly string[];
  readonly hash?: number;
}

const INFO_END = 304;
const VOLUME = 96;
const METRIC = 32;
const TRACE = 8;

/** A prefetch file of version 30, not compressed. */
export function buildPrefetch(spec: WrittenPrefetch, volumePath = '\\VOLUME{01d7000000000000-12345678}'): Uint8Array {
  const strings = utf16(`${spec.files.map((file) => `${file}\0`).join('')}`);
  const path = utf16(`${volumePath}\0`);
  const tracesAt = INFO_END + METRIC * spec.files.length;
  const stringsAt = tracesAt + TRACE;
  const volumeAt = (stringsAt + strings.length + 7) & ~7;
  const bytes = new Uint8Array(volumeAt + VOLUME + path.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 30, true);
  view.setUint32(4, 0x41434353, true);
  view.setUint32(12, bytes.length, true);
  bytes.set(utf16(spec.executable.slice(0, 29)), 16);
  view.setUint32(76, spec.hash ?? 0x12345678, true);
  view.setUint32(84, INFO_END, true);
  view.setUint32(88, spec.files.length, true);
  view.setUint32(92, tracesAt, true);
  view.setUint32(96, 1, true);
  let nameAt = 0;
  for (const [i, file] of spec.files.entries()) {
    view.setUint32(INFO_END + METRIC * i + 12, nameAt, true);
    view.setUint32(INFO_END + METRIC * i + 16, file.length, true);
    nameAt += 2 * (file.length + 1);
  }
  view.setUint32(100, stringsAt, true);
  view.setUint32(104, strings.length, true);
  view.setUint32(108, volumeAt, true);
  view.setUint32(112, 1, true);
  view.setUint32(116, VOLUME + path.length, true);
  for (const [i, time] of spec.ran.slice(0, 8).entries()) view.setBigUint64(128 + 8 * i, time, true);
  view.setUint32(208, spec.runs, true);
  bytes.set(strings, stringsAt);
  view.setUint32(volumeAt, VOLUME, true);
  view.setUint32(volumeAt + 4, volumePath.length, true);
  bytes.set(path, volumeAt + VOLUME);
  return bytes;
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i) & 0xff;
    bytes[2 * i + 1] = text.charCodeAt(i) >> 8;
  }
  return bytes;
}
