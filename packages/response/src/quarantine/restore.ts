/** Puts back what a quarantine took: same bytes, times, streams and mode; nothing that is there now is overwritten. */
import { chmodSync, closeSync, fsyncSync, linkSync, lstatSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileSha256, type Key, unseal } from './container.js';
import { exists, setTimes } from './file-state.js';
import { Journal, syncFolder } from './journal.js';
import type { JournalRecord, StoredStream } from './records.js';
import { streamPath } from './streams.js';

export interface RestoreOptions {
  /** Folder of the container. */
  readonly container: string;
  readonly key: Key;
  /** Steps to put back; default: all that were removed. */
  readonly steps?: readonly string[];
  readonly atPoint?: (point: string) => void;
}

export interface RestoreResult {
  readonly step: string;
  readonly path: string;
  readonly outcome: 'restored' | 'refused' | 'restored-before';
  readonly reason?: string;
  readonly notes: readonly string[];
}

type Begin = Extract<JournalRecord, { kind: 'begin' }>;
type Stored = Extract<JournalRecord, { kind: 'stored' }>;

export async function restore(options: RestoreOptions): Promise<RestoreResult[]> {
  const { journal, records } = Journal.open(join(options.container, 'journal.jsonl'));
  try {
    const results: RestoreResult[] = [];
    for (const entry of removedSteps(records, options.steps)) {
      results.push(await one(entry, journal, options));
    }
    return results;
  } finally {
    journal.close();
  }
}

interface Removed {
  readonly begin: Begin;
  readonly stored: Stored;
  /** Where the file was renamed to on its way out; still there after a crash. */
  readonly aside: string | undefined;
  readonly restored: boolean;
}

function removedSteps(records: readonly JournalRecord[], wanted: readonly string[] | undefined): Removed[] {
  const begun = new Map<string, Begin>();
  const stored = new Map<string, Stored>();
  const found = new Map<string, Removed>();
  for (const record of records) {
    if (record.kind === 'begin') begun.set(record.step, record);
    else if (record.kind === 'stored') stored.set(record.step, record);
    else if (record.kind === 'moving' || record.kind === 'removed') {
      const begin = begun.get(record.step);
      const copy = stored.get(record.step);
      // From "moving" on the file may be gone from its place: a crash there must not hide it from restoring.
      const aside = record.kind === 'moving' ? record.aside : found.get(record.step)?.aside;
      if (begin && copy) found.set(record.step, { begin, stored: copy, aside, restored: false });
    } else if (record.kind === 'restored') {
      const known = found.get(record.step);
      if (known) found.set(record.step, { ...known, restored: true });
    }
  }
  return [...found.values()].filter((r) => wanted === undefined || wanted.includes(r.begin.step));
}

async function one(
  { begin, stored, aside, restored }: Removed,
  journal: Journal,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const { step, path } = begin;
  const refused = (reason: string): RestoreResult => ({ step, path, outcome: 'refused', reason, notes: [] });
  if (exists(path)) {
    const same = lstatSync(path).isFile() && (await fileSha256(path)) === stored.sha256;
    if (same) {
      const notes = setTimes(path, begin.times);
      if (aside !== undefined) await discard(aside, stored.sha256);
      if (!restored) journal.append({ kind: 'restored', step, path });
      return { step, path, outcome: restored ? 'restored-before' : 'restored', notes };
    }
    return refused('another file is at its place now; move it away first');
  }
  const linked = linkAbove(path);
  if (linked !== undefined) return refused(`${linked} is a link: the file would end up elsewhere`);
  mkdirSync(dirname(path), { recursive: true });
  const part = join(dirname(path), `.allclear-${step}-restore`);
  rmSync(part, { force: true });
  try {
    for (const stream of stored.streams) await write(stream, part, options);
    options.atPoint?.(`${step} written`);
    chmodSync(part, begin.mode & 0o7777);
    const notes = setTimes(part, begin.times);
    place(part, path);
    syncFolder(dirname(path));
    options.atPoint?.(`${step} placed`);
    if (aside !== undefined) await discard(aside, stored.sha256);
    journal.append({ kind: 'restored', step, path });
    return { step, path, outcome: 'restored', notes };
  } catch (error) {
    rmSync(part, { force: true });
    return refused(error instanceof Error ? error.message : String(error));
  }
}

/** What a killed quarantine set aside and did not come to remove: the same bytes are back at their place now. */
async function discard(aside: string, sha256: string): Promise<void> {
  if (exists(aside) && lstatSync(aside).isFile() && (await fileSha256(aside)) === sha256) rmSync(aside);
}

async function write(stream: StoredStream, part: string, options: RestoreOptions): Promise<void> {
  const item = join(options.container, stream.item);
  if ((await fileSha256(item)) !== stream.itemSha256)
    throw new Error(`${stream.item} of the container was changed or is damaged`);
  const file = openSync(
    stream.name === '' ? part : streamPath(part, stream.name),
    stream.name === '' ? 'wx' : 'w',
    0o600,
  );
  try {
    const { sha256 } = await unseal(item, options.key, file);
    if (sha256 !== stream.sha256) throw new Error(`${stream.item} decrypts to other bytes than were stored`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives the file its name without ever overwriting: a hard link fails where the name is taken. */
function place(part: string, path: string): void {
  try {
    linkSync(part, path);
    rmSync(part);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new Error('another file is at its place now');
    // File systems without hard links.
    if (exists(path)) throw new Error('another file is at its place now');
    renameSync(part, path);
  }
}

function linkAbove(path: string): string | undefined {
  for (let folder = dirname(path), last = path; folder !== last; last = folder, folder = dirname(folder)) {
    try {
      if (lstatSync(folder).isSymbolicLink()) return folder;
    } catch {
      // Not there yet: it will be made.
    }
  }
  return undefined;
}
