/**
 * Prefetch files: which program ran, how often and when, and what it loaded.
 * Source: "Windows Prefetch File (PF) format", libyal libscca documentation.
 */
import type { Problem } from '@allclear/model';
import { decompressMam, isMam } from '../mam/index.js';
import { ticksToMs, utf16At } from '../mft/index.js';

export interface PrefetchVolume {
  /** `\VOLUME{…}` or `\DEVICE\HARDDISKVOLUME1`. */
  readonly path: string;
  /** FILETIME ticks. */
  readonly created: bigint;
  readonly serial: number;
}

export interface Prefetch {
  /** 17 XP, 23 Vista and 7, 26 8.1, 30 10, 31 11. */
  readonly version: number;
  /** At most 29 characters: Windows cuts the rest. */
  readonly executable: string;
  readonly hash: number;
  readonly runs: number;
  /** FILETIME ticks, latest first; one before Windows 8, then up to eight. */
  readonly ran: readonly bigint[];
  /** Files that were loaded in the first seconds, as Windows writes them. */
  readonly files: readonly string[];
  readonly volumes: readonly PrefetchVolume[];
}

export interface PrefetchResult {
  readonly prefetch: Prefetch | undefined;
  readonly problems: readonly Problem[];
}

/** Windows itself stops at some thousand files and a few volumes. */
export const MAX_FILES = 20_000;
export const MAX_VOLUMES = 64;
const NAME_CHARACTERS = 30;
const SIGNATURE = 0x41434353;

interface Layout {
  readonly times: number;
  readonly timesAt: number;
  readonly runsAt: number;
  readonly volumeBytes: number;
}

/** Undefined for versions that nobody has described. */
function layoutOf(version: number, metricsAt: number): Layout | undefined {
  switch (version) {
    case 17:
      return { times: 1, timesAt: 120, runsAt: 144, volumeBytes: 40 };
    case 23:
      return { times: 1, timesAt: 128, runsAt: 152, volumeBytes: 104 };
    case 26:
      return { times: 8, timesAt: 128, runsAt: 208, volumeBytes: 104 };
    case 30:
    case 31:
      // The second variant has eight bytes less before the number of runs.
      return { times: 8, timesAt: 128, runsAt: metricsAt === 304 ? 208 : 200, volumeBytes: 96 };
    default:
      return undefined;
  }
}

/** Compressed or not. Total. */
export function parsePrefetch(source: Uint8Array): PrefetchResult {
  const opened = isMam(source) ? decompressMam(source) : undefined;
  const bytes = opened?.bytes ?? source;
  const problems: Problem[] = [...(opened?.problems ?? [])];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number): number => (at + 4 <= bytes.length ? view.getUint32(at, true) : 0);
  const ticks = (at: number): bigint => (at + 8 <= bytes.length ? view.getBigUint64(at, true) : 0n);
  if (bytes.length < 84 || u32(4) !== SIGNATURE)
    return { prefetch: undefined, problems: [...problems, { code: 'ALC-P003', detail: 'no prefetch file' }] };
  const version = u32(0);
  const layout = layoutOf(version, u32(84));
  if (layout === undefined)
    return {
      prefetch: undefined,
      problems: [...problems, { code: 'ALC-P003', detail: `prefetch files of version ${version} are not known` }],
    };
  if (u32(12) > bytes.length) problems.push({ code: 'ALC-P006', detail: 'the prefetch file ends early' });
  const ran = Array.from({ length: layout.times }, (_, i) => ticks(layout.timesAt + 8 * i)).filter(
    (time) => time !== 0n,
  );
  const strings = stringsAt(bytes, u32(100), u32(104));
  if (strings.dropped)
    problems.push({ code: 'ALC-P008', detail: `more than ${MAX_FILES} files; the rest was left out` });
  return {
    prefetch: {
      version,
      executable: untilNull(utf16At(bytes, 16, NAME_CHARACTERS)),
      hash: u32(76),
      runs: u32(layout.runsAt),
      ran,
      files: strings.texts,
      volumes: volumesAt(bytes, u32(108), u32(112), layout.volumeBytes, { u32, ticks }),
    },
    problems,
  };
}

function untilNull(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function stringsAt(bytes: Uint8Array, at: number, length: number): { texts: string[]; dropped: boolean } {
  const texts: string[] = [];
  const end = Math.min(bytes.length, at + length);
  let from = at;
  for (let i = at; i + 1 < end; i += 2) {
    if (bytes[i] !== 0 || bytes[i + 1] !== 0) continue;
    if (texts.length >= MAX_FILES) return { texts, dropped: true };
    if (i > from) texts.push(utf16At(bytes, from, (i - from) / 2));
    from = i + 2;
  }
  return { texts, dropped: false };
}

interface Read {
  u32(at: number): number;
  ticks(at: number): bigint;
}

function volumesAt(bytes: Uint8Array, at: number, count: number, size: number, read: Read): PrefetchVolume[] {
  const volumes: PrefetchVolume[] = [];
  for (let i = 0; i < Math.min(count, MAX_VOLUMES); i++) {
    const own = at + i * size;
    if (own + size > bytes.length) break;
    const pathAt = at + read.u32(own);
    volumes.push({
      path: pathAt < bytes.length ? utf16At(bytes, pathAt, Math.min(read.u32(own + 4), 1024)) : '',
      created: read.ticks(own + 8),
      serial: read.u32(own + 16),
    });
  }
  return volumes;
}

/** Path of the program among the files that it loaded, `C:\…` where the volume is the one of Windows; undefined where it is not among them. */
export function programPath({ executable, files }: Prefetch): string | undefined {
  const wanted = `\\${executable.toUpperCase()}`;
  const own = files.find((file) => {
    const upper = file.toUpperCase();
    // A name that was cut stands for all that begin with it.
    return (
      upper.endsWith(wanted) ||
      (executable.length >= NAME_CHARACTERS - 1 && upper.slice(upper.lastIndexOf('\\')).startsWith(wanted))
    );
  });
  if (own === undefined) return undefined;
  const volume = volumeOf(own);
  const windows = files.find((file) => /\\WINDOWS\\SYSTEM32\\NTDLL\.DLL$/i.test(file));
  return volume !== '' && windows !== undefined && volumeOf(windows) === volume ? `C:${own.slice(volume.length)}` : own;
}

const volumeOf = (path: string): string => /^\\(?:VOLUME\{[^}\\]*\}|DEVICE\\[^\\]+)/i.exec(path)?.[0] ?? '';

/** Milliseconds UTC, latest first. */
export const runTimes = (prefetch: Prefetch): number[] =>
  prefetch.ran.map(ticksToMs).filter((time) => time !== undefined);
