import { NtfsVolume, startOfDay } from '../write/index.js';
import { kapePath, type LabEntry } from './entry.js';

/** A file as the disk knows it: when it was really written, and what it claims. */
export interface DiskFile {
  /** Windows path with drive. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly written: number;
  readonly modified: number;
  readonly removed?: number | undefined;
}

const DRIVE = 'C:\\';
/** Clean-up at night: what is old goes, as on every server. */
const KEPT_DAYS = 30;
const DAY = 86_400_000;

/**
 * File table and change journal of drive C. `end`: when the evidence was collected; `journalDays`: how far back the journal
 * reaches, a few days on real servers. Beside the files of the story: a log of the web server that goes with its age each
 * night, and programs that Windows updated.
 */
export function ntfsFiles(files: readonly DiskFile[], made: number, end: number, journalDays: number): LabEntry[] {
  const volume = new NtfsVolume(made);
  const begin = end - journalDays * DAY;
  for (let i = 0; i < 60; i++)
    volume.file(`Windows\\System32\\component${i}.dll`, {
      created: made + 1000 * i,
      size: 40_000 + i,
      journalled: false,
    });
  const own = files.filter(({ path }) => path.toLowerCase().startsWith(DRIVE.toLowerCase()));
  for (const { path, bytes, written, modified } of [...own].sort((a, b) => a.written - b.written)) {
    const back = written - modified >= DAY;
    volume.file(path.slice(DRIVE.length), {
      created: written,
      content: bytes,
      journalled: written >= begin,
      ...(back ? { setTimes: modified } : {}),
    });
  }
  const leaving: { readonly path: string; readonly time: number }[] = own.flatMap(({ path, removed }) =>
    removed === undefined ? [] : [{ path: path.slice(DRIVE.length), time: removed }],
  );
  for (let day = startOfDay(begin) + DAY; day < end; day += DAY) {
    const name = new Date(day - KEPT_DAYS * DAY).toISOString().slice(2, 10).replaceAll('-', '');
    const path = `inetpub\\logs\\LogFiles\\W3SVC1\\u_ex${name}.log`;
    volume.file(path, { created: day - KEPT_DAYS * DAY, size: 2_000_000, journalled: false });
    leaving.push({ path, time: day + 3_600_000 });
  }
  // What went before the journal begins left only its record.
  for (const { path, time } of leaving.sort((a, b) => a.time - b.time)) volume.remove(path, time, time >= begin);
  return [
    { path: kapePath('C:\\$MFT'), modified: made, chunks: [volume.table()] },
    { path: kapePath('C:\\$Extend\\$UsnJrnl:$J'), modified: end, chunks: [volume.journal()] },
  ];
}
